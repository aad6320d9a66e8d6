import { randomUUID } from 'node:crypto';
import { type Steps, wait } from '../../db/ledger-store.ts';
import type { CaseId, CaseKind, CaseState, Command, Refusal, Terms } from '../core/case.ts';
import { type Day, dayOf, type Instant } from '../core/instant.ts';
import { CanonicalJsonError } from '../core/log/canonical.ts';
import { refuse } from '../core/refusal.ts';
import type { Plan } from '../core/settle.ts';
import { caseNumber } from './case-number.ts';
import { commit } from './commit.ts';
import type { Desk } from './desk.ts';
import { compute, type Gathered, pinnedTerms, somethingDue, warmCase } from './gather.ts';
import type { RecordOutcome, RecordRequest } from './ledger.ts';
import { LedgerError } from './ledger-error.ts';
import { type CheckedRequest, checkRequest } from './request.ts';
import { gather, MOST_TRIES, settleGathered, settleOthers } from './settle.ts';
import { termsOf } from './terms.ts';

/** Settles the case and records a command: gather, compute, write; again if somebody was faster. */
export function* recordCommand(desk: Desk, request: RecordRequest): Steps<RecordOutcome> {
  const checked = checkRequest(request);
  if ('refused' in checked) return yield* refused(desk, request, undefined, checked);
  const numbered: Numbered = { caseId: undefined };
  const warm = checked.caseId === undefined ? undefined : warmCase(desk, checked.caseId, undefined);
  const atOnce = warm && (yield* recordOn(desk, checked, warm));
  if (atOnce) return atOnce;
  for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
    const outcome =
      checked.caseId === undefined
        ? yield* openCase(desk, checked, numbered)
        : yield* recordOn(desk, checked, yield* gather(desk, checked.caseId, undefined, checked.commandId));
    if (outcome) return outcome;
    yield* wait(desk.store.pause(attempt));
  }
  throw new LedgerError('too-contended', `案件 ${checked.caseId ?? ''} 同时办理的人过多，请稍后重试。`);
}

/** The number a new case has got, kept from try to try. */
interface Numbered {
  caseId: CaseId | undefined;
}

/** One try on a case that is named; undefined if somebody was faster, or if what was remembered of it is not enough to say no. */
function* recordOn(desk: Desk, request: CheckedRequest, gathered: Gathered): Steps<RecordOutcome | undefined> {
  const { caseId } = gathered;
  if (gathered.repeat) return yield* repeated(desk, request, caseId, gathered.repeat);
  const kind = desk.kinds[gathered.stored?.kind ?? gathered.inbox[0]?.kind ?? request.kind];
  if (gathered.stored === undefined && gathered.inbox.length === 0 && !opens(kind, request.type))
    return yield* refused(desk, request, undefined, refuse('case-not-found'));
  if (
    request.expectedSeq !== undefined &&
    (request.expectedSeq !== (gathered.stored?.seq ?? 0) || somethingDue(gathered))
  ) {
    return yield* stale(desk, request, gathered, kind);
  }
  const terms =
    gathered.stored === undefined && gathered.inbox.length === 0 && gathered.opener === undefined
      ? yield* termsOnDay(desk, request, gathered.now)
      : yield* pinnedTerms(desk, gathered);
  if ('refused' in terms) return yield* refused(desk, request, undefined, terms);
  return yield* write(desk, request, gathered, kind, terms, undefined);
}

/** One try at a case that the ledger numbers. */
function* openCase(desk: Desk, request: CheckedRequest, numbered: Numbered): Steps<RecordOutcome | undefined> {
  const kind = desk.kinds[request.kind];
  const now = desk.now();
  const day = dayOf(request.at ?? now);
  const { caseId, inForce, registerVersion } = yield* wait(desk.store.opening(request.kind, request.commandId, day));
  if (caseId !== undefined)
    return yield* recordOn(desk, request, yield* gather(desk, caseId, undefined, request.commandId));
  if (inForce === undefined) return yield* refused(desk, request, undefined, noRuleSet(day));
  const terms = yield* termsOf(desk.terms, inForce);
  const year = Number(now.slice(0, 4));
  const trial =
    numbered.caseId ?? caseNumber(request.kind, now, yield* wait(desk.store.numberAhead(request.kind, year)));
  const fresh: Gathered = {
    caseId: trial,
    stored: undefined,
    inbox: [],
    repeat: undefined,
    opener: undefined,
    registerVersion,
    now,
    until: now,
    warm: false,
    answers: new Map(),
  };
  if (numbered.caseId === undefined) {
    // Decided before a number is taken (under the one that it will get, or one that does not exist), so that a refusal leaves no gap in the register.
    const rehearsal = yield* computeOrRefuse(desk, kind, fresh, terms, commandOf(request, fresh));
    if ('refused' in rehearsal) return yield* refused(desk, request, undefined, rehearsal);
    if (rehearsal.refusal) return yield* refused(desk, request, undefined, rehearsal.refusal);
    if (rehearsal.waitsFor) {
      yield* settleOthers(desk, rehearsal.waitsFor, now);
      return undefined;
    }
    numbered.caseId = caseNumber(request.kind, now, yield* wait(desk.store.nextNumber(request.kind, year)));
    if (numbered.caseId === trial) return yield* recorded(desk, request, fresh, rehearsal, request.commandId);
  }
  return yield* write(desk, request, { ...fresh, caseId: numbered.caseId }, kind, terms, request.commandId);
}

