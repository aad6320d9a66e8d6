import type { JsonObject } from '../core/case.ts';
import type { Lookup } from './body.ts';
import type { NoticeField, NoticeKind } from './catalogue.ts';
import { documentOf } from './document.ts';
import type { Printed } from './field-types.ts';
import type { Block, Issue, PaperValues } from './paper.ts';
import { SERVICE_NAMES } from './words.ts';

/** Words of a paper; those that a field's value gave name the field. */
interface Words {
  readonly text: string;
  readonly field?: string;
}

/** A piece of a paper as it is read on a screen. */
type Piece =
  | { readonly piece: 'line'; readonly role: string; readonly words: readonly Words[]; readonly end?: string }
  | {
      readonly piece: 'grid';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (readonly Words[])[])[];
    }
  | {
      readonly piece: 'form';
      readonly rows: readonly { readonly label: string; readonly lines: readonly (readonly Words[])[] }[];
    }
  | { readonly piece: 'rule' };

// Three characters of the private use area, which `plainText` lets into no value: begin, end of the field's name, end.
const BEGIN = '\uE000';
const NAMED = '\uE001';
const END = '\uE002';
const MARKED = /\uE000([^\uE001]*)\uE001([^\uE002]*)\uE002/g;
const MARKS = /\uE000[^\uE001]*\uE001|\uE002/g;

/**
 * The paper as it is read on a screen: the words that its files print, each value's marked with its field. Throws PaperError like `documentOf`.
 */
export function paperText(kind: NoticeKind, values: PaperValues, issue: Issue): readonly Piece[] {
  const plain = documentOf(kind, values, issue);
  const own = new Set(kind.fields.map(({ id }) => id));
  const marked = documentOf(kind, values, issue, (lookup) => marking(lookup, own));
  const mark: readonly Piece[] =
    plain.mark === undefined ? [] : [{ piece: 'line', role: 'mark', words: [{ text: plain.mark }] }];
  const markedBlocks = flat(marked.blocks);
  // How a line looks is decided by its words alone: the unmarked document says it.
  const body = flat(plain.blocks).flatMap((block, nth) => pieceOf(block, markedBlocks[nth]));
  const foot = plain.imprint.map(
    ({ text, end }): Piece => ({
      piece: 'line',
      role: 'imprint',
      words: [{ text }],
      ...(end === undefined ? {} : { end }),
    }),
  );
  return [...mark, ...body, ...foot];
}

function marking(lookup: Lookup, own: ReadonlySet<string>): Lookup {
  return (field) => {
    const value = lookup(field);
    return value === undefined || !own.has(field) ? value : markedValue(field, value);
  };
}

function markedValue(field: string, value: Printed): Printed {
  const mark = (text: string) => markOf(field, text);
  switch (value.as) {
    case 'words':
      return { as: 'words', words: mark(value.words) };
    case 'list':
      return { as: 'list', items: value.items.map(mark) };
    case 'grid':
      return { ...value, rows: value.rows.map(([nth = '', ...cells]) => [nth, ...cells.map(mark)]) };
    default: {
      const never: never = value;
      return never;
    }
  }
}

/** Marks each line of a text; a full stop at its end stays outside, because the template's own may take its place. */
function markOf(field: string, text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const [, words = '', stop = ''] = /^([\s\S]*?)([。；，]*)$/.exec(line) ?? [];
      return words.trim() === '' ? line : `${BEGIN}${field}${NAMED}${words}${END}${stop}`;
    })
    .join('\n');
}

type FlatBlock = Exclude<Block, { readonly block: 'together' }>;

/** Blocks without what keeps them together on a printed page. */
function flat(blocks: readonly Block[]): readonly FlatBlock[] {
  return blocks.flatMap((block) => (block.block === 'together' ? flat(block.blocks) : [block]));
}

function pieceOf(plain: FlatBlock, marked: FlatBlock | undefined): readonly Piece[] {
  switch (plain.block) {
    case 'line': {
      const words = wordsOf(plain.text, marked?.block === 'line' ? marked.text : undefined);
      return [{ piece: 'line', role: plain.role, words, ...(plain.end === undefined ? {} : { end: plain.end }) }];
    }
    case 'grid': {
      const rows = marked?.block === 'grid' ? marked.rows : [];
      const columns = plain.columns.map(({ label }) => label);
      return [
        {
          piece: 'grid',
          columns,
          rows: plain.rows.map((row, y) => row.map((cell, x) => wordsOf(cell, rows[y]?.[x]))),
        },
      ];
    }
    case 'form': {
      const rows = marked?.block === 'form' ? marked.rows : [];
      return [
        {
          piece: 'form',
          rows: plain.rows.map(({ label, lines }, y) => ({
            label,
            lines: lines.map((text, x) => wordsOf(text, rows[y]?.lines[x])),
          })),
        },
      ];
    }
    case 'rule':
      return [{ piece: 'rule' }];
    case 'space':
    case 'qr':
    case 'page':
      return [];
    default: {
      const never: never = plain;
      return never;
    }
  }
}

/** A text in words, cut where values begin and end; without marks where the marked text is not the same one. */
function wordsOf(plain: string, marked: string | undefined): readonly Words[] {
  if (marked === undefined || marked.replace(MARKS, '') !== plain) return [{ text: plain }];
  const words: Words[] = [];
  let from = 0;
  for (const found of marked.matchAll(MARKED)) {
    const [whole, field = '', text = ''] = found;
    if (found.index > from) words.push({ text: marked.slice(from, found.index) });
    words.push({ text, field });
    from = found.index + whole.length;
  }
  if (from < marked.length) words.push({ text: marked.slice(from) });
  return words;
}

/** JSON Schema of the values that a person may give a paper of this kind: texts, and what needs a control of its own. */
export function formOf(kind: NoticeKind): JsonObject {
  const open = kind.fields.filter(({ type }) => type !== 'sealed');
  return {
    type: 'object',
    properties: Object.fromEntries(open.map((field) => [field.id, { title: field.label, ...inputOf(field) }])),
  };
}

function inputOf({ type }: NoticeField): JsonObject {
  switch (type) {
    case 'day':
    case 'term':
      return { type: 'string', format: 'date' };
    case 'instant':
      return { type: 'string', format: 'date-time' };
    case 'money':
      return { type: 'number', minimum: 0 };
    case 'service':
      return { type: 'string', enum: Object.keys(SERVICE_NAMES) };
    case 'month':
    case 'creditCode':
    case 'person':
    case 'signature':
      return { type: 'string', format: 'words', maxLength: 200 };
    default:
      return { type: 'string', format: 'words', maxLength: 4_000 };
  }
}
