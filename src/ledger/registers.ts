import { hash } from 'node:crypto';
import type { Database } from '../../db/open.ts';
import {
  allPosts,
  claimsAmong,
  countByRegister,
  countEntries,
  type EntryFilter,
  entriesAmong,
  knownAmong,
  type ListedEntry,
  listEntries,
  openedAmong,
} from '../../db/register-list.ts';
import { readRuleSetBody, readRuleSetInForce } from '../../db/rule-set.ts';
import type { Actor, EntryName, JsonObject } from '../core/case.ts';
import type { Day, Instant } from '../core/instant.ts';
import { checkFields, failedCheck } from '../core/record/fields.ts';
import { indexOf, namesIn, uniqueValues } from '../core/record/names.ts';
import type { Register } from '../core/rules/registers.ts';
import { loadRuleSet, type RuleSet } from '../core/rules/rule-set.ts';
import type { Ledger } from './ledger.ts';

export type { EntryFilter, ListedEntry } from '../../db/register-list.ts';
export { MOST_COUNTED } from '../../db/register-list.ts';

/** One row of a file to be entered: where it stands, and its values by field. */
export interface ImportRow {
  readonly row: number;
  readonly fields: JsonObject;
}

/** What is wrong with a row, a sentence a field; `''` is the row as a whole. */
export interface RowProblem {
  readonly row: number;
  readonly field: string;
  readonly message: string;
}

/** What an import did or would do. */
export interface Imported {
  readonly rows: number;
  readonly entered: number;
  /** Recorded by an earlier run of the same file. */
  readonly before: number;
  readonly problems: readonly RowProblem[];
}

/** The registers over a database: what there is, lists, and entering many rows at once. */
export interface Registers {
  /** The rule set in force on a day, if there is one. */
  rulesOn(day: Day): Promise<RuleSet | undefined>;
  counts(): Promise<ReadonlyMap<string, number>>;
  list(
    filter: EntryFilter,
    page: { readonly order?: 'newest' | 'until'; readonly after?: string; readonly limit: number },
  ): Promise<readonly ListedEntry[]>;
  count(filter: EntryFilter): Promise<number>;
  /** Every problem of the rows, none of which is entered. */
  check(register: Register, rows: readonly ImportRow[]): Promise<readonly RowProblem[]>;
  /**
   * Enters all rows or, if one of them is wrong, none. A run that was cut short is taken up by running the same file again: a row is entered once.
   * Nothing is sent to anybody.
   */
  enter(
    request: {
      readonly register: Register;
      readonly rows: readonly ImportRow[];
      readonly actor: Actor;
      readonly now: Instant;
    },
    progress?: (done: number) => void,
  ): Promise<Imported>;
}

/** Rows that are on their way at the same time: as many as share one flush to disk. */
const AT_ONCE = 64;