function* write(
  desk: Desk,
  request: CheckedRequest,
  gathered: Gathered,
  kind: CaseKind,
  terms: Terms,
  opening: string | undefined,
): Steps<RecordOutcome | undefined> {
  const plan = yield* computeOrRefuse(desk, kind, gathered, terms, commandOf(request, gathered));
  if ('refused' in plan) return yield* refused(desk, request, gathered, plan);
  if (plan.waitsFor) {
    if (plan.events.length === 0 || (yield* commit(desk, gathered, plan, { waking: 'wake' })))
      yield* settleOthers(desk, plan.waitsFor, gathered.until);
    return undefined;
  }
  if (plan.refusal) {
    if (gathered.warm) {
      // Perhaps it is a repetition, or the memory is stale: look before answering no.
      desk.cache.drop(gathered.caseId);
      return undefined;
    }
    if (plan.events.length > 0 && !(yield* commit(desk, gathered, plan, { waking: 'wake' }))) return undefined;
    return yield* refused(desk, request, gathered, plan.refusal, plan.state);
  }
  return yield* recorded(desk, request, gathered, plan, opening);
}

/** Writes what was computed and is not refused. */
function* recorded(
  desk: Desk,
  request: CheckedRequest,
  gathered: Gathered,
  plan: Plan,
  opening: string | undefined,
): Steps<RecordOutcome | undefined> {
  const event = plan.events.at(-1);
  if (event === undefined || plan.state === undefined)
    throw new Error(`case ${gathered.caseId}: a command neither refused nor recorded`);
  if (!(yield* commit(desk, gathered, plan, { waking: 'wake', request: request.fingerprint, opening })))
    return undefined;
  return { ok: true, caseId: gathered.caseId, seq: event.seq, event, state: plan.state, repeated: false };
}

/** A payload that is no canonical JSON or too large comes to light when its event is sealed. */
function* computeOrRefuse(
  desk: Desk,
  kind: CaseKind,
  gathered: Gathered,
  terms: Terms,
  command: Command,
): Steps<Plan | Refusal> {
  try {
    return yield* compute(desk, kind, gathered, terms, command);
  } catch (error) {
    if (error instanceof CanonicalJsonError) return refuse('invalid', { fields: { payload: error.message } });
    throw error;
  }
}

/** The stored outcome of a command that was recorded before, with the state as it was then. */
function* repeated(
  desk: Desk,
  request: CheckedRequest,
  caseId: CaseId,
  repeat: { readonly seq: number; readonly request: string },
): Steps<RecordOutcome> {
  if (repeat.request !== request.fingerprint)
    return yield* refused(desk, { ...request, caseId }, undefined, refuse('command-id-reused'));
  const events = (yield* wait(desk.store.events(caseId, 0))).slice(0, repeat.seq);
  let state: CaseState | undefined;
  for (const event of events) state = desk.kinds[event.kind].advance(state, event).state;
  const event = events.at(-1);
  if (event === undefined || state === undefined)
    throw new Error(`case ${caseId}: event ${repeat.seq} is not in the log`);
  return { ok: true, caseId, seq: event.seq, event, state, repeated: true };
}

/** What is due happens all the same; then the command is told that the case has moved on. */
function* stale(
  desk: Desk,
  request: CheckedRequest,
  gathered: Gathered,
  kind: CaseKind,
): Steps<RecordOutcome | undefined> {
  if (gathered.warm) {
    desk.cache.drop(gathered.caseId);
    return undefined;
  }
  if (gathered.stored === undefined && gathered.inbox.length === 0)
    return yield* refused(desk, request, gathered, refuse('stale'));
  const settled = yield* settleGathered(desk, gathered, 'wake');
  if (settled === undefined) return undefined;
  const allowed = kind.allowed(settled.state).map((command) => command.type);
  return yield* refused(
    desk,
    request,
    gathered,
    refuse('stale', { stage: settled.state.stage, allowed }),
    settled.state,
  );
}

function* refused(
  desk: Desk,
  request: RecordRequest,
  gathered: Gathered | undefined,
  refusal: Refusal,
  state?: CaseState,
): Steps<RecordOutcome> {
  const { actor } = request;
  yield* wait(
    desk.store.refuse({
      id: randomUUID(),
      at: gathered?.now ?? desk.now(),
      caseId: request.caseId?.slice(0, LONGEST_KEPT) ?? null,
      kind: request.kind,
      commandId: request.commandId.slice(0, LONGEST_KEPT),
      type: request.type.slice(0, LONGEST_KEPT),
      code: refusal.code,
      person: actor.person ?? null,
      post: actor.post,
      organisation: actor.organisation ?? null,
      stage: state?.stage ?? gathered?.stored?.state.stage ?? null,
    }),
  );
  return { ok: false, refusal };
}

/** What somebody sends to a ledger that refuses it must not fill the ledger. */
const LONGEST_KEPT = 100;

function* termsOnDay(desk: Desk, request: CheckedRequest, now: Instant): Steps<Terms | Refusal> {
  const day = dayOf(request.at ?? now);
  const { inForce } = yield* wait(desk.store.opening(request.kind, request.commandId, day));
  return inForce === undefined ? noRuleSet(day) : yield* termsOf(desk.terms, inForce);
}

function noRuleSet(day: Day): Refusal {
  return { refused: true, code: 'no-rule-set', message: `${day} 没有生效的规则集，请先发布规则集再登记。` };
}

function commandOf(request: CheckedRequest, { caseId, now }: Gathered): Command {
  const { commandId, type, payload, actor } = request;
  return { input: 'command', caseId, commandId, at: request.at ?? now, recordedAt: now, type, payload, actor };
}

function opens(kind: CaseKind, type: string): boolean {
  return kind.allowed(undefined).some((command) => command.type === type);
}
