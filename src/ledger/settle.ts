import { type Steps, wait } from '../../db/ledger-store.ts';
import type { CaseId, CaseState, KindName } from '../core/case.ts';
import type { Instant } from '../core/instant.ts';
import { commit, type Waking } from './commit.ts';
import type { Desk } from './desk.ts';
import { compute, type Gathered, gather, pinnedTerms, somethingDue } from './gather.ts';
import { LedgerError } from './ledger-error.ts';

/** So often a case is computed again because somebody was faster. */
export const MOST_TRIES = 20;

/** A settled case. */
export interface Settled {
  readonly kind: KindName;
  readonly seq: number;
  readonly added: number;
  readonly state: CaseState;
}

/** Lets everything happen that is due for a case by `asOf` (or now, if that is later): messages and clocks, in order of time. */
export function* settleCase(desk: Desk, caseId: CaseId, asOf: Instant | undefined, waking: Waking): Steps<Settled> {
  for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
    const gathered = yield* gather(desk, caseId, asOf, undefined);
    const settled = yield* settleGathered(desk, gathered, waking);
    if (settled) return settled;
    yield* wait(desk.store.pause(attempt));
  }
  throw new LedgerError('too-contended', `案件 ${caseId} 同时办理的人过多，请稍后重试。`);
}

/** One try; undefined if somebody was faster. */
export function* settleGathered(desk: Desk, gathered: Gathered, waking: Waking): Steps<Settled | undefined> {
  const { stored, caseId } = gathered;
  if (!somethingDue(gathered)) {
    if (stored === undefined) throw new LedgerError('case-not-found', `没有找到案件 ${caseId}，请核对编号。`);
    return { kind: stored.kind, seq: stored.seq, added: 0, state: stored.state };
  }
  const kind = stored?.kind ?? gathered.inbox[0]?.kind;
  if (kind === undefined) throw new LedgerError('case-not-found', `没有找到案件 ${caseId}，请核对编号。`);
  const plan = yield* compute(desk, desk.kinds[kind], gathered, yield* pinnedTerms(desk, gathered));
  if (plan.state === undefined) throw new Error(`case ${caseId}: settling left no state`);
  const settled = { kind, seq: plan.state.seq, added: plan.events.length, state: plan.state };
  if (plan.events.length === 0 || (yield* commit(desk, gathered, plan, { waking }))) return settled;
  return undefined;
}
