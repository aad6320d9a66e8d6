import { admit } from '../admit.ts';
import { carryOut } from '../carry-out.ts';
import type { Command, Deciding, Input, Outcome, Refusal, Terms } from '../case.ts';
import { type RefusalCode, refuse } from '../refusal.ts';
import type { Regions } from '../statechart.ts';
import { ACCEPTANCE, isRectifier } from './acceptance.ts';
import { ACCOUNTABILITY } from './accountability.ts';
import { onClock } from './clocks.ts';
import { HAZARD_COMMANDS, type HazardCommand, type PayloadOf } from './commands.ts';
import { CONSULTATION } from './consultation.ts';
import { CONTROL } from './control.ts';
import { EXTENSION } from './extension.ts';
import { GRADING } from './grading.ts';
import { hazardChart } from './machine.ts';
import { onMessage } from './messages.ts';
import { NEW_TERMS } from './new-terms.ts';
import { PAUSE } from './pause.ts';
import { RECTIFICATION } from './rectification.ts';
import { REPORT } from './report.ts';
import type { HazardState } from './state.ts';
import { complete, type Handler, step } from './steps.ts';
import { SUPERVISION } from './supervision.ts';
import { TRANSFER } from './transfer.ts';
import { WITHDRAWAL } from './withdrawal.ts';

/** May this happen to the hazard now, and what exactly is recorded? */
export function* decideHazard(state: HazardState | undefined, input: Input, terms: Terms): Deciding<Outcome> {
  switch (input.input) {
    case 'clock':
      return onClock(state, input, terms);
    case 'message':
      return yield* onMessage(state, input, terms);
    case 'command':
      return yield* onCommand(state, input, terms);
    default:
      return input satisfies never;
  }
}

function* onCommand(state: HazardState | undefined, command: Command, terms: Terms): Deciding<Outcome> {
  const admitted = admit({
    table: HAZARD_COMMANDS,
    chart: hazardChart,
    state,
    command,
    terms,
    first: () =>
      command.type === 'concludeAcceptance' && state && isRectifier(state, command)
        ? refuse('acceptor-is-rectifier', { stage: state.stage })
        : undefined,
    notNow: (allowed) => notNow(state, command.type, allowed),
  });
  if ('refused' in admitted) return admitted;
  const handler = HANDLERS[command.type as HazardCommand] as Handler<HazardCommand>;
  const payload = admitted.payload as PayloadOf<HazardCommand>;
  return yield* carryOut(admitted, () => handler({ state: state as HazardState, command, terms, payload }), complete);
}

/** The general refusal, or the reason a person can act on. */
function notNow(state: HazardState | undefined, type: string, allowed: readonly string[]): Refusal {
  const more = { ...(state ? { stage: state.stage } : {}), allowed };
  if (!state) return refuse('not-allowed-now', more);
  if (type === 'pause' && state.regions.pause === 'paused') return refuse('already-paused', more);
  const ends =
    type === 'dismissHazard' || type === 'mergeHazard' || (type === 'closeOut' && state.stage === 'accepted');
  const open = ends ? leftOpen(state.regions, type) : undefined;
  return refuse(open ?? 'not-allowed-now', more);
}

/** What is open with the district and keeps a hazard from being struck off or taken back. */
function leftOpen({ supervision, control }: Regions, type: string): RefusalCode | undefined {
  if (supervision === 'lifted' && type === 'closeOut') return 'lift-not-published';
  if (supervision === 'ordered' || supervision === 'liftRequested' || supervision === 'lifted')
    return 'supervision-not-lifted';
  if (supervision === 'requested' || supervision === 'returned') return 'supervision-undecided';
  return control === 'stopped' || control === 'restartRequested' ? 'restart-not-approved' : undefined;
}

const HANDLERS: { readonly [Name in HazardCommand]: Handler<Name> } = {
  ...REPORT,
  ...GRADING,
  ...WITHDRAWAL,
  ...RECTIFICATION,
  ...EXTENSION,
  ...ACCEPTANCE,
  ...SUPERVISION,
  ...CONSULTATION,
  ...CONTROL,
  ...TRANSFER,
  ...ACCOUNTABILITY,
  ...PAUSE,
  ...NEW_TERMS,
  addNote: (context) => step(context, 'NoteAdded', context.payload),
  addEvidence: (context) => step(context, 'EvidenceAdded', context.payload),
};
