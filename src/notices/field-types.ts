import { z } from 'zod';
import type { Json } from '../core/case.ts';
import { isDuration } from '../core/deadline/duration.ts';
import { isDay, isInstant } from '../core/instant.ts';
import {
  printedBasis,
  printedDay,
  printedInstant,
  printedMoney,
  printedMonth,
  printedPeriod,
} from './printed-words.ts';
import { SERVICE_NAMES } from './words.ts';

/** A value as it stands on paper: words in a sentence, paragraphs of their own, or a table. */
export type Printed =
  | { readonly as: 'words'; readonly words: string }
  | { readonly as: 'list'; readonly items: readonly string[] }
  | { readonly as: 'grid'; readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] };

/** A column of a table: its heading and its share of the width. */
export interface Column {
  readonly label: string;
  readonly share: number;
}

interface FieldType {
  readonly schema: z.ZodType;
  readonly print: (value: Json) => Printed;
}

const LONGEST = 20_000;
const MOST_ROWS = 2_000;
const words = z.string({ error: '应为文字' }).trim().min(1, '不能为空').max(LONGEST, `不得超过 ${LONGEST} 字`);
const rowsOf = <Row extends z.ZodType>(row: Row) =>
  z.array(row, { error: '应为列表' }).min(1, '不能为空').max(MOST_ROWS, `不得超过 ${MOST_ROWS} 项`);
const day = z.string({ error: '应为日期，例如 2025-06-30' }).refine(isDay, '应为日期，例如 2025-06-30');
const instant = z
  .string({ error: '应为时间，例如 2025-06-30T09:00:00+08:00' })
  .refine(isInstant, '应为时间，例如 2025-06-30T09:00:00+08:00');
const period = z.custom((value) => isDuration(value), '应为日期或期限，例如 2025-06-30');
const CREDIT_CODE = /^[0-9A-HJ-NPQRTUWXY]{18}$/;
const month = z.string({ error: '应为月份，例如 2025-06' }).regex(/^\d{4}-(0[1-9]|1[0-2])$/, '应为月份，例如 2025-06');
const money = z.number({ error: '应为金额（元）' }).min(0, '不能为负').max(1e12, '超过上限');

const person = z.union([words, z.strictObject({ name: words, note: words.optional() })], { error: '应为姓名' });
const file = z.union([words, z.strictObject({ name: words, sha256: z.string().optional() })], {
  error: '应为材料名称',
});
const fact = z.union([words, z.strictObject({ text: words, from: z.json().optional() })], { error: '应为事实' });

/** Rows of a table: which member stands in which column. */
function grid(
  columns: readonly (readonly [member: string, label: string, share: number, required?: boolean])[],
): FieldType {
  const shape = Object.fromEntries(
    columns.map(([member, , , required = true]) => [member, required ? words : words.optional()]),
  );
  return {
    schema: z.union([words, rowsOf(z.strictObject(shape))], { error: '应为文字或逐项列表' }),
    print(value) {
      if (typeof value === 'string') return { as: 'list', items: paragraphs(value) };
      const all = value as readonly { readonly [member: string]: string }[];
      const used = columns.filter(([member]) => all.some((row) => row[member] !== undefined));
      return {
        as: 'grid',
        columns: [{ label: '序号', share: 1.5 }, ...used.map(([, label, share]) => ({ label, share }))],
        rows: all.map((row, i) => [String(i + 1), ...used.map(([member]) => row[member] ?? '—')]),
      };
    },
  };
}

const asWords = (schema: z.ZodType, print: (value: never) => string): FieldType => ({
  schema,
  print: (value) => ({ as: 'words', words: print(value as never) }),
});
const asNames = (schema: z.ZodType): FieldType =>
  asWords(z.union([words, rowsOf(schema)], { error: '应为姓名列表' }), (value: string | readonly NamedPerson[]) =>
    typeof value === 'string' ? value : value.map(nameOf).join('、'),
  );
const asFiles: FieldType = {
  schema: z.union([words, rowsOf(file)], { error: '应为材料列表' }),
  print: (value) => ({ as: 'list', items: typeof value === 'string' ? [value] : (value as NamedPerson[]).map(nameOf) }),
};

