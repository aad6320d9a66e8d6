import { setImmediate as breathe } from 'node:timers/promises';
import { databaseError } from '../../db/database-error.ts';
import { readCaseIds, readEventsOf } from '../../db/event-log.ts';
import { type RuleActivity, raiseActivity, readActivity, readOpenStates } from '../../db/liveness.ts';
import type { Database } from '../../db/open.ts';
import { readRuleSetBody, readRuleSets } from '../../db/rule-set.ts';
import type { CaseId, CaseState, Clock, ClockAct, SealedEvent } from '../core/case.ts';
import { addMs, atTime, type Instant } from '../core/instant.ts';
import { loadRuleSet, type RuleSet } from '../core/rules/rule-set.ts';

/**
 * `overdue`: a clock of it is due and has not fired. `alive`: it has fired. `waiting`: clocks are set, none was due yet. `neverFired`: its
 * clocks were set and it has not fired for half a year. `neverSet`: in force for half a year, and nothing ever set a clock of it. `new`: too early to say.
 */
export type RuleStanding = 'overdue' | 'alive' | 'waiting' | 'neverFired' | 'neverSet' | 'new';

/** One rule of a rule set in use: is it alive? */
export interface RuleLiveness {
  readonly ruleSet: string;
  readonly does: ClockAct;
  /** Id of the deadline, or ladder and rung (`A3`). */
  readonly rule: string;
  /** Chinese name from the rule set. */
  readonly label: string;
  readonly standing: RuleStanding;
  /** When a clock of it was last set. */
  readonly setAt?: Instant;
  readonly firedAt?: Instant;
  /** The earliest clock of it in an open case. */
  readonly nextDue?: Instant;
  /** Clocks of it in open cases, and how many of them should have fired. */
  readonly armed: number;
  readonly overdue: number;
}

/** After so long without a firing a rule is shown as one that may be dead (ms). */
const LONG_MS = 183 * 86_400_000;

/** A clock may be this late before it counts as not fired (ms): the engine has started, the mail server of the host was slow. */
const LATE_MS = 120_000;

const PAGE = 500;

/** What events of one case say of the rules: `events` is the log from its beginning, what was taken before `after` is left out. */
export function activityOf(events: readonly SealedEvent[], after = 0): readonly RuleActivity[] {
  const armed = new Map<string, Pick<Clock, 'does' | 'rule'>>();
  const found: RuleActivity[] = [];
  for (const event of events) {
    const { ruleSet, recordedAt, commandId, clocks } = event;
    const id = FIRED.exec(commandId)?.[1];
    const fired = id === undefined ? undefined : armed.get(id);
    if (event.seq > after) {
      if (fired !== undefined)
        found.push({ ruleSet, does: fired.does, rule: fired.rule, setAt: '', firedAt: recordedAt });
      for (const { does, rule } of clocks.set) found.push({ ruleSet, does, rule, setAt: recordedAt, firedAt: '' });
    }
    for (const clock of clocks.set) armed.set(clock.id, clock);
  }
  return found;
}

/** `clk:<id>:<dueAt>` is the command id of a clock that fired. */
const FIRED = /^clk:(.+):\d{4}-\d{2}-\d{2}T/;

/** Gathers what rules did and writes it from time to time: the ledger's own writing never waits for it. */
export interface ActivityNotes {
  /** Takes the news of a case after the event `seen`. */
  note(caseId: CaseId, seen: number, news: readonly SealedEvent[]): void;
  flush(): Promise<void>;
}

export interface NotesDeps {
  readonly db: Database;
  readonly events: (caseId: CaseId) => Promise<readonly SealedEvent[]>;
  /** Told when something could not be written; it is tried again with the next news. */
  readonly onFailure: () => void;
  /** Milliseconds from the first news to the writing, default 5 s. */
  readonly every?: number;
}

