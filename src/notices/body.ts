import type { NoticeField, NoticeKind } from './catalogue.ts';
import { type Printed, paragraphs, printed } from './field-types.ts';
import type { Role } from './layout.ts';
import type { Block, FormRow, Issue, PaperValues } from './paper.ts';
import { plainText } from './plain-text.ts';
import { bareFieldsOf, fieldsOf, type Part } from './template.ts';

/** A value on its way to the paper, every character of it printable; undefined where there is none. */
export type Lookup = (field: string) => Printed | undefined;

/** Finds the values of a paper: of its fields, and who issues it, who gets it, who it is about. */
export function lookupOf(kind: NoticeKind, values: PaperValues, issue: Issue): Lookup {
  const fields = new Map(kind.fields.map((field) => [field.id, field]));
  const standing = { issuer: issue.issuer, to: issue.to, subject: issue.subject };
  return (name) => {
    const field = fields.get(name);
    if (field === undefined) return asWords(standing[name as keyof typeof standing]);
    const value = values[name]?.value;
    if (value !== undefined && value !== null && value !== '') return harmless(printed(field.type, value));
    return issue.draft && field.required ? asWords(`〔待补充：${labelOf(field)}〕`) : undefined;
  };
}

/** The field's label without what it says in brackets to whoever fills it in. */
export function labelOf(field: NoticeField): string {
  return field.label.replace(/（[^）]*）/g, '');
}

function asWords(words: string | undefined): Printed | undefined {
  return words === undefined ? undefined : { as: 'words', words: plainText(words) };
}

function harmless(value: Printed): Printed {
  switch (value.as) {
    case 'words':
      return { as: 'words', words: plainText(value.words) };
    case 'list':
      return { as: 'list', items: value.items.map(plainText) };
    case 'grid':
      return { ...value, rows: value.rows.map((row) => row.map(plainText)) };
    default: {
      const never: never = value;
      return never;
    }
  }
}

/** The text of a paper, from its template. */
export function bodyBlocks(kind: NoticeKind, lookup: Lookup): readonly Block[] {
  const blocks: Block[] = [];
  const tabular = kind.form === 'record';
  for (const [i, line] of kind.lines.entries()) {
    // An optional element without its value prints no line.
    if (bareFieldsOf(line).some((field) => lookup(field) === undefined)) continue;
    const row = tabular ? formRows(line, lookup) : undefined;
    if (row !== undefined) {
      const last = blocks.at(-1);
      if (last?.block === 'form') blocks[blocks.length - 1] = { block: 'form', rows: [...last.rows, ...row] };
      else blocks.push({ block: 'form', rows: row });
    } else blocks.push(...lineBlocks(line, lookup, i === 0));
  }
  return blocks;
}

/** `标签：{field}`, once or more in a line: rows of a form. */
function formRows(line: readonly Part[], lookup: Lookup): readonly FormRow[] | undefined {
  const rows: FormRow[] = [];
  for (let i = 0; i < line.length; i += 2) {
    const label = line[i];
    const field = line[i + 1];
    if (label === undefined || !('text' in label) || field === undefined || !('field' in field)) return undefined;
    const name = /^　?([^：，。]+)：$/.exec(label.text)?.[1];
    const value = lookup(field.field);
    if (name === undefined || value === undefined || value.as === 'grid') return undefined;
    rows.push({ label: name, lines: value.as === 'words' ? paragraphs(value.words) : value.items });
  }
  return rows.length === 0 ? undefined : rows;
}

function lineBlocks(line: readonly Part[], lookup: Lookup, first: boolean): readonly Block[] {
  const only = line.length === 1 ? line[0] : undefined;
  if (only !== undefined && 'field' in only) {
    const value = lookup(only.field);
    if (value !== undefined && value.as !== 'words') return valueBlocks(value);
  }
  const [whom, colon, more] = line;
  const names = whom !== undefined && 'field' in whom && colon !== undefined && 'text' in colon && colon.text === '：';
  const addressee = first && names && more === undefined;
  return paragraphs(sentenceOf(line, lookup)).map((text) => ({
    block: 'line',
    role: addressee ? 'addressee' : roleOf(text),
    text,
  }));
}

/** A list as paragraphs, a table as a table. */
export function valueBlocks(value: Printed): readonly Block[] {
  if (value.as === 'grid') return [{ block: 'grid', columns: value.columns, rows: value.rows }];
  const texts = value.as === 'list' ? value.items : paragraphs(value.words);
  return texts.map((text) => ({ block: 'line', role: 'body', text }));
}

const HEADING = /^[一二三四五六七八九十]+、[^。]{1,30}$/;
const SUBHEADING = /^（[一二三四五六七八九十]+）[^。；]{1,30}$/;

/** Short numbered lines are headings of the first and second level (GB/T 9704-2012 §7.3.3). */
function roleOf(text: string): Role {
  if (HEADING.test(text)) return 'heading';
  return SUBHEADING.test(text) ? 'subheading' : 'body';
}

/** A line as one sentence; a value's own full stop gives way to the template's. */
export function sentenceOf(line: readonly Part[], lookup: Lookup): string {
  let sentence = '';
  for (const part of line) {
    const next = wordsOf(part, lookup);
    if (/^[。，；、）”]/.test(next) && !('text' in part && sentence === ''))
      sentence = sentence.replace(/[。；，]+$/, '');
    else if ('field' in part && sentence.endsWith('。') && /^[。；，]/.test(next)) sentence = sentence.slice(0, -1);
    sentence += next;
  }
  return sentence;
}

function wordsOf(part: Part, lookup: Lookup): string {
  if ('text' in part) return part.text;
  if ('group' in part)
    return fieldsOf(part.group).every((field) => lookup(field) !== undefined) ? sentenceOf(part.group, lookup) : '';
  const value = lookup(part.field);
  if (value === undefined) return '';
  switch (value.as) {
    case 'words':
      return value.words;
    case 'list':
      return value.items.map((item) => item.replace(/[。；]$/, '')).join('；');
    case 'grid':
      return value.rows.map((row) => row.slice(1).join('，')).join('；');
    default: {
      const never: never = value;
      return never;
    }
  }
}
