import type { Knex } from 'knex';
import type { CaseState, ClockAct } from '../src/core/case.ts';
import type { Instant } from '../src/core/instant.ts';
import type { Database } from './open.ts';

/** What a rule last did: when one of its clocks was last set, and when one last fired; an empty text: never. */
export interface RuleActivity {
  readonly ruleSet: string;
  readonly does: ClockAct;
  /** Id of the deadline, or ladder and rung (`A3`). */
  readonly rule: string;
  readonly setAt: Instant | '';
  readonly firedAt: Instant | '';
}

/** Moves the instants forward, never back: telling the same twice, or in another order, changes nothing. */
export async function raiseActivity({ knex, dialect }: Database, rows: readonly RuleActivity[]): Promise<void> {
  const later = dialect === 'sqlite' ? 'max' : 'greatest';
  // In one order everywhere, so that two writers cannot wait for each other.
  const sorted = rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (let at = 0; at < sorted.length; at += ROWS_A_STATEMENT) {
    const page = sorted.slice(at, at + ROWS_A_STATEMENT);
    await knex.raw(
      `INSERT INTO rule_activity (rule_set, does, rule, set_at, fired_at) VALUES ${page.map(() => '(?, ?, ?, ?, ?)').join(', ')}
       ON CONFLICT (rule_set, does, rule) DO UPDATE SET
         set_at = ${later}(rule_activity.set_at, excluded.set_at), fired_at = ${later}(rule_activity.fired_at, excluded.fired_at)`,
      page.flatMap(({ ruleSet, does, rule, setAt, firedAt }) => [ruleSet, does, rule, setAt, firedAt]),
    );
  }
}

const ROWS_A_STATEMENT = 100;

function keyOf({ ruleSet, does, rule }: RuleActivity): string {
  return `${ruleSet} ${does} ${rule}`;
}

/** What every rule of every rule set last did. */
export async function readActivity(knex: Knex): Promise<readonly RuleActivity[]> {
  const rows: { rule_set: string; does: ClockAct; rule: string; set_at: string; fired_at: string }[] =
    await knex('rule_activity');
  return rows.map((row) => ({
    ruleSet: row.rule_set,
    does: row.does,
    rule: row.rule,
    setAt: row.set_at,
    firedAt: row.fired_at,
  }));
}

/** What the open cases are waiting for: a page of their states after a case id, in order of the id. */
export async function readOpenStates(
  { knex, dialect }: Database,
  after: string,
  limit: number,
): Promise<readonly CaseState[]> {
  const rows: { state: string }[] = await knex('case_view')
    .select('state')
    .whereRaw(`closed = ${dialect === 'sqlite' ? '0' : 'false'}`)
    .andWhere('case_id', '>', after)
    .orderBy('case_id')
    .limit(limit);
  return rows.map((row) => JSON.parse(row.state));
}
