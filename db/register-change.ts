import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';
import type { Account } from './account.ts';
import { type OfficeRegisters, saveRegisters } from './organisation.ts';

/** Who changes a register, and when. */
export interface ChangedBy {
  readonly at: Instant;
  readonly account?: string;
  readonly person?: string;
}

/** One change of the office's registers: a fact that stays (`before` absent: it was not there). */
export interface RegisterChange extends ChangedBy {
  readonly id: number;
  readonly register: string;
  /** Its key, the parts with spaces between. */
  readonly item: string;
  readonly before?: Row;
  readonly after?: Row;
}

type Row = { readonly [column: string]: unknown };

/** Tables whose rows are compared. */
type Register = 'organisation' | 'person' | 'post' | 'holding' | 'deputy' | 'unit';

/** How a person can be reached is nobody's to read in a history: only that it was changed. */
const PRIVATE: ReadonlySet<string> = new Set(['mail', 'phone', 'password_hash']);

/** Adds or replaces registers and records what was changed, all or nothing; what stands as it stood is no change. */
export async function changeRegisters(knex: Knex, office: OfficeRegisters, by: ChangedBy): Promise<void> {
  await knex.transaction(async (trx) => {
    const keys = keysOf(office);
    const before = await Promise.all(keys.map(({ register, key }) => rowOf(trx, register, key)));
    await saveRegisters(trx, office);
    for (const [i, { register, key }] of keys.entries())
      await recordChange(
        trx,
        { register, item: Object.values(key).join(' '), by },
        before[i],
        await rowOf(trx, register, key),
      );
  });
}

/** Records that a row of a register was changed; nothing if it was not. */
async function recordChange(
  knex: Knex,
  { register, item, by }: { readonly register: string; readonly item: string; readonly by: ChangedBy },
  before: Row | undefined,
  after: Row | undefined,
): Promise<void> {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  await knex('register_change').insert({
    at: by.at,
    account: by.account ?? null,
    person: by.person ?? null,
    register,
    item,
    before: shown(before, after),
    after: shown(after, before),
  });
}

/** Records what was changed of an account; of its password only that it was. */
export async function recordAccountChange(
  knex: Knex,
  by: ChangedBy,
  before: Account | undefined,
  after: Account | undefined,
): Promise<void> {
  const item = after?.name ?? before?.name ?? '';
  await recordChange(knex, { register: 'account', item, by }, accountRow(before), accountRow(after));
}

function accountRow(account: Account | undefined): Row | undefined {
  if (account === undefined) return undefined;
  const { passwordHash, failures: _, roles, ...row } = account;
  return { ...row, roles: roles.join(','), password_hash: passwordHash };
}

/** Which changes are asked for. */
export interface ChangeFilter {
  readonly register?: string | undefined;
  readonly item?: string | undefined;
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  /** Only those recorded before this one. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Changes of the registers, the latest first; `item` also finds what begins with it. */
export async function readChanges(knex: Knex, filter: ChangeFilter): Promise<readonly RegisterChange[]> {
  const { register, item, from, to, before, limit } = filter;
  const select = knex('register_change').orderBy('id', 'desc').limit(limit);
  if (register !== undefined) select.where({ register });
  if (item !== undefined)
    select.where((any) => any.where('item', item).orWhereRaw("item LIKE ? ESCAPE '\\'", [`${escaped(item)} %`]));
  if (from !== undefined) select.where('at', '>=', from);
  if (to !== undefined) select.where('at', '<', to);
  if (before !== undefined) select.where('id', '<', before);
  const rows: { [column: string]: string | number | null }[] = await select;
  return rows.map((row) => ({
    id: Number(row.id),
    at: String(row.at),
    register: String(row.register),
    item: String(row.item),
    ...(row.account === null ? {} : { account: String(row.account) }),
    ...(row.person === null ? {} : { person: String(row.person) }),
    ...(row.before === null ? {} : { before: JSON.parse(String(row.before)) }),
    ...(row.after === null ? {} : { after: JSON.parse(String(row.after)) }),
  }));
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

function keysOf(office: OfficeRegisters): readonly { readonly register: Register; readonly key: Row }[] {
  return [
    ...(office.organisations ?? []).map(({ id }) => ({ register: 'organisation' as const, key: { id } })),
    ...(office.persons ?? []).map(({ id }) => ({ register: 'person' as const, key: { id } })),
    ...(office.posts ?? []).map(({ organisation, name }) => ({
      register: 'post' as const,
      key: { organisation, name },
    })),
    ...(office.holdings ?? []).map(({ organisation, post, person, validFrom }) => ({
      register: 'holding' as const,
      key: { organisation, post, person, valid_from: validFrom },
    })),
    ...(office.deputies ?? []).map(({ organisation, post, person, orderNo }) => ({
      register: 'deputy' as const,
      key: { organisation, post, person, order_no: orderNo },
    })),
    ...(office.units ?? []).map(({ id }) => ({ register: 'unit' as const, key: { id } })),
  ];
}

async function rowOf(knex: Knex, register: Register, key: Row): Promise<Row | undefined> {
  return knex(register).where(key).first();
}

function shown(row: Row | undefined, other: Row | undefined): string | null {
  if (row === undefined) return null;
  const entries = Object.entries(row).flatMap(([name, value]) => {
    if (value === null) return [];
    if (!PRIVATE.has(name)) return [[name, value] as const];
    return [[name, value === other?.[name] ? '（未变）' : '（已登记）'] as const];
  });
  return JSON.stringify(Object.fromEntries(entries));
}
