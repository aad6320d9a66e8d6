import { refuse } from '../refusal.ts';
import { withdrawEnding } from '../watch.ts';
import { anchored, type Handlers, outside, step } from './steps.ts';

/** Transfer (移送) to a department of the district. */
export const TRANSFER = {
  decideTransfer(context) {
    return anchored(step(context, 'TransferDecided', context.payload), 'transferDecided');
  },

  sendTransfer(context) {
    return anchored(step(context, 'TransferSent', context.payload), 'transferSent');
  },

  recordTransferReceipt(context) {
    const { payload } = context;
    const accepted = payload.accepted !== false;
    if (!accepted && !payload.reason) return refuse('reason-missing');
    const draft = anchored(outside(context, accepted ? 'TransferReceived' : 'TransferReturned'), 'transferReceived');
    if (!accepted) withdrawEnding(draft, 'transferResultKnown');
    return draft;
  },

  recordTransferResult(context) {
    return anchored(outside(context, 'TransferResultKnown'), 'transferResultKnown');
  },
} satisfies Handlers;
