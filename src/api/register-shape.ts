import type { RecordState } from '../core/index.ts';
import { dayOf, type Instant } from '../core/instant.ts';
import { RECORD_COMMANDS } from '../core/record/commands.ts';
import { postsOf, type Register, type RegisterField, registerNamed } from '../core/rules/registers.ts';
import type { CaseScope } from '../core/visibility.ts';
import type { EntryFilter, ListedEntry, Registers } from '../ledger/registers.ts';
import { scopeOf } from './access.ts';
import { choosePost } from './actor.ts';
import { fitOf } from './duty.ts';
import type { HeldPost, Principal } from './principal.ts';
import { problem } from './problem.ts';

/** Whether somebody may do this in a register by one of his posts. */
export function mayKeep(principal: Principal, register: Register, act: 'enter' | 'amend' | 'retire'): boolean {
  const refs = postsOf(register, act).map((post) => ({ post }));
  return principal.posts.some((held) => fitOf(held, refs) !== undefined);
}

/**
 * Which entries of a register somebody sees: all of them, those of his organisations and units, or (throws `not-permitted`) none. A register that
 * names who sees it is shown to those and to auditors, whole.
 */
export function seenOf(principal: Principal, register: Register): Pick<EntryFilter, 'within'> {
  const scope = scopeOf(principal);
  if (scope.registers?.closed.includes(register.id))
    throw problem('not-permitted', { detail: `登记簿“${register.label}”只对指定岗位开放。` });
  return scope.registers?.shown.includes(register.id) ? {} : withinOf(scope);
}

/** A scope as a filter of entries and duties. */
export function withinOf({ all, places, units }: CaseScope): Pick<EntryFilter, 'within'> {
  return all ? {} : { within: { organisations: places, units: [...units, ...places] } };
}

/** `grade:D` as field and value; throws `invalid` for a field that cannot be filtered. */
export function filterOf(
  register: Register,
  where: string | readonly string[] | undefined,
): { [field: string]: string } {
  const given = where === undefined ? [] : typeof where === 'string' ? [where] : where;
  const facets = new Set(
    register.fields
      .filter(({ type }) => !['text', 'day', 'instant', 'money', 'int', 'number', 'group', 'blob'].includes(type))
      .map(({ name }) => name),
  );
  return Object.fromEntries(
    given.map((text) => {
      const [field = '', ...value] = text.split(':');
      if (!facets.has(field)) throw problem('invalid', { fields: { where: `不能按“${field}”筛选` } });
      return [field, value.join(':')];
    }),
  );
}

/** An entry as answers show it. */
export function shownEntry({ caseId, seq, state, key, title, organisation, unit, ...row }: ListedEntry) {
  const { register, fields, duties } = state as RecordState;
  return {
    caseId,
    seq,
    register,
    ...(key === null ? {} : { key }),
    title,
    ...(organisation === null ? {} : { organisation }),
    ...(unit === null ? {} : { unit }),
    inForce: row.inForce,
    enteredAt: row.enteredAt,
    changedAt: row.changedAt,
    fields: { ...fields },
    duties: duties.map((one) => ({ ...one })),
  };
}

/** A register's definition as answers show it. */
export function shownFields(register: Register) {
  const part = ({ name, label, type, required = false, help, values, register: of }: RegisterField) => ({
    name,
    label,
    type,
    required,
    ...(help === undefined ? {} : { help }),
    ...(values === undefined ? {} : { values }),
    ...(of === undefined ? {} : { register: of }),
  });
  return register.fields.map((field) => ({
    ...part(field),
    list: field.list ?? false,
    unique: field.unique ?? field.name === register.key,
    ...(field.parts === undefined ? {} : { parts: field.parts.map((one) => part({ ...one, list: false })) }),
  }));
}

/** The registers of the rules in force today, by name; throws `not-found`. */
export function registersInForce(registers: Registers, now: () => Instant) {
  async function rules() {
    const found = await registers.rulesOn(dayOf(now()));
    if (found === undefined) throw problem('not-found', { detail: '今天没有生效的规则集，请先发布规则集。' });
    return found;
  }

  async function registerOf(name: string): Promise<Register> {
    const found = registerNamed(await rules(), name);
    if (found === undefined) throw problem('not-found', { detail: `没有登记簿“${name}”，请核对名称。` });
    return found;
  }
  return { rules, registerOf };
}

/** The post in which somebody enters into a register. */
export function heldFor(principal: Principal, register: Register, wanted: string | undefined): HeldPost {
  const spec = { ...RECORD_COMMANDS.enterRecord, by: postsOf(register, 'enter') };
  return choosePost({ posts: principal.posts, wanted, spec, state: undefined, rules: undefined });
}
