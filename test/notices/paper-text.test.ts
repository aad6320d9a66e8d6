import { describe, expect, it } from 'vitest';
import { documentOf } from '../../src/notices/document.ts';
import type { Block } from '../../src/notices/paper.ts';
import { formOf, paperText } from '../../src/notices/paper-text.ts';
import { bundledCatalogue, ISSUE, kindOf, sampleValues } from './sample.ts';

const kinds = [...bundledCatalogue().values()];

type Words = readonly { readonly text: string; readonly field?: string }[];

function wordsIn(kind: (typeof kinds)[number], values = sampleValues(kind), issue = ISSUE): readonly Words[] {
  return paperText(kind, values, issue).flatMap((piece): readonly Words[] => {
    switch (piece.piece) {
      case 'line':
        return [piece.words];
      case 'grid':
        return piece.rows.flat();
      case 'form':
        return piece.rows.flatMap(({ lines }) => lines);
      default:
        return [];
    }
  });
}

const said = (words: Words) => words.map(({ text }) => text).join('');

function printedIn(blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap((block): readonly string[] => {
    switch (block.block) {
      case 'line':
        return [block.text];
      case 'grid':
        return block.rows.flat();
      case 'form':
        return block.rows.flatMap(({ lines }) => lines);
      case 'together':
        return printedIn(block.blocks);
      default:
        return [];
    }
  });
}

describe('a paper on a screen', () => {
  it('says word for word what its files print, for every kind', () => {
    for (const kind of kinds) {
      const { mark, blocks, imprint } = documentOf(kind, sampleValues(kind), ISSUE);
      const printed = [...(mark === undefined ? [] : [mark]), ...printedIn(blocks), ...imprint.map(({ text }) => text)];
      expect(wordsIn(kind).map(said), kind.id).toEqual(printed);
    }
  });

  it('marks each value with its field, for every kind; the engine’s own full stops do not hide one', () => {
    for (const kind of kinds) {
      const marked = new Set(wordsIn(kind).flatMap((words) => words.flatMap(({ field }) => field ?? [])));
      const needed = kind.lines
        .flat()
        .flatMap((part) => ('field' in part ? [part.field] : []))
        .filter((field) =>
          kind.fields.some(({ id, type }) => id === field && type !== 'attachments' && type !== 'blobs'),
        );
      expect([...marked], kind.id).toEqual(expect.arrayContaining(needed));
    }
  });

  it('a value that carries the marks themselves says them in words and marks nothing else', () => {
    const kind = kindOf('rectificationNotice');
    const values = { ...sampleValues(kind), site: { value: '\uE000basis\uE001一楼\uE002' } };
    const words = wordsIn(kind, values).flat();
    expect(words.filter(({ field }) => field === 'site').map(({ text }) => text)).toEqual([
      '<U+E000>basis<U+E001>一楼<U+E002>',
    ]);
  });

  it('a draft shows what is missing in its place, marked like the value that will stand there', () => {
    const kind = kindOf('rectificationNotice');
    const { site: _, ...values } = sampleValues(kind);
    const { issuedOn: _day, reference: _reference, ...issue } = ISSUE;
    const words = wordsIn(kind, values, { ...issue, draft: true }).flat();
    expect(words.find(({ field }) => field === 'site')?.text).toContain('待补充');
  });

  it('the form asks in the field’s own type, and never for what is sealed', () => {
    const form = formOf(kindOf('rectificationNotice')) as { readonly properties: { readonly [id: string]: unknown } };
    expect(form.properties.servedBy).toMatchObject({ title: '送达方式', enum: expect.arrayContaining(['inPerson']) });
    expect(form.properties.inspectedAt).toMatchObject({ format: 'date-time' });
    for (const kind of kinds)
      for (const { id, type } of kind.fields)
        expect((formOf(kind) as typeof form).properties[id] === undefined, id).toBe(type === 'sealed');
  });
});
