import { z } from 'zod';
import { basis, id } from './fields.ts';

/** Sorts of value that a field of a register may hold. */
export const FIELD_TYPES = [
  'text',
  'day',
  'instant',
  'money',
  'int',
  'number',
  'yesNo',
  'enum',
  'organisation',
  'unit',
  'post',
  'person',
  'case',
  'entry',
  'blob',
  'group',
] as const;

/** Facts of the entry itself, which a field must not be called by. */
const RESERVED = new Set(['register', 'id', 'reason', 'at']);

const fieldName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}$/, '字段名只能用字母和数字，以小写字母开头，不超过 40 个字符')
  .refine((name) => !RESERVED.has(name), '字段名与系统用词相同，请换一个');

const fieldHead = {
  name: fieldName,
  label: z.string().min(1).max(40),
  help: z.string().max(300).optional(),
  required: z.boolean().optional(),
  /** `enum`: what may be chosen, by stable value. */
  values: z
    .array(z.strictObject({ value: z.string().regex(/^[A-Za-z][\w.-]{0,39}$/), label: z.string().min(1).max(60) }))
    .min(1)
    .optional(),
  /** `entry`: the register that the entry belongs to. */
  register: id.optional(),
  /** `int`, `number`, `money`: limits; `text`: `most` characters. */
  least: z.number().optional(),
  most: z.number().optional(),
};

const part = z.strictObject({ ...fieldHead, type: z.enum(FIELD_TYPES).exclude(['group']) });

const field = z.strictObject({
  ...fieldHead,
  type: z.enum(FIELD_TYPES),
  /** Several values, in order. */
  list: z.boolean().optional(),
  /** No two entries in force have the same value. */
  unique: z.boolean().optional(),
  /** `group`: its parts, each a plain field. */
  parts: z.array(part).min(1).optional(),
});

const register = z.strictObject({
  id,
  label: z.string().min(1).max(40),
  /** Annex row of the measure (1–15) that it serves; absent: the office's own. */
  measure: z.number().int().min(1).max(15).optional(),
  about: z.string().max(500).optional(),
  fields: z.array(field).min(1).max(60),
  /** The field that names the entry for people. */
  title: fieldName,
  /** The unique field under which the rest of the street knows it (the number of a unit); absent: its case id. */
  key: fieldName.optional(),
  /** The field that says in whose charge it is: who belongs to that organisation sees it. */
  organisation: fieldName.optional(),
  /** The field that says which unit it is about. */
  unit: fieldName.optional(),
  /** Days between which it holds. */
  validFrom: fieldName.optional(),
  validTo: fieldName.optional(),
  /** Conditions over the fields; one that holds refuses the entry with its sentence. */
  checks: z.array(z.strictObject({ id, refuseWhen: z.string(), message: z.string().min(1) })).optional(),
  columns: z.array(fieldName).min(1),
  search: z.array(fieldName),
  enter: z.array(z.string()).min(1),
  amend: z.array(z.string()).min(1).optional(),
  retire: z.array(z.string()).min(1).optional(),
  /** Posts that may see it, and nobody else but auditors; absent: as a case of that organisation and unit. */
  see: z.array(z.string()).min(1).optional(),
  basis,
});

/** The registers of a rule set (登记簿), as data. */
export const registersSchema = z.array(register);
/** One register: what its entries hold, and who may do what with them. */
export type Register = z.infer<typeof register>;
/** One field of a register, or one part of a group. */
export type RegisterField = z.infer<typeof field>;

/** A register by its id. */
export function registerNamed(
  rules: { readonly registers?: readonly Register[] | undefined },
  name: string,
): Register | undefined {
  return rules.registers?.find((one) => one.id === name);
}

/** Who may enter, amend, retire: what is not said follows the one before. */
export function postsOf(one: Register, act: 'enter' | 'amend' | 'retire'): readonly string[] {
  if (act === 'enter') return one.enter;
  const amend = one.amend ?? one.enter;
  return act === 'amend' ? amend : (one.retire ?? amend);
}
