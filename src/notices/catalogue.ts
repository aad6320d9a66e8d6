import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../core/log/canonical.ts';
import { FIELD_TYPES } from './field-types.ts';
import { bareFieldsOf, fieldsOf, type Part, parseBody, TemplateError } from './template.ts';

/** Names that any body may use beside its fields: who the paper is about, who issues it, to whom it goes. */
export const STANDING = ['subject', 'issuer', 'to'] as const;

const ID = /^[A-Za-z][\w.-]*$/;
const id = z.string().regex(ID, '编号只能用字母、数字、点和短横线');
const words = (label: string) =>
  z
    .string({ error: `请填写${label}` })
    .trim()
    .min(1, `请填写${label}`)
    .max(4_000);

const fieldSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z]\w*$/, '字段编号只能用字母和数字'),
  label: words('字段名称'),
  type: z.enum(FIELD_TYPES, { error: `字段类型只能是：${FIELD_TYPES.join('、')}` }),
  required: z.boolean({ error: '请写明是否必填（true 或 false）' }),
  /** What is printed when neither the record nor a person says something else; text fields and ways of service only. */
  default: z.string().min(1).optional(),
});

const kindSchema = z.strictObject({
  id,
  title: words('标题'),
  form: z.enum(['letter', 'circular', 'minutes', 'record', 'public', 'table'], { error: '没有这种格式' }),
  issuer: id,
  target: id,
  ladder: z.string().nullable(),
  signature: z.enum(['required', 'none'], { error: '签发方式只能是 required 或 none' }),
  receiptRequired: z.boolean({ error: '请写明是否需要签收（true 或 false）' }),
  /** `required`: somebody other than the drafter reviews it before it is signed or goes out. */
  review: z.literal('required', { error: '审核要求只能是 required，不要求审核的不写此项' }).exactOptional(),
  copiesTo: z.array(id),
  fields: z.array(fieldSchema).min(1, '至少要有一个字段'),
  body: words('正文模板'),
  basis: z.strictObject({
    text: words('依据'),
    tag: z.enum(['law', 'practice', 'unverified', 'default'], { error: '依据标记不对' }),
  }),
});

const catalogueSchema = z.strictObject({
  schema: z.literal('duban-notices-v1', { error: '不是文书目录文件（schema 应为 duban-notices-v1）' }),
  layout: z.literal('GB/T 9704-2012', { error: '只支持 GB/T 9704-2012 格式' }),
  numbering: z.string(),
  forms: z.record(z.string(), z.string()),
  frame: z.looseObject({}),
  notices: z.array(kindSchema).min(1, '目录中没有文书'),
});

/** A field of a paper: id, Chinese label, type, whether the paper can do without. */
export type NoticeField = z.infer<typeof fieldSchema>;
/** The six forms of a paper: 信函、文件、纪要、表单、公告、汇总表. */
export type NoticeForm = z.infer<typeof kindSchema>['form'];

/** A kind of paper (文书), with its body taken apart; `version` is the SHA-256 of its template. */
export type NoticeKind = z.infer<typeof kindSchema> & {
  readonly version: string;
  readonly lines: readonly (readonly Part[])[];
};

/** All kinds of paper by id. */
export type Catalogue = ReadonlyMap<string, NoticeKind>;

/** A catalogue that cannot be loaded; `findings` name the path and say in Chinese what is wrong. */
export class CatalogueError extends Error {
  readonly code = 'notices-invalid';
  readonly findings: readonly Finding[];
  constructor(findings: readonly Finding[]) {
    super(
      `文书目录有 ${findings.length} 处错误：${findings
        .slice(0, 3)
        .map(({ path, message }) => `${path} ${message}`)
        .join('；')}`,
    );
    this.name = 'CatalogueError';
    this.findings = findings;
  }
}

interface Finding {
  readonly path: string;
  readonly message: string;
}

/** Checks a catalogue (the content of data/notices.json); throws CatalogueError. */
export function loadCatalogue(json: unknown): Catalogue {
  const parsed = catalogueSchema.safeParse(json, { error: general });
  if (!parsed.success) throw new CatalogueError(parsed.error.issues.map((issue) => findingOf(issue)));
  const findings: Finding[] = [];
  const kinds = new Map<string, NoticeKind>();
  for (const [i, kind] of parsed.data.notices.entries()) {
    const path = `notices.${i}`;
    if (kinds.has(kind.id)) findings.push({ path: `${path}.id`, message: `编号 ${kind.id} 重复` });
    findings.push(...fieldProblems(kind, path));
    try {
      const lines = parseBody(kind.body);
      findings.push(...bodyProblems(kind, lines, path));
      kinds.set(kind.id, { ...kind, lines, version: versionOf(kind) });
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      findings.push({ path: `${path}.body`, message: error.message });
    }
  }
  if (findings.length > 0) throw new CatalogueError(findings);
  return kinds;
}

function versionOf(kind: z.infer<typeof kindSchema>): string {
  return createHash('sha256').update(canonicalJson(kind, Number.POSITIVE_INFINITY)).digest('hex');
}

function fieldProblems({ fields }: z.infer<typeof kindSchema>, path: string): Finding[] {
  const ids = fields.map((field) => field.id);
  return fields.flatMap(({ id: one, type, default: text }, i) => [
    ...(ids.indexOf(one) < i ? [{ path: `${path}.fields.${i}.id`, message: `字段 ${one} 重复` }] : []),
    ...(text !== undefined && type !== 'text' && type !== 'service'
      ? [{ path: `${path}.fields.${i}.default`, message: '只有文字和送达方式可以有默认内容' }]
      : []),
  ]);
}

function bodyProblems(
  { title, fields }: z.infer<typeof kindSchema>,
  lines: readonly (readonly Part[])[],
  path: string,
): Finding[] {
  const required = new Map(fields.map((field) => [field.id, field.required]));
  const known = (name: string) => required.has(name) || (STANDING as readonly string[]).includes(name);
  const named = [...lines.map((line, i) => ({ line, path: `${path}.body`, i })), ...titleLines(title, path)];
  return named.flatMap(({ line, path: where, i }) => {
    const unknown = fieldsOf(line).filter((name) => !known(name));
    const bare = bareFieldsOf(line).filter((name) => required.get(name) === false);
    return [
      ...unknown.map((name) => ({
        path: where,
        message: `第 ${i + 1} 行的 {${name}} 不是本文书的字段，请在 fields 中登记，或更正拼写`,
      })),
      // Without its value such a line falls away whole: nothing else may stand on it.
      ...(bare.length > 0 && bareFieldsOf(line).length > 1
        ? [{ path: where, message: `第 ${i + 1} 行的可选字段 {${bare[0]}} 应放在 [[ ]] 中，或单独成行` }]
        : []),
    ];
  });
}

function titleLines(title: string, path: string) {
  return parseBody(title).map((line, i) => ({ line, path: `${path}.title`, i }));
}

function findingOf(issue: z.core.$ZodIssue): Finding {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') return { path: path.join('.') || '（整体）', message: issue.message };
  return { path: [...path, ...issue.keys].join('.'), message: '没有这个字段，请检查拼写' };
}

/** For checks without a sentence of their own. */
function general(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'invalid_type') return issue.input === undefined ? '缺少此项' : '类型不对';
  return '内容或格式不正确';
}
