import { publishCalendar, readCalendarBody } from '../db/calendar.ts';
import { readOpenStates } from '../db/liveness.ts';
import { migrate } from '../db/migrate.ts';
import { type Database, openDatabase } from '../db/open.ts';
import { saveRegisters } from '../db/organisation.ts';
import { publishRuleSet, readRuleSetBody } from '../db/rule-set.ts';
import {
  type Actor,
  addDays,
  addMs,
  atTime,
  type CaseState,
  dayOf,
  type Instant,
  type JsonObject,
  kinds,
  loadRuleSet,
  type MatterState,
  nextDue,
  type RuleSet,
  toMs,
} from '../src/core/index.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { createLedger } from '../src/ledger/record.ts';
import type { Words } from './mail-text.ts';
import { createPerform, type Log } from './perform.ts';

/*
 * The canary: a hazard that nobody deals with, played through every rung that time alone brings, in a ledger of its own in memory.
 *
 * What it proves, each day: the rule set and the calendar in force can be read, sealed into events and counted with; `settle` fires every
 * clock of the way in its order; each lapse opens its matter and each rung comes due; signing carries the ladder on; every message that is
 * owed can be written by the words in use; a timer of the real Temporal server rings on the real worker, and what is due then is settled by it.
 * What it does not prove: that a certain real case has its workflow (the nightly reconcile does), or that the mail server takes mails (the
 * heartbeat and the deliveries' figures do). It writes nothing into the office's ledger but its result, so no desk, count or statistic sees it.
 */

/** What went wrong: a stable code, and the rule or act where it did. */
export interface CanaryProblem {
  readonly code: CanaryCode;
  readonly where?: string;
}

export type CanaryCode =
  /** An act of the canary was refused. */
  | 'act-refused'
  /** No deadline of the canary's hazard opens a ladder. */
  | 'no-ladder'
  /** A rung that time alone brings did not come. */
  | 'rung-missing'
  /** A reminder or lapse did not fire at its instant. */
  | 'clock-silent'
  /** A message could not be written. */
  | 'mail-failed'
  /** The timer rang, but nothing was due to the ledger; or it rang much too late. */
  | 'timer-late'
  | 'threw';

/** What one flight of the canary found. */
export interface CanaryReport {
  readonly ruleSet: string;
  readonly calendar: string;
  readonly events: number;
  /** Rungs that came, in order: `A1`. */
  readonly rungs: readonly string[];
  readonly mails: number;
  /** From the instant at which the real timer was due to the recording of what it settled (ms). */
  readonly timerLateMs: number;
  readonly problems: readonly CanaryProblem[];
}

/** Rules and calendar as published: the canary takes them by their text, as a ledger does. */
export interface CanaryTerms {
  readonly ruleSet: string;
  readonly rules: string;
  readonly calendar: string;
  readonly calendarBody: string;
}

export interface CanaryDeps {
  readonly terms: CanaryTerms;
  readonly words: Words;
  readonly log: Log;
}

const VILLAGE = 'V1';
const UNIT = 'U1';
const OFFICE: Actor = { post: 'street.safetyOffice', person: 'p-office' };

/** More steps than the longest way up needs; a rule that re-arms itself for ever ends here. */
const MOST_STEPS = 400;

/** After so many days the way up is over, whatever is still to come (monthly duties never end). */
const LONGEST_DAYS = 730;

/** Later than this the timer counts as late (ms): three polls of a busy worker, and a restart of it. */
const TIMER_LATE_MS = 60_000;

/** Terms in force in a database on a day; undefined when there are none. */
export async function canaryTerms(
  { knex }: Pick<Database, 'knex'>,
  inForce: { readonly ruleSet: string; readonly calendar: string } | undefined,
): Promise<CanaryTerms | undefined> {
  if (inForce === undefined) return undefined;
  const { ruleSet, calendar } = inForce;
  const [rules, calendarBody] = await Promise.all([readRuleSetBody(knex, ruleSet), readCalendarBody(knex, calendar)]);
  return rules === undefined || calendarBody === undefined ? undefined : { ruleSet, rules, calendar, calendarBody };
}

