import { publishCalendar } from '../db/calendar.ts';
import { readOpenStates } from '../db/liveness.ts';
import { migrate } from '../db/migrate.ts';
import { type Database, openDatabase } from '../db/open.ts';
import { saveRegisters } from '../db/organisation.ts';
import { publishRuleSet } from '../db/rule-set.ts';
import {
  type Actor,
  addMs,
  type CaseState,
  type Instant,
  type JsonObject,
  kinds,
  loadRuleSet,
  type RuleSet,
} from '../src/core/index.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { createLedger } from '../src/ledger/record.ts';

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

/** Rules and calendar as published: the canary takes them by their text, as a ledger does. */
export interface CanaryTerms {
  readonly ruleSet: string;
  readonly rules: string;
  readonly calendar: string;
  readonly calendarBody: string;
}

const VILLAGE = 'V1';
const UNIT = 'U1';
const OFFICE: Actor = { post: 'street.safetyOffice', person: 'p-office' };

/** A ledger of its own in memory, with its own clock. */
export interface Sandbox {
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

/** Does some work in a sandbox that begins at `begin`, and throws the sandbox away. */
export async function inSandbox<T>(
  terms: CanaryTerms,
  begin: Instant,
  work: (sandbox: Sandbox) => Promise<T>,
): Promise<T> {
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
export async function setOut(sandbox: Sandbox): Promise<string | undefined> {
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
