import { bodyBlocks, type Lookup, labelOf, lookupOf, sentenceOf, valueBlocks } from './body.ts';
import type { NoticeField, NoticeKind } from './catalogue.ts';
import { problemOf } from './field-types.ts';
import { widthInCharacters } from './layout.ts';
import type { Block, ImprintLine, Issue, PaperDocument, PaperValues } from './paper.ts';
import { PaperError } from './paper-error.ts';
import { plainText } from './plain-text.ts';
import { printedDay } from './printed-words.ts';
import { fieldsOf, parseBody } from './template.ts';
import { FRAME_WORDS } from './words.ts';

/**
 * The paper that a kind, its values and its issue make, by the frame of GB/T 9704-2012. Throws PaperError `values-missing` or `value-invalid`,
 * naming the fields in Chinese. `seen`: what becomes of each value before it is set.
 */
export function documentOf(
  kind: NoticeKind,
  values: PaperValues,
  issue: Issue,
  seen: (lookup: Lookup) => Lookup = (lookup) => lookup,
): PaperDocument {
  check(kind, values, issue);
  const clean = cleaned(issue);
  const lookup = seen(lookupOf(kind, values, clean));
  const title = parseBody(kind.title)
    .map((line) => sentenceOf(line, lookup))
    .join('');
  const frame = { kind, lookup, issue: clean, title };
  const { mark, head } = headOf(frame);
  return {
    form: kind.form,
    title,
    issuer: clean.issuer,
    ...(clean.issuedOn === undefined ? {} : { issuedOn: clean.issuedOn }),
    ...(mark === undefined ? {} : { mark }),
    blocks: [...head, ...closed(frame, [...textOf(frame)])],
    imprint: imprintOf(frame),
    slip: kind.receiptRequired ? slipOf(frame) : [],
  };
}

interface Frame {
  readonly kind: NoticeKind;
  readonly lookup: Lookup;
  readonly issue: Issue;
  readonly title: string;
}

function check({ fields }: NoticeKind, values: PaperValues, { draft }: Issue): void {
  const given = (field: NoticeField) => values[field.id]?.value ?? undefined;
  const missing = fields.filter((field) => field.required && (given(field) === undefined || given(field) === ''));
  if (missing.length > 0 && !draft) throw new PaperError('values-missing', { fields: missing.map(labelOf) });
  const wrong = fields.flatMap((field) => {
    const value = given(field);
    const problem = value === undefined || value === '' ? undefined : problemOf(field.type, value);
    return problem === undefined ? [] : [`${labelOf(field)}（${problem}）`];
  });
  if (wrong.length > 0) throw new PaperError('value-invalid', { fields: wrong });
}

/** Names come from registers that people fill: they are printed like every other value. */
function cleaned(issue: Issue): Issue {
  return {
    ...issue,
    issuer: plainText(issue.issuer),
    to: plainText(issue.to),
    ...(issue.subject === undefined ? {} : { subject: plainText(issue.subject) }),
    ...(issue.reference === undefined ? {} : { reference: plainText(issue.reference) }),
    ...(issue.copies === undefined ? {} : { copies: issue.copies.map(plainText) }),
    ...(issue.signer === undefined ? {} : { signer: plainText(issue.signer) }),
  };
}

const line = (role: Extract<Block, { block: 'line' }>['role'], text: string): Block => ({ block: 'line', role, text });
const space = (lines: number): Block => ({ block: 'space', lines });

/** Everything above the text: mark, number, red line, title. */
function headOf({ kind, issue, title }: Frame): { readonly mark?: string; readonly head: readonly Block[] } {
  const { issuer, reference, issuedOn, signer } = issue;
  const centred = reference === undefined ? [] : [line('reference', reference)];
  const right = reference === undefined ? [] : [line('referenceRight', reference)];
  switch (kind.form) {
    case 'letter':
      return { mark: issuer, head: [...right, space(2), line('title', title), space(1)] };
    case 'circular': {
      const signed =
        signer === undefined ? centred : [line('reference', `${reference ?? ''}　　${FRAME_WORDS.signer}${signer}`)];
      return {
        mark: `${issuer}${FRAME_WORDS.document}`,
        head: [...signed, { block: 'rule' }, space(2), line('title', title), space(1)],
      };
    }
    case 'minutes': {
      const day = issuedOn === undefined ? '' : printedDay(issuedOn);
      const under: Block = { block: 'line', role: 'plain', text: issuer, end: day };
      return { mark: title, head: [...centred, under, { block: 'rule' }, space(1)] };
    }
    case 'record':
    case 'table':
    case 'public':
      return { head: [line('title', title), ...(kind.form === 'public' ? centred : right), space(1)] };
    default: {
      const never: never = kind.form;
      return never;
    }
  }
}