/** When the first clock of a canary that sets out at `begin` is due on its own calendar. */
export async function firstDue(deps: CanaryDeps, begin: Instant): Promise<Instant | undefined> {
  return inSandbox(deps, begin, async (sandbox) => {
    await setOut(sandbox);
    return earliest(await sandbox.open());
  });
}

/** Plays the whole way. `rang`: the real instant at which the timer rang for the first clock; `due`: for when it was set. */
export async function fly(
  deps: CanaryDeps,
  begin: Instant,
  timer: { readonly due: Instant; readonly rang: Instant } | undefined,
): Promise<CanaryReport> {
  return inSandbox(deps, begin, async (sandbox) => {
    const problems = sandbox.problems;
    const caseId = await setOut(sandbox);
    const timerLateMs = timer === undefined ? 0 : await ring(sandbox, timer);
    const expected = caseId === undefined ? [] : await expectedRungs(sandbox, caseId);
    if (caseId !== undefined && expected.length === 0) problems.push({ code: 'no-ladder' });
    await climb(sandbox, addMs(begin, LONGEST_DAYS * 86_400_000), expected);
    const events = await sandbox.log();
    const came = events
      .filter((event) => event.type === 'RungDue')
      .map(({ payload }) => `${payload.ladder}${payload.rung}`);
    for (const rung of expected) if (!came.includes(rung)) problems.push({ code: 'rung-missing', where: rung });
    const mails = await writeMails(deps, sandbox);
    return {
      ruleSet: deps.terms.ruleSet,
      calendar: deps.terms.calendar,
      events: events.length,
      rungs: came,
      mails,
      timerLateMs,
      problems,
    };
  });
}

interface Sandbox {
  readonly ledger: Ledger;
  readonly rules: RuleSet;
  readonly problems: CanaryProblem[];
  now(): Instant;
  moveTo(at: Instant): void;
  open(): Promise<readonly CaseState[]>;
  /** Messages between cases are settled by their receivers, some of which they open. */
  deliver(): Promise<void>;
  log(): Promise<Awaited<ReturnType<Ledger['events']>>>;
}

async function inSandbox<T>({ terms }: CanaryDeps, begin: Instant, work: (sandbox: Sandbox) => Promise<T>): Promise<T> {
  const db = await openDatabase({ sqlite: ':memory:' });
  try {
    await migrate(db);
    await furnish(db, terms, begin);
    let now = begin;
    const cases = new Set<string>();
    const woken = new Set<string>();
    const ledger = createLedger({
      db,
      kinds,
      now: () => now,
      onCommit: (wakes) => {
        for (const { caseId } of wakes) {
          cases.add(caseId);
          woken.add(caseId);
        }
      },
    });
    return await work({
      ledger,
      rules: loadRuleSet(JSON.parse(terms.rules)),
      problems: [],
      now: () => now,
      moveTo: (at) => {
        if (at > now) now = at;
      },
      open: () => readOpenStates(db, '', 1_000),
      async deliver() {
        for (const caseId of woken) {
          woken.delete(caseId);
          await ledger.settle(caseId);
        }
      },
      log: async () => (await Promise.all([...cases].map((caseId) => ledger.events(caseId)))).flat(),
    });
  } finally {
    await db.close();
  }
}

/** The terms in force, and the smallest office in which the way up has somebody on each side. */
async function furnish(
  { knex }: Database,
  { ruleSet, rules, calendar, calendarBody }: CanaryTerms,
  begin: Instant,
): Promise<void> {
  const { effectiveFrom } = loadRuleSet(JSON.parse(rules));
  await publishCalendar(knex, { id: calendar, body: calendarBody, publishedAt: begin });
  await publishRuleSet(knex, { id: ruleSet, effectiveFrom, calendar, body: rules, publishedAt: begin });
  const validFrom = addMs(begin, -86_400_000);
  const held = [
    { organisation: 'S', post: 'street.safetyOffice', person: 'p-office', validFrom },
    { organisation: VILLAGE, post: 'village.head', person: 'p-village', validFrom },
    { organisation: UNIT, post: 'unit.head', person: 'p-unit', validFrom },
  ];
  await saveRegisters(knex, {
    organisations: [
      { id: 'S', name: '沙盒街道', kind: 'street' },
      { id: VILLAGE, name: '沙盒村', kind: 'village', parent: 'S' },
      { id: UNIT, name: '沙盒单位', kind: 'unit', parent: VILLAGE },
    ],
    persons: held.map(({ person }) => ({ id: person, name: '沙盒', mail: `${person}@canary.invalid` })),
    posts: held.map(({ organisation, post }) => ({ organisation, name: post, label: post })),
    holdings: held,
    units: [{ id: UNIT, supervisor: VILLAGE, industry: 'textile', size: 'small' }],
  });
}

