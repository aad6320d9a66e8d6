import { hash } from 'node:crypto';
import { type LoadedRows, type Steps, type StoredCase, wait } from '../../db/ledger-store.ts';
import {
  type CaseId,
  type CaseKind,
  type Command,
  type CountQuestion,
  type Message,
  OTHERS_FIRST,
  type PlanAnswer,
  type PlanQuestion,
  type Terms,
} from '../core/case.ts';
import type { Instant } from '../core/instant.ts';
import { nextDue, type Plan, plan } from '../core/settle.ts';
import { caseNumber } from './case-number.ts';
import type { Desk } from './desk.ts';
import { LedgerError } from './ledger-error.ts';
import { termsOf } from './terms.ts';

/** All that a case's next events are computed from. */
export interface Gathered {
  readonly caseId: CaseId;
  readonly stored: StoredCase | undefined;
  readonly inbox: readonly Message[];
  readonly repeat: LoadedRows['repeat'];
  readonly opener: { readonly caseId: CaseId; readonly seq: number } | undefined;
  readonly registerVersion: number;
  /** The instant at which everything is recorded. */
  readonly now: Instant;
  /** Up to here everything due happens: until now, or for a case that is settled for another's sake until the instant that the other needs. */
  readonly until: Instant;
  /** Taken from memory without a look at the database; the write checks. */
  readonly warm: boolean;
  /** Questions answered so far: a case that is rehearsed before it gets its number asks them twice. */
  readonly answers: Map<string, PlanAnswer>;
}

/** The case as this process last wrote it, if it need not be looked at: nobody opened it, and the write checks the rest. */
export function warmCase(desk: Desk, caseId: CaseId, asOf: Instant | undefined): Gathered | undefined {
  const stored = desk.store.optimistic ? desk.cache.get(caseId) : undefined;
  if (stored === undefined || stored.state.opener !== undefined) return undefined;
  const rows: LoadedRows = {
    stored,
    inbox: [],
    repeat: undefined,
    openerSeq: undefined,
    registerVersion: desk.registers.current.version,
  };
  const now = horizon(desk, rows, asOf);
  return { caseId, ...rows, now, until: now, opener: undefined, warm: true, answers: new Map() };
}

/**
 * Now, but never before what is already written (a clock stepped back), before an instant up to which a dependent case relies on
 * this one's silence, or before a message that has arrived (its sender's clock is ahead of ours).
 */
export function horizon(desk: Desk, rows: LoadedRows, asOf: Instant | undefined): Instant {
  let now = desk.now();
  const atLeast = (instant: Instant | undefined) => {
    if (instant !== undefined && instant > now) now = instant;
  };
  atLeast(asOf);
  atLeast(rows.stored?.recordedAt);
  atLeast(rows.stored?.settledUntil);
  for (const message of rows.inbox) atLeast(message.at);
  return now;
}

/** True if time or another case has something to say to this case by `now`. */
export function somethingDue(gathered: Gathered): boolean {
  const next = nextDue(gathered.stored?.state);
  const { inbox, until } = gathered;
  return inbox.some((message) => message.at <= until) || (next !== undefined && next <= until);
}

const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

/** Computes what is due and then the command; questions are answered from the registers and tallies. */
export function* compute(desk: Desk, kind: CaseKind, gathered: Gathered, terms: Terms, command?: Command): Steps<Plan> {
  const loaded = {
    state: gathered.stored?.state,
    lastHash: gathered.stored?.lastHash ?? '',
    inbox: gathered.inbox,
    terms,
    sha256,
  };
  const work = plan(kind, loaded, gathered.until, command, gathered.now);
  let step = work.next();
  while (!step.done) step = work.next(yield* answer(desk, step.value, gathered.answers));
  return step.value;
}

function* answer(desk: Desk, question: PlanQuestion, known: Gathered['answers']): Steps<PlanAnswer> {
  const key = keyOf(question);
  if (known.has(key)) return known.get(key);
  const found = yield* lookUp(desk, question);
  known.set(key, found);
  return found;
}

/** What makes two questions of one plan the same. */
function keyOf(question: PlanQuestion): string {
  switch (question.ask) {
    case 'tally':
      return `${question.subject}\n${question.what.join()}\n${question.from}\n${question.until}\n${question.before}`;
    case 'unit':
      return question.unit;
    case 'terms':
      return `terms\n${question.ruleSet}\n${question.calendar}`;
    case 'number':
      return `number\n${question.by}`;
    case 'noticeNumber':
      return `noticeNumber\n${question.series}\n${question.year}`;
    case 'case':
      return `case\n${question.caseId}`;
    case 'related':
      return `related\n${JSON.stringify(question)}`;
    case 'entry':
      return `entry\n${JSON.stringify(question)}`;
    default:
      return question satisfies never;
  }
}

function* lookUp(desk: Desk, question: PlanQuestion): Steps<PlanAnswer> {
  const { store } = desk;
  switch (question.ask) {
    case 'tally':
      return yield* counted(desk, question);
    case 'unit':
      return yield* wait(store.unit(question.unit));
    case 'terms':
      return yield* publishedTerms(desk, question);
    case 'number':
      return caseNumber(
        question.kind,
        question.at,
        yield* wait(store.nextNumber(question.kind, Number(question.at.slice(0, 4)))),
      );
    case 'noticeNumber':
      return (yield* wait(store.lastNoticeNumber(question.series, question.year))) + 1;
    case 'case':
      return (yield* wait(store.load(question.caseId, {}))).stored?.state;
    case 'related':
      return yield* wait(store.related(question));
    case 'entry':
      return yield* wait(store.entry(question));
    default:
      return question satisfies never;
  }
}

/** Facts of the subject; if some of its cases are not settled so far, they come first. */
function* counted(desk: Desk, question: CountQuestion): Steps<PlanAnswer> {
  const found = yield* wait(desk.store.count(question));
  return 'first' in found ? OTHERS_FIRST : found.tallies;
}

/** Published terms by id; undefined where one of them is not there. */
function* publishedTerms(
  desk: Desk,
  ids: { readonly ruleSet: string; readonly calendar: string },
): Steps<Terms | undefined> {
  const rules = yield* wait(desk.terms.ruleSet(ids.ruleSet));
  const calendar = yield* wait(desk.terms.calendar(ids.calendar));
  return rules === undefined || calendar === undefined ? undefined : { rules, calendar };
}

/** The terms that the case is pinned to; a case opened by a message takes those that the message names, else its sender's; a paper those of the case that ordered it. */
export function* pinnedTerms(desk: Desk, gathered: Gathered): Steps<Terms> {
  const state = gathered.stored?.state;
  if (state) return yield* termsOf(desk.terms, state);
  const first = gathered.inbox[0];
  if (first === undefined && gathered.opener) {
    const opener = (yield* wait(desk.store.load(gathered.opener.caseId, {}))).stored?.state;
    if (opener) return yield* termsOf(desk.terms, opener);
  }
  if (first === undefined) throw new LedgerError('case-not-found', `没有找到案件 ${gathered.caseId}，请核对编号。`);
  const { ruleSet, calendar } = first.payload;
  if (typeof ruleSet === 'string' && typeof calendar === 'string')
    return yield* termsOf(desk.terms, { ruleSet, calendar });
  const sender = (yield* wait(desk.store.load(first.from, {}))).stored?.state;
  return yield* termsOf(desk.terms, {
    ruleSet: typeof ruleSet === 'string' ? ruleSet : (sender?.ruleSet ?? ''),
    calendar: typeof calendar === 'string' ? calendar : (sender?.calendar ?? ''),
  });
}
