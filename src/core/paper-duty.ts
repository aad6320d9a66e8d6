import type { CaseState, Clock, JsonObject } from './case.ts';
import type { Draft } from './draft.ts';
import { dayOf, daysBetween, type Instant } from './instant.ts';
import { tell } from './lapse.ts';
import type { DeadlineRule } from './rules/rule-set.ts';
import { postAbove } from './signing.ts';
import { verdictOf } from './watch.ts';

/** Clocks of papers, which no deadline rule sets: who is to sign, serve, receive, answer, review. */
export const PAPER_DUTIES: ReadonlySet<string> = new Set(['signature', 'service', 'receipt', 'answer', 'review']);

/** A paper's clock has come and nobody has acted: from here on whoever owes it is late, by name (handbook §21). The first day that was missed counts. */
export function lapsePaper<State extends CaseState>(
  draft: Draft<State>,
  { proof: _proof, nth: _nth, provisional: _provisional, ...clock }: Clock & { readonly holder: string },
): void {
  if (draft.state?.overdue[clock.id]) return;
  draft.payload.lateDuty = { ...clock } as unknown as JsonObject;
}

/** Whoever was late on a paper gets the verdict: done at `at`, or (without it) never done, because the paper is gone. Who was not late has no entry. */
export function endPaperDuty<State extends CaseState>(draft: Draft<State>, id: string, at?: Instant): void {
  const clock = draft.state?.overdue[id];
  if (!clock || draft.verdicts.some(({ duty }) => duty === id)) return;
  const { holder = '', dueAt, lastDay } = clock;
  draft.verdicts.push(
    at === undefined
      ? {
          duty: id,
          result: 'missed',
          holder,
          dueAt,
          ...(lastDay === undefined ? {} : { lastDay }),
          daysLate: Math.max(0, daysBetween(lastDay ?? dayOf(dueAt), dayOf(draft.input.at))),
        }
      : verdictOf(clock, true, at),
  );
}

/** Whoever is late and has somebody above him in the street: that one is told (measures §2). Nobody is told of himself. */
export function tellAbove<State extends CaseState>(
  draft: Draft<State>,
  late: string,
  of: { readonly clock?: Clock; readonly rule?: DeadlineRule; readonly label?: string },
): void {
  const above = postAbove(late);
  if (above === late) return;
  tell(draft, 'superiorLate', { post: above }, of.clock, of.rule, {
    signer: late,
    ...(of.label === undefined ? {} : { label: of.label }),
  });
}
