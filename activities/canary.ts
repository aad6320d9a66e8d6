import { readCalendarBody } from '../db/calendar.ts';
import type { Database } from '../db/open.ts';
import { readRuleSetBody } from '../db/rule-set.ts';
import { addMs, type CaseState, type Instant, type MatterState, nextDue, toMs } from '../src/core/index.ts';
import { expectedRungs, sign } from './canary-rungs.ts';
import { type CanaryProblem, type CanaryTerms, inSandbox, type Sandbox, setOut } from './canary-sandbox.ts';
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

export interface CanaryDeps {
  readonly terms: CanaryTerms;
  readonly words: Words;
  readonly log: Log;
}

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
  return inSandbox(deps.terms, begin, async (sandbox) => {
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
  return inSandbox(deps.terms, begin, async (sandbox) => {
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