/** The hazard is found, graded, ordered and served; from here on nobody does anything. */
async function setOut(sandbox: Sandbox): Promise<string | undefined> {
  const found = sandbox.now();
  const gridWorker: Actor = { post: 'village.gridWorker', organisation: VILLAGE };
  const reported = await act(sandbox, gridWorker, undefined, 'reportHazard', {
    unit: UNIT,
    kind: 'canary',
    where: '沙盒',
    what: '每日自检',
    found,
    photos: ['canary'],
  });
  if (reported === undefined) return undefined;
  const steps: readonly (readonly [string, JsonObject])[] = [
    ['gradeHazard', { facts: { threatensLife: false, estimatedDays: 20 } }],
    ['orderRectification', {}],
    ['recordService', { mode: 'inPerson' }],
  ];
  for (const [type, payload] of steps)
    if ((await act(sandbox, OFFICE, reported, type, payload)) === undefined) return undefined;
  return reported;
}

async function act(
  { ledger, problems }: Sandbox,
  actor: Actor,
  caseId: string | undefined,
  type: string,
  payload: JsonObject,
): Promise<string | undefined> {
  const outcome = await ledger.record({
    kind: 'hazard',
    ...(caseId === undefined ? {} : { caseId }),
    commandId: `canary-${type}`,
    type,
    payload,
    actor,
  });
  if (outcome.ok) return outcome.caseId;
  problems.push({ code: 'act-refused', where: `${type}: ${outcome.refusal.code}` });
  return undefined;
}

/** The real timer has rung for the first clock: moved onto the canary's calendar, that instant must be one at which the clock fires. */
async function ring(
  sandbox: Sandbox,
  { due, rang }: { readonly due: Instant; readonly rang: Instant },
): Promise<number> {
  const lateMs = toMs(rang) - toMs(due);
  const first = earliest(await sandbox.open());
  if (first === undefined) return lateMs;
  sandbox.moveTo(addMs(first, lateMs));
  let fired = 0;
  for (const state of await sandbox.open()) fired += (await sandbox.ledger.settle(state.caseId)).added;
  if (lateMs < 0 || lateMs > TIMER_LATE_MS || fired === 0)
    sandbox.problems.push({ code: 'timer-late', where: `${lateMs} ms` });
  return lateMs;
}

/** From clock to clock, as fast as the machine goes; papers that wait for a signature are signed at once. */
async function climb(sandbox: Sandbox, until: Instant, expected: readonly string[]): Promise<void> {
  const refused = new Set<string>();
  for (let step = 0; step < MOST_STEPS; step++) {
    const open = await sandbox.open();
    for (const state of open) if (state.kind === 'matter') await sign(sandbox, state as MatterState, refused);
    const states = await sandbox.open();
    const due = earliest(states);
    if (due === undefined || due > until || arrived(states, expected)) return;
    sandbox.moveTo(due);
    for (const state of states) {
      if ((nextDue(state) ?? '~') > due) continue;
      const { added } = await sandbox.ledger.settle(state.caseId);
      if (added === 0) {
        sandbox.problems.push({ code: 'clock-silent', where: ruleDue(state, due) });
        return;
      }
    }
    await sandbox.deliver();
  }
}

function arrived(states: readonly CaseState[], expected: readonly string[]): boolean {
  const taken = new Set(
    states.flatMap((state) =>
      state.kind === 'matter'
        ? (state as MatterState).rungs.map(({ rung }) => `${(state as MatterState).ladder}${rung}`)
        : [],
    ),
  );
  return expected.length > 0 && expected.every((rung) => taken.has(rung));
}

function ruleDue(state: CaseState, due: Instant): string {
  return Object.values(state.clocks).find((clock) => clock.dueAt <= due)?.rule ?? '';
}

function earliest(states: readonly CaseState[]): Instant | undefined {
  return states
    .flatMap((state) => nextDue(state) ?? [])
    .toSorted()
    .at(0);
}