/** Addressee, text, and what the template does not name. */
function textOf({ kind, lookup, issue }: Frame): readonly Block[] {
  const body = bodyBlocks(kind, lookup);
  const addressed = body.some((one) => one.block === 'line' && one.role === 'addressee');
  const addressee = kind.form === 'letter' && !addressed && issue.to !== '' ? [line('addressee', `${issue.to}：`)] : [];
  const named = new Set(kind.lines.flatMap(fieldsOf));
  const rest = kind.fields.filter((field) => !named.has(field.id) && field.type !== 'sealed');
  const files = rest.filter(({ type }) => type === 'attachments' || type === 'blobs' || type === 'blob');
  const notes = rest.filter((field) => !files.includes(field));
  return [...addressee, ...body, ...notes.flatMap((field) => noteOf(field, lookup)), ...attachmentLines(files, lookup)];
}

function noteOf(field: NoticeField, lookup: Lookup): readonly Block[] {
  const value = lookup(field.id);
  if (value === undefined) return [];
  if (value.as === 'words') return [line('note', `${labelOf(field)}：${value.words}`)];
  return [line('note', `${labelOf(field)}：`), ...valueBlocks(value)];
}

/** 附件说明: numbered where there are several, no full stop after a name (§7.3.4). */
function attachmentLines(files: readonly NoticeField[], lookup: Lookup): readonly Block[] {
  const names = files.flatMap((field) => {
    const value = lookup(field.id);
    return value?.as === 'list' ? value.items : value?.as === 'words' ? [value.words] : [];
  });
  if (names.length === 0) return [];
  const lines = names.map((name, i) => {
    const number = names.length > 1 ? `${i + 1}．` : '';
    return line('attachment', `${i === 0 ? FRAME_WORDS.attachments : '　　　'}${number}${name}`);
  });
  return [space(1), ...lines];
}

/** Longest last paragraph, in characters, that still goes over to the next page together with the signature. */
const SHORT_PARAGRAPH = 200;

/** The text with signature, seal and day below it, which never stand alone on a page (§7.3.5). */
function closed({ kind, issue }: Frame, text: readonly Block[]): readonly Block[] {
  if (kind.form === 'minutes' || kind.id === 'serviceProof') return text;
  const signed = `${issue.issuer}${FRAME_WORDS.seal}`;
  const day = issue.issuedOn === undefined ? undefined : printedDay(issue.issuedOn);
  const difference = (widthInCharacters(day ?? '') - widthInCharacters(signed)) / 2;
  const closing: Block[] = [
    space(kind.form === 'record' || kind.form === 'table' ? 1 : 2),
    { block: 'line', role: 'signature', text: signed, right: Math.max(2, 4 + difference) },
  ];
  if (day !== undefined) closing.push({ block: 'line', role: 'date', text: day, right: Math.max(4, 2 - difference) });
  const last = text.at(-1);
  if (last?.block !== 'line' || last.text.length > SHORT_PARAGRAPH)
    return [...text, { block: 'together', blocks: closing }];
  return [...text.slice(0, -1), { block: 'together', blocks: [last, ...closing] }];
}

/** 版记: letters name no printing office (§10.1). */
function imprintOf({ kind, issue }: Frame): readonly ImprintLine[] {
  const copies = issue.copies ?? [];
  const lines = copies.length === 0 ? [] : [{ text: `${FRAME_WORDS.copies}${copies.join('，')}。` }];
  if (kind.form !== 'circular' || issue.issuedOn === undefined) return lines;
  return [...lines, { text: issue.issuer, end: `${printedDay(issue.issuedOn)}${FRAME_WORDS.printed}` }];
}

/** 送达回证: filled in by hand where the paper is handed over. */
function slipOf({ title, issue }: Frame): readonly Block[] {
  const known: { readonly [what: string]: string } = {
    title: `《${title}》`,
    reference: issue.reference ?? '',
    issuer: issue.issuer,
    to: issue.to,
    time: FRAME_WORDS.slipTime,
  };
  const rows = FRAME_WORDS.slip
    .filter(([, what]) => what !== 'reference' || issue.reference !== undefined)
    .map(([label, what]) => ({ label, lines: what === '' ? [] : [known[what] ?? ''] }));
  return [
    { block: 'page' },
    line('slipTitle', FRAME_WORDS.slipTitle),
    space(1),
    { block: 'form', rows },
    line('note', FRAME_WORDS.slipNote),
  ];
}