/** Notes of one process. What a crash loses is found again by the nightly `scanActivity`. */
export function createActivityNotes({ db, events, onFailure, every = 5_000 }: NotesDeps): ActivityNotes {
  const merged = new Map<string, RuleActivity>();
  /** Cases whose clock fired without its setting in the news: the log says whose it was. */
  let lookUp = new Map<CaseId, number>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const cases = lookUp;
    lookUp = new Map();
    try {
      for (const [caseId, seen] of cases) merge(merged, activityOf(await events(caseId), seen));
      const rows = [...merged.values()];
      merged.clear();
      if (rows.length > 0) await raiseActivity(db, rows);
    } catch {
      onFailure();
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    running = running.then(write);
    return running;
  }

  return {
    flush,
    note(caseId, seen, news) {
      if (news.length === 0) return;
      if (seen > 0 && news.some((event) => event.commandId.startsWith('clk:')))
        lookUp.set(caseId, Math.min(seen, lookUp.get(caseId) ?? seen));
      else merge(merged, activityOf(news));
      timer ??= setTimeout(flush, every);
    },
  };
}

function merge(into: Map<string, RuleActivity>, rows: readonly RuleActivity[]): void {
  for (const row of rows) {
    const key = keyOf(row.ruleSet, row.does, row.rule);
    const known = into.get(key);
    into.set(key, {
      ...row,
      setAt: later(known?.setAt ?? '', row.setAt),
      firedAt: later(known?.firedAt ?? '', row.firedAt),
    });
  }
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function keyOf(ruleSet: string, does: ClockAct, rule: string): string {
  return `${ruleSet} ${does} ${rule}`;
}

/** Reads the whole log and makes good what was lost of the notes. `progress` is told the number of cases read. */
export async function scanActivity(db: Database, progress: (cases: number) => void): Promise<void> {
  const merged = new Map<string, RuleActivity>();
  let cases = 0;
  for (let after: CaseId | undefined = ''; after !== undefined; ) {
    const ids: readonly CaseId[] = await readCaseIds(db.knex, after, PAGE);
    for (const log of Map.groupBy(await readEventsOf(db.knex, ids), (event) => event.caseId).values())
      merge(merged, activityOf(log));
    cases += ids.length;
    progress(cases);
    after = ids.at(-1);
  }
  await raiseActivity(db, [...merged.values()]);
}

/** Every rule of the rule set in force and of those that open cases are pinned to, and whether it is alive. Throws DatabaseError. */
export async function readRuleLiveness(db: Database, now: Instant): Promise<readonly RuleLiveness[]> {
  try {
    const armed = await readArmed(db, now);
    const inUse = await ruleSetsInUse(db, now, new Set([...armed.values()].map(({ ruleSet }) => ruleSet)));
    const activity = new Map<string, RuleActivity>();
    merge(activity, await readActivity(db.knex));
    return inUse.flatMap(({ rules, since }) =>
      rulesOf(rules, armed, activity).map(({ does, rule, label }) => {
        const key = keyOf(rules.id, does, rule);
        const clocks = armed.get(key);
        const acted = activity.get(key);
        return {
          ruleSet: rules.id,
          does,
          rule,
          label,
          standing: standingOf(clocks, acted, since, now),
          ...(acted?.setAt ? { setAt: acted.setAt } : {}),
          ...(acted?.firedAt ? { firedAt: acted.firedAt } : {}),
          ...(clocks === undefined ? {} : { nextDue: clocks.nextDue }),
          armed: clocks?.armed ?? 0,
          overdue: clocks?.overdue ?? 0,
        };
      }),
    );
  } catch (error) {
    throw databaseError(error);
  }
}

interface Armed {
  readonly ruleSet: string;
  readonly does: ClockAct;
  readonly rule: string;
  nextDue: Instant;
  armed: number;
  overdue: number;
}

/** What the open cases wait for, by rule. A look at each open case, page by page, so that requests get their turn in between. */
async function readArmed(db: Database, now: Instant): Promise<ReadonlyMap<string, Armed>> {
  const found = new Map<string, Armed>();
  const lateBefore = addMs(now, -LATE_MS);
  for (let after = ''; ; ) {
    const page = await readOpenStates(db, after, PAGE);
    for (const state of page) for (const clock of Object.values(state.clocks)) take(found, state, clock, lateBefore);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return found;
    after = last.caseId;
    await breathe();
  }
}

function take(found: Map<string, Armed>, { ruleSet }: CaseState, clock: Clock, lateBefore: Instant): void {
  const { does, rule } = clock;
  const at = clock.notBefore ?? clock.dueAt;
  const key = keyOf(ruleSet, does, rule);
  const known = found.get(key) ?? { ruleSet, does, rule, nextDue: at, armed: 0, overdue: 0 };
  found.set(key, known);
  known.armed++;
  if (at < known.nextDue) known.nextDue = at;
  if (at < lateBefore) known.overdue++;
}

/** The rule set in force today and those of open cases, and from when each can have acted. */
async function ruleSetsInUse({ knex }: Database, now: Instant, pinned: ReadonlySet<string>) {
  const published = await readRuleSets(knex);
  const current = published.find((one) => one.effectiveFrom <= now.slice(0, 10) && one.withdrawn === undefined);
  const wanted = published.filter((one) => one === current || pinned.has(one.id));
  return Promise.all(
    wanted.map(async ({ id, effectiveFrom, publishedAt }) => ({
      rules: loadRuleSet(JSON.parse((await readRuleSetBody(knex, id)) ?? '{}')),
      since: later(atTime(effectiveFrom, '00:00'), publishedAt),
    })),
  );
}

type Named = Pick<RuleLiveness, 'does' | 'rule' | 'label'>;

/** Everything of a rule set that sets clocks, and what has set clocks besides (pauses, reviews, receipts). */
function rulesOf(
  rules: RuleSet,
  armed: ReadonlyMap<string, Armed>,
  activity: ReadonlyMap<string, RuleActivity>,
): readonly Named[] {
  const listed: readonly Named[] = [
    ...rules.deadlines.flatMap((rule): Named[] => [
      { does: 'lapse', rule: rule.id, label: rule.label },
      ...(rule.reminders.length === 0 ? [] : [{ does: 'remind' as const, rule: rule.id, label: rule.label }]),
      ...(rule.onLapse.some((act) => act.do === 'askAgain')
        ? [{ does: 'askAgain' as const, rule: rule.id, label: rule.label }]
        : []),
    ]),
    ...rules.duties.flatMap(({ id, label, recurs, reminders }): Named[] =>
      recurs === undefined
        ? []
        : [
            { does: 'lapse', rule: id, label },
            ...(reminders && reminders.length > 0 ? [{ does: 'remind' as const, rule: id, label }] : []),
          ],
    ),
    ...rules.ladders.flatMap((ladder) =>
      ladder.rungs.map((rung): Named => ({ does: 'rung', rule: `${ladder.id}${rung.rung}`, label: rung.label })),
    ),
  ];
  const known = new Set(listed.map(({ does, rule }) => `${does} ${rule}`));
  const labels = new Map(listed.map(({ rule, label }) => [rule, label]));
  const besides = new Map(
    [...armed.values(), ...activity.values()]
      .filter((one) => one.ruleSet === rules.id && !known.has(`${one.does} ${one.rule}`))
      .map(({ does, rule }) => [`${does} ${rule}`, { does, rule, label: labels.get(rule) ?? rule }]),
  );
  return [...listed, ...besides.values()];
}

function standingOf(
  clocks: Armed | undefined,
  acted: RuleActivity | undefined,
  since: Instant,
  now: Instant,
): RuleStanding {
  const longAgo = addMs(now, -LONG_MS);
  if (clocks !== undefined && clocks.overdue > 0) return 'overdue';
  const wasSet = clocks !== undefined || (acted !== undefined && acted.setAt !== '');
  if (!wasSet) return since < longAgo ? 'neverSet' : 'new';
  if (acted !== undefined && acted.firedAt !== '') return 'alive';
  return since < longAgo ? 'neverFired' : 'waiting';
}
