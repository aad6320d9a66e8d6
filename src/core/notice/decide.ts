import { admit } from '../admit.ts';
import { carryOut } from '../carry-out.ts';
import type { CaseEvent, Command, Deciding, Input, Outcome, Terms } from '../case.ts';
import { finish, move } from '../draft.ts';
import { refuse } from '../refusal.ts';
import { draftAs, dropDraft, endDelivery, receiptOverdue, serviceOverdue, signatureOverdue } from './clocks.ts';
import { NOTICE_COMMANDS, type NoticeCommand, type PayloadOf } from './commands.ts';
import { hasLostGround } from './ground.ts';
import { HANDLERS, type Handler, openerOf } from './handlers.ts';
import { noticeChart } from './machine.ts';
import type { NoticeState } from './state.ts';
import { mayServeFor } from './values.ts';

/** May this happen to the paper now, and what exactly is recorded? */
export function* decideNotice(state: NoticeState | undefined, input: Input, terms: Terms): Deciding<Outcome> {
  switch (input.input) {
    case 'clock':
      return yield* onClock(state, input, terms);
    case 'message':
      return finish(draftAs(state, input, terms, 'MessageNoted', { message: input.type }));
    case 'command':
      return yield* onCommand(state, input, terms);
    default:
      return input satisfies never;
  }
}

function* onClock(
  state: NoticeState | undefined,
  input: Input & { input: 'clock' },
  terms: Terms,
): Deciding<CaseEvent> {
  const { clock } = input;
  if (!state) throw new Error(`clock ${clock.id} of a paper that does not exist`);
  if (hasLostGround(state, yield* openerOf(state.caseId))) {
    const type = state.stage === 'served' ? 'NoticeClosed' : 'NoticeVoided';
    const draft = draftAs(state, input, terms, type, { clock: clock.id });
    if (type === 'NoticeVoided') dropDraft(draft, state);
    else {
      move(draft, type);
      endDelivery(draft);
    }
    return finish(draft);
  }
  if (clock.does === 'signature') return signatureOverdue(state, clock, input, terms);
  return clock.id === 'service'
    ? serviceOverdue(state, clock, input, terms)
    : receiptOverdue(state, clock, input, terms);
}

function* onCommand(state: NoticeState | undefined, command: Command, terms: Terms): Deciding<Outcome> {
  const admitted = admit({
    table: NOTICE_COMMANDS,
    chart: noticeChart,
    state,
    command,
    terms,
    relation: (name) => state !== undefined && mayServeFor(state, name, command.actor),
    postName: (post) => (post === 'notice.issuer' ? (state?.issuer.post ?? post) : post),
    notNow: (allowed) => {
      const stage = state ? { stage: state.stage } : {};
      return state?.stage === 'voided' || state?.stage === 'recalled'
        ? refuse('notice-voided', { ...stage, allowed, ...(state.reason ? { detail: state.reason } : {}) })
        : refuse('not-allowed-now', { ...stage, allowed });
    },
  });
  if ('refused' in admitted) return admitted;
  const handler = HANDLERS[command.type as NoticeCommand] as Handler<NoticeCommand>;
  const payload = admitted.payload as PayloadOf<NoticeCommand>;
  return yield* carryOut(admitted, () => handler({ state: state as NoticeState, command, terms, payload }), finish);
}
