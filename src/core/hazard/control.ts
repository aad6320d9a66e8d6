import { refuse } from '../refusal.ts';
import { anchored, type Handlers, outside, step } from './steps.ts';

/** Interim control, stop of production and restart. */
export const CONTROL = {
  orderControl(context) {
    return step(context, 'ControlOrdered', context.payload);
  },

  recordControl(context) {
    return anchored(step(context, 'ControlVerified', context.payload), 'controlVerified');
  },

  recordDistrictCall(context) {
    return step(context, 'DistrictCalled', context.payload);
  },

  recordStop(context) {
    return anchored(outside(context, 'ProductionStopped'), 'stopped');
  },

  reviewStop(context) {
    return anchored(step(context, 'StopReviewed', context.payload), 'stopReviewed');
  },

  requestRestart(context) {
    return anchored(step(context, 'RestartRequested', context.payload), 'restartRequested');
  },

  recordRestartDecision(context) {
    const { payload } = context;
    if (payload.decision === 'refused' && !payload.reason) return refuse('reason-missing');
    return anchored(
      outside(context, payload.decision === 'approved' ? 'RestartApproved' : 'RestartRefused'),
      'restartDecided',
    );
  },
} satisfies Handlers;