type NamedPerson = string | { readonly name: string; readonly note?: string };

function nameOf(one: NamedPerson): string {
  if (typeof one === 'string') return one;
  return one.note === undefined ? one.name : `${one.name}（${one.note}）`;
}

/** The types of fields: what a value may be, and how it is printed. */
const TYPES = {
  text: { schema: words, print: (value) => ({ as: 'words', words: String(value) }) },
  day: asWords(day, printedDay),
  term: asWords(z.union([day, period], { error: '应为日期或期限' }), printedPeriod),
  instant: asWords(instant, printedInstant),
  month: asWords(month, printedMonth),
  money: asWords(money, printedMoney),
  creditCode: asWords(z.string().regex(CREDIT_CODE, '应为 18 位统一社会信用代码'), (value: string) => value),
  person: asWords(person, nameOf),
  persons: asNames(person),
  signature: asWords(person, nameOf),
  signatures: asNames(person),
  seal: asWords(words, (value: string) => value),
  sealed: asWords(z.union([words, rowsOf(person)]), () => '另附密件'),
  service: asWords(
    z.enum(Object.keys(SERVICE_NAMES) as [string, ...string[]], { error: '没有这种送达方式' }),
    (value: string) => SERVICE_NAMES[value] ?? value,
  ),
  basis: asWords(words, printedBasis),
  attachments: asFiles,
  blobs: asFiles,
  blob: asFiles,
  facts: {
    schema: z.union([words, rowsOf(fact)], { error: '应为事实列表' }),
    print: (value) => ({
      as: 'list',
      items:
        typeof value === 'string'
          ? paragraphs(value)
          : numbered((value as (string | { text: string })[]).map((one) => (typeof one === 'string' ? one : one.text))),
    }),
  },
  hazardItems: grid([
    ['where', '部位', 3],
    ['problem', '存在问题', 5],
    ['standard', '对照条款', 4, false],
    ['tier', '等级', 2, false],
    ['demand', '整改要求', 4, false],
  ]),
  itemResults: grid([
    ['item', '事项', 6],
    ['result', '结果', 4],
    ['remark', '说明', 4, false],
  ]),
  demands: grid([
    ['demand', '要求', 8],
    ['due', '期限', 3, false],
  ]),
  measureRows: grid([
    ['measure', '具体措施', 4],
    ['done', '目前开展情况', 9],
    ['next', '下一步推进计划', 6],
    ['leader', '责任领导', 2],
    ['officer', '责任人', 2],
    ['remark', '备注', 5, false],
  ]),
  verdicts: grid([
    ['duty', '履职事项', 5],
    ['holder', '责任方', 3],
    ['due', '期限', 3],
    ['result', '认定', 4],
  ]),
  attribution: grid([
    ['period', '起止', 5],
    ['days', '天数', 2],
    ['holder', '责任方', 4],
    ['duty', '履职事项', 4, false],
  ]),
} as const satisfies { readonly [name: string]: FieldType };

export type FieldTypeName = keyof typeof TYPES;

/** Names of the types of fields. */
export const FIELD_TYPES = Object.keys(TYPES) as [FieldTypeName, ...FieldTypeName[]];

/** A Chinese sentence that says what is wrong with a value; undefined if nothing is. */
export function problemOf(type: FieldTypeName, value: Json): string | undefined {
  const parsed = TYPES[type].schema.safeParse(value);
  return parsed.success ? undefined : (parsed.error.issues[0]?.message ?? '内容或格式不正确');
}

/** How a valid value stands on paper. */
export function printed(type: FieldTypeName, value: Json): Printed {
  return (TYPES[type] as FieldType).print(value);
}

/** The lines of a text that somebody typed, empty ones left out. */
export function paragraphs(text: string): readonly string[] {
  return text
    .split(/\r\n|[\n\r]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function numbered(items: readonly string[]): readonly string[] {
  return items.length < 2 ? items : items.map((item, i) => `${i + 1}．${item}`);
}