/** The registers of a ledger. */
export function createRegisters({ db, ledger }: { readonly db: Database; readonly ledger: Ledger }): Registers {
  const { knex } = db;
  const known = new Map<string, RuleSet>();

  async function rulesOn(day: Day): Promise<RuleSet | undefined> {
    const id = await readRuleSetInForce(knex, day);
    if (id === undefined) return undefined;
    const rules = known.get(id) ?? loadRuleSet(JSON.parse((await readRuleSetBody(knex, id)) ?? '{}'));
    known.set(id, rules);
    return rules;
  }

  async function check(register: Register, rows: readonly ImportRow[]): Promise<readonly RowProblem[]> {
    const problems: RowProblem[] = [];
    const read: { readonly row: number; readonly fields: JsonObject }[] = [];
    for (const { row, fields } of rows) {
      const checked = checkFields(register, fields);
      if (!checked.ok)
        problems.push(...Object.entries(checked.problems).map(([field, message]) => ({ row, field, message })));
      else {
        const failed = failedCheck(register, checked.fields);
        if (failed) problems.push({ row, field: '', message: failed.message });
        read.push({ row, fields: checked.fields });
      }
    }
    problems.push(...(await unknownNames(register, read)), ...(await doubles(register, read)));
    return problems.sort((a, b) => a.row - b.row);
  }

  async function unknownNames(register: Register, rows: readonly ImportRow[]): Promise<RowProblem[]> {
    const named = rows.flatMap(({ row, fields }) => namesIn(register, fields).map((name) => ({ row, name })));
    const groups = Map.groupBy(named, ({ name }) => (name.type === 'entry' ? `entry ${name.register}` : name.type));
    const problems: RowProblem[] = [];
    for (const group of groups.values()) {
      const ids = group.map(({ name }) => name.id);
      const there = await thereAre((group[0] as (typeof group)[number]).name, ids);
      for (const { row, name } of group)
        if (!there.has(name.id))
          problems.push({
            row,
            field: name.field,
            message: `${labelOf(register, name.field)}“${name.id}”没有登记，请核对`,
          });
    }
    return problems;
  }

  async function thereAre({ type, register = '' }: EntryName, ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (type === 'post') return allPosts(knex);
    return type === 'entry' ? entriesAmong(knex, register, ids) : knownAmong(knex, type, ids);
  }

  async function doubles(register: Register, rows: readonly ImportRow[]): Promise<RowProblem[]> {
    const index = indexOf(register);
    const values = rows.map(({ row, fields }) => ({ row, unique: uniqueValues(index, fields) }));
    const problems: RowProblem[] = [];
    for (const field of index.unique) {
      const first = new Map<string, number>();
      const here = values.flatMap(({ row, unique }) =>
        unique[field] === undefined ? [] : [{ row, value: unique[field] }],
      );
      const taken = await claimsAmong(
        knex,
        register.id,
        field,
        here.map(({ value }) => value),
      );
      for (const { row, value } of here) {
        const label = labelOf(register, field);
        const [other, by] = [first.get(value), taken.get(value)];
        if (by !== undefined) problems.push({ row, field, message: `${label}与已登记的 ${by} 重复` });
        else if (other !== undefined) problems.push({ row, field, message: `${label}与第 ${other} 行重复` });
        else first.set(value, row);
      }
    }
    return problems;
  }

  return {
    rulesOn,
    check,
    counts: () => countByRegister(knex),
    list: (filter, page) => listEntries(knex, filter, page),
    count: (filter) => countEntries(knex, filter),
    async enter({ register, rows, actor, now }, progress) {
      const ids = rows.map(({ row, fields }) => commandIdOf(register.id, row, fields));
      const before = await openedAmong(knex, ids);
      const fresh = rows.filter((_, i) => !before.has(ids[i] ?? ''));
      const found = await check(register, fresh);
      if (found.length > 0) return { rows: rows.length, entered: 0, before: before.size, problems: found };
      const problems: RowProblem[] = [];
      let entered = 0;
      for (let i = 0; i < fresh.length && problems.length === 0; i += AT_ONCE) {
        const outcomes = await Promise.all(
          fresh.slice(i, i + AT_ONCE).map(async ({ row, fields }) => ({
            row,
            outcome: await ledger.record({
              kind: 'record',
              commandId: commandIdOf(register.id, row, fields),
              type: 'enterRecord',
              payload: { register: register.id, fields },
              actor,
              at: now,
            }),
          })),
        );
        for (const { row, outcome } of outcomes) {
          if (outcome.ok) entered += 1;
          else problems.push(...refusedRow(row, outcome.refusal));
        }
        progress?.(entered);
      }
      return { rows: rows.length, entered, before: before.size, problems };
    },
  };
}

/** The same row of the same content makes the same command: a run that is repeated finds what it has done. */
function commandIdOf(register: string, row: number, fields: JsonObject): string {
  return `import:${hash('sha256', JSON.stringify([register, row, fields]), 'hex').slice(0, 40)}`;
}

function refusedRow(
  row: number,
  refusal: { readonly message: string; readonly fields?: { readonly [field: string]: string } },
): RowProblem[] {
  const fields = Object.entries(refusal.fields ?? {});
  if (fields.length === 0) return [{ row, field: '', message: refusal.message }];
  return fields.map(([field, message]) => ({ row, field, message }));
}

function labelOf(register: Register, name: string): string {
  return register.fields.find((field) => field.name === name)?.label ?? name;
}

/** A unit of the office file that the register of units does not have yet, as its entry. */
export function unitAsEntry(
  unit: {
    readonly id: string;
    readonly name: string;
    readonly supervisor?: string;
    readonly industry?: string;
    readonly size?: string;
    readonly grade?: string;
  },
  register: Register,
): JsonObject {
  const { id, name, supervisor, industry, size, grade } = unit;
  const offers = (field: string, value: string | undefined) =>
    value !== undefined &&
    register.fields.some((one) => one.name === field && one.values?.some((choice) => choice.value === value));
  return {
    code: id,
    name,
    state: 'open',
    noCodeReason: '由机构文件转入，待补信用代码',
    ...(supervisor === undefined ? {} : { lead: supervisor }),
    ...(industry === undefined ? {} : { industry }),
    ...(offers('size', size) ? { size } : {}),
    ...(offers('grade', grade) ? { grade } : {}),
  } as JsonObject;
}
