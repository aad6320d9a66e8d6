import { type Steps, wait } from '../../db/ledger-store.ts';
import type { CaseId, CaseState, CountQuestion, KindName } from '../core/case.ts';
import type { Instant } from '../core/instant.ts';
import { openerNamed } from '../core/names.ts';
import { commit, type Waking } from './commit.ts';
import type { Desk } from './desk.ts';
import { compute, type Gathered, horizon, pinnedTerms, somethingDue } from './gather.ts';
import { LedgerError } from './ledger-error.ts';

/** So often a case is computed again because somebody was faster. */
export const MOST_TRIES = 20;

/** Clock skew between machines can move “now” while the opener is settled; it does not do so for ever. */
const MOST_LOOKS = 5;

/** A settled case. */
export interface Settled {
  readonly kind: KindName;
  readonly seq: number;
  readonly added: number;
  readonly state: CaseState;
}

/** Lets everything happen that is due for a case by `asOf` (or now, if that is later): messages and clocks, in order of time. */
export function* settleCase(
  desk: Desk,
  caseId: CaseId,
  asOf: Instant | undefined,
  waking: Waking,
  until?: Instant,
): Steps<Settled> {
  for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
    const gathered = yield* gather(desk, caseId, asOf, undefined, until);
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
  const written = plan.events.length === 0 || (yield* commit(desk, gathered, plan, { waking }));
  // A case that is only to be opened may have to wait as well: then there is no state yet.
  if (plan.waitsFor && written) {
    yield* settleOthers(desk, plan.waitsFor, gathered.until);
    return yield* settleCase(desk, caseId, gathered.now, waking, gathered.until);
  }
  if (plan.state === undefined) throw new Error(`case ${caseId}: settling left no state`);
  return written ? { kind, seq: plan.state.seq, added: plan.events.length, state: plan.state } : undefined;
}

/** More than this many settlings for one count mean a case that is due and does not move. */
const MOST_OTHERS = 100_000;

/**
 * A count needs the facts of other cases that nobody has settled yet: everything due in the circle of its subject up to an instant happens, the
 * earliest first, one case after the other (ADR 11). None of them has to wait for a later one, so this comes to an end.
 */
export function* settleOthers(desk: Desk, question: CountQuestion, until: Instant): Steps<void> {
  for (let turn = 0; turn < MOST_OTHERS; turn++) {
    const found = yield* wait(desk.store.count({ ...question, before: until }));
    if (!('first' in found)) return;
    yield* settleCase(desk, found.first.caseId, undefined, 'wake', found.first.at);
  }
  throw new Error(`count of ${question.what.join()}: a case is due and is not settled`);
}

/** Reads a case in one snapshot; a case that another one opened has that one settled first, so that the two agree on what came first. */
export function* gather(
  desk: Desk,
  caseId: CaseId,
  asOf: Instant | undefined,
  commandId: string | undefined,
  until?: Instant,
): Steps<Gathered> {
  const known = desk.cache.get(caseId);
  const look = (opener?: CaseId) =>
    wait(desk.store.load(caseId, { known, opener, ...(commandId === undefined ? {} : { commandId }) }));
  let rows = yield* look();
  let now = horizon(desk, rows, asOf);
  // A case that does not exist yet is opened by its first message. (One that exists may also hear from those that it opened.)
  const opener = rows.stored
    ? rows.stored.state.opener
    : (rows.inbox[0]?.from ?? (yield* caseThatWouldOpen(desk, caseId)));
  for (let turn = 1; opener !== undefined; turn++) {
    yield* settleCase(desk, opener, now, 'wake', until);
    rows = yield* look(opener);
    const later = horizon(desk, rows, now);
    if (later === now || turn === MOST_LOOKS) break;
    now = later;
  }
  if (rows.stored) desk.cache.set(caseId, rows.stored);
  return {
    caseId,
    ...rows,
    now,
    until: until ?? now,
    opener: opener === undefined || rows.openerSeq === undefined ? undefined : { caseId: opener, seq: rows.openerSeq },
    warm: false,
    answers: new Map(),
  };
}

/** A matter that nobody has seen yet: its hazard may have lapsed while the engine was down, and opens it when it is settled. A paper to be drafted: the case that ordered it. */
function* caseThatWouldOpen(desk: Desk, caseId: CaseId): Steps<CaseId | undefined> {
  const opener = openerNamed(caseId);
  if (opener === undefined) return undefined;
  return (yield* wait(desk.store.load(opener, {}))).stored === undefined ? undefined : opener;
}
