import type { CaseEvent, Input, JsonObject, Terms } from '../case.ts';
import { finish, move } from '../draft.ts';
import { tell } from '../lapse.ts';
import type { Rung } from '../rules/rule-set.ts';
import { withdrawEnding } from '../watch.ts';
import { type MatterDraft, rungPost } from './ladder.ts';
import { armSignature, dropPaper } from './paper.ts';
import type { MatterState } from './state.ts';
import { draftAs, rearm } from './steps.ts';

/**
 * The open rung's paper was voided or recalled (作废、撤回) in its own case: nobody owes a receipt or an answer on it any more, and the rung
 * stands open again before its signer. It goes out a second time by a person's hand only, whatever the rung says of signatures: who took it
 * back must have seen why. Undefined: another paper than the open rung's.
 */
export function paperTakenBack(
  state: MatterState,
  input: Input & { input: 'message' },
  terms: Terms,
  rung: Rung | undefined,
): CaseEvent | undefined {
  const { notice, rung: nth } = input.payload;
  if (!rung || rung.notice !== notice || nth !== rung.rung || state.regions.paper === 'unsigned') return undefined;
  const type = input.type === 'noticeRecalled' ? 'NoticeRecalled' : 'NoticeVoided';
  const draft = draftAs(state, input, terms, type, {
    ...input.payload,
    from: input.from,
    issuer: rung.issuer,
    // What the answer to it came to falls with it.
    facts: { answerSufficient: false, nextRungDue: false },
  });
  if (!move(draft, type)) return undefined;
  dropPaper(draft);
  if (state.regions.interview === 'decided') withdrawEnding(draft, 'interviewHeld');
  takeBackTransfer(draft, state);
  tell(draft, 'signature', rungPost(rung.issuer, state.subject), undefined, undefined, {
    notice: rung.notice,
    label: rung.label,
    step: 'takenBack',
  });
  armSignature(draft, state.ladder, rung, input.at, 0);
  rearm(draft, state, {
    contested: false,
    waitsForResult: false,
    hurry: false,
    facts: draft.payload.facts as JsonObject as never,
  });
  return finish(draft);
}

/** A transfer that went out with this very paper is none any more; an earlier one goes on. */
function takeBackTransfer(draft: MatterDraft, { rungs, anchors, regions }: MatterState): void {
  const sentWithIt = anchors.transferSent !== undefined && anchors.transferSent === rungs.at(-1)?.signedAt;
  if (!sentWithIt || !['sent', 'received'].includes(regions.transfer ?? '')) return;
  move(draft, 'TransferReturned');
  for (const name of ['transferReceived', 'transferResultKnown']) withdrawEnding(draft, name);
}
