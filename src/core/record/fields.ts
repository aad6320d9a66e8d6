import type { Json, JsonObject } from '../case.ts';
import { isDay, isInstant, parseInstant } from '../instant.ts';
import { conditionsOver, type Vocabulary } from '../rules/condition.ts';
import type { Register, RegisterField } from '../rules/registers.ts';

/** What a field holds when it is checked alone: a part of a group is a field too. */
type Plain = Pick<RegisterField, 'name' | 'label' | 'type' | 'required' | 'values' | 'least' | 'most'>;

const LONGEST_TEXT = 2_000;
const MOST_VALUES = 200;
/** Ids of organisations, posts (`post` or `post@organisation`), people, cases and stored files. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._@:-]{0,127}$/;

/** The fields as they may be recorded, or for each that may not one Chinese sentence. */
export type CheckedFields =
  | { readonly ok: true; readonly fields: JsonObject }
  | { readonly ok: false; readonly problems: { readonly [field: string]: string } };

/** Checks the fields of an entry one by one, and that none is missing; `null` and empty text mean that there is nothing. */
export function checkFields(register: Register, given: JsonObject): CheckedFields {
  const problems: Record<string, string> = {};
  const fields: Record<string, Json> = {};
  for (const name of Object.keys(given))
    if (!register.fields.some((field) => field.name === name)) problems[name] = '没有这个字段';
  for (const field of register.fields) {
    const value = given[field.name];
    if (isNothing(value)) {
      if (field.required) problems[field.name] = `请填写${field.label}`;
      continue;
    }
    const read = field.list ? readList(field, value) : readOne(field, value);
    if ('problem' in read) problems[field.name] = read.problem;
    else fields[field.name] = read.value;
  }
  return Object.keys(problems).length > 0 ? { ok: false, problems } : { ok: true, fields };
}

/** The sentence of the first check that refuses the entry. */
export function failedCheck(register: Register, fields: JsonObject): { id: string; message: string } | undefined {
  return register.checks?.find((check) => holdsFor(register, check.refuseWhen, fields));
}

/** Whether a condition over the fields of a register holds for an entry. */
export function holdsFor(register: Register, expression: string, fields: JsonObject): boolean {
  return compilerOf(register)(expression).holds(factsOf(register, fields));
}

/** Compiles a condition over a register's fields; throws ConditionError. */
export function compileFor(register: Register, expression: string): void {
  compilerOf(register)(expression);
}

const compilers = new WeakMap<Register, ReturnType<typeof conditionsOver>>();

function compilerOf(register: Register): ReturnType<typeof conditionsOver> {
  let compiler = compilers.get(register);
  if (compiler === undefined) {
    compiler = conditionsOver(Object.fromEntries(register.fields.map((field) => [field.name, absent(field)])));
    compilers.set(register, compiler);
  }
  return compiler;
}

/** What a condition sees of a field that is empty; of several values it sees how many there are, of several choices their values in one text. */
function absent({ type, list }: RegisterField): Vocabulary[string] {
  if (list) return type === 'enum' ? '' : 0;
  if (type === 'int' || type === 'number' || type === 'money') return 0;
  return type === 'yesNo' ? false : '';
}

function factsOf(register: Register, fields: JsonObject): { readonly [fact: string]: unknown } {
  return Object.fromEntries(
    register.fields.map((field) => {
      const value = fields[field.name];
      if (!Array.isArray(value)) return [field.name, value ?? undefined];
      return [field.name, field.type === 'enum' ? value.join() : value.length];
    }),
  );
}

type Read = { readonly value: Json } | { readonly problem: string };

function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function readList(field: RegisterField, value: Json | undefined): Read {
  if (!Array.isArray(value)) return { problem: `${field.label}应为列表` };
  if (value.length > MOST_VALUES) return { problem: `${field.label}不得超过 ${MOST_VALUES} 项` };
  const values: Json[] = [];
  for (const [i, one] of value.entries()) {
    const read = readOne(field, one);
    if ('problem' in read) return { problem: `第 ${i + 1} 项：${read.problem}` };
    values.push(read.value);
  }
  return { value: values };
}

function readOne(field: RegisterField, value: Json | undefined): Read {
  return field.type === 'group' ? readGroup(field, value) : readPlain(field, value);
}

function readGroup(field: RegisterField, value: Json | undefined): Read {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: `${field.label}应分项填写` };
  const given = value as JsonObject;
  const parts = field.parts ?? [];
  const stranger = Object.keys(given).find((name) => !parts.some((part) => part.name === name));
  if (stranger !== undefined) return { problem: `${field.label}没有“${stranger}”这一项` };
  const made: Record<string, Json> = {};
  for (const part of parts) {
    if (isNothing(given[part.name])) {
      if (part.required) return { problem: `请填写${field.label}的${part.label}` };
      continue;
    }
    const read = readPlain(part, given[part.name]);
    if ('problem' in read) return read;
    made[part.name] = read.value;
  }
  return { value: made };
}

function readPlain(field: Plain, value: Json | undefined): Read {
  const { label, type } = field;
  switch (type) {
    case 'int':
    case 'number':
    case 'money':
      return readNumber(field, value);
    case 'yesNo':
      return typeof value === 'boolean' ? { value } : { problem: `${label}只能是“是”或“否”` };
    case 'day':
      return isDay(value) ? { value } : { problem: `${label}应为日期，例如 2025-06-30` };
    case 'instant':
      return readInstant(label, value);
    case 'enum':
      return field.values?.some((one) => one.value === value)
        ? { value: value as string }
        : { problem: `${label}只能是：${(field.values ?? []).map((one) => one.label).join('、')}` };
    case 'text':
    case 'group':
      return readText(field, value);
    default:
      return typeof value === 'string' && NAME.test(value) ? { value } : { problem: `${label}不是有效的编号，请核对` };
  }
}

function readText({ label, most = LONGEST_TEXT }: Plain, value: Json | undefined): Read {
  if (typeof value !== 'string') return { problem: `${label}应为文字` };
  const text = value.trim();
  if (text === '') return { problem: `请填写${label}` };
  return text.length > most ? { problem: `${label}不得超过 ${most} 字` } : { value: text };
}

function readNumber({ label, type, least, most }: Plain, value: Json | undefined): Read {
  if (typeof value !== 'number' || !Number.isFinite(value)) return { problem: `${label}应为数字` };
  if (type === 'int' && !Number.isSafeInteger(value)) return { problem: `${label}应为整数` };
  const floor = least ?? (type === 'number' ? undefined : 0);
  if (floor !== undefined && value < floor) return { problem: `${label}不能小于 ${floor}` };
  if (most !== undefined && value > most) return { problem: `${label}不能大于 ${most}` };
  return { value };
}

function readInstant(label: string, value: Json | undefined): Read {
  if (isInstant(value)) return { value };
  try {
    return { value: parseInstant(String(value)) };
  } catch {
    return { problem: `${label}应为时间，例如 2025-06-30T09:00:00+08:00` };
  }
}