/** What a paper may want besides its name. */
function particulars(now: Instant): { readonly [field: string]: string } {
  return {
    interviewAt: atTime(addDays(dayOf(now), 14), '10:00'),
    place: '沙盒',
    person: '沙盒',
    host: '沙盒',
    reasons: '沙盒',
    materials: '沙盒',
  };
}

async function sign(sandbox: Sandbox, state: MatterState, refused: Set<string>): Promise<void> {
  const rung = ladderRung(sandbox.rules, state);
  if (rung === undefined || state.regions.paper !== 'unsigned') return;
  const place = `${state.ladder}${rung.rung}`;
  if (refused.has(place)) return;
  const given = particulars(sandbox.now());
  let payload: JsonObject = { notice: rung.notice };
  for (let attempt = 1; ; attempt++) {
    const outcome = await sandbox.ledger.record({
      kind: 'matter',
      caseId: state.caseId,
      commandId: `canary-sign-${state.seq}-${attempt}`,
      type: 'signNotice',
      payload,
      actor: { post: rung.issuer, person: 'p-office' },
    });
    if (outcome.ok) return;
    const wanted = Object.keys(outcome.refusal.fields ?? {}).filter((field) => given[field] !== undefined);
    if (wanted.length === 0 || attempt === 4) {
      refused.add(place);
      sandbox.problems.push({ code: 'act-refused', where: `signNotice ${place}: ${outcome.refusal.code}` });
      return;
    }
    payload = { ...payload, ...Object.fromEntries(wanted.map((field) => [field, given[field]])) };
  }
}

function ladderRung(rules: RuleSet, state: MatterState): RuleSet['ladders'][number]['rungs'][number] | undefined {
  const last = state.rungs.filter((taken) => !taken.skipped).at(-1)?.rung;
  return rules.ladders.find(({ id }) => id === state.ladder)?.rungs.find(({ rung }) => rung === last);
}

/** The rungs that overdue days or the rung below alone bring, on every ladder that a running deadline of the case opens. */
async function expectedRungs({ ledger, rules }: Sandbox, caseId: string): Promise<readonly string[]> {
  const state = await ledger.state(caseId);
  const running = new Set(Object.values(state?.clocks ?? {}).map(({ rule }) => rule));
  const opened = new Set(
    rules.deadlines
      .filter(({ id }) => running.has(id))
      .flatMap(({ onLapse }) => onLapse.flatMap((effect) => (effect.do === 'openMatter' ? [effect.ladder] : []))),
  );
  return rules.ladders
    .filter(({ id }) => opened.has(id))
    .flatMap(({ id, rungs }) => {
      const byTime: number[] = [];
      for (const { rung, trigger } of rungs) {
        const alone = trigger.any.some(
          (one) =>
            one.condition === undefined &&
            (one.overdue !== undefined || (one.afterRung !== undefined && byTime.includes(one.afterRung))),
        );
        if (alone) byTime.push(rung);
      }
      return byTime.map((rung) => `${id}${rung}`);
    });
}

/** Rounds of the real dispatcher on the sandbox's ledger; the mails go nowhere. */
async function writeMails({ words, log }: CanaryDeps, sandbox: Sandbox): Promise<number> {
  let written = 0;
  const perform = createPerform({
    ledger: sandbox.ledger,
    channels: [
      {
        name: 'mail',
        send: async ({ subject, text }) => {
          if (subject.trim() === '' || text.trim() === '') return { result: 'failed', reason: 'empty' };
          written++;
          return { result: 'sent' };
        },
        close: () => undefined,
      },
    ],
    words,
    log,
    heartbeat: () => undefined,
    now: sandbox.now,
  });
  for (let round = 0; round < MOST_STEPS; round++) {
    const { more, nextInMs } = await perform({ except: [] });
    if (more) continue;
    if (nextInMs === undefined) break;
    sandbox.moveTo(addMs(sandbox.now(), nextInMs));
  }
  const { deliveriesFailed } = await sandbox.ledger.health();
  if (written === 0 || deliveriesFailed > 0)
    sandbox.problems.push({ code: 'mail-failed', where: `${deliveriesFailed}/${written + deliveriesFailed}` });
  return written;
}
