import { describe, expect, it } from 'vitest';
import { documentOf } from '../../src/notices/document.ts';
import { type Block, type PaperDocument, referenceOf } from '../../src/notices/paper.ts';
import { PaperError } from '../../src/notices/paper-error.ts';
import { bundledCatalogue, ISSUE, kindOf, sampleValues } from './sample.ts';

const kinds = [...bundledCatalogue().values()];

/** Every text of a paper, in order. */
function textsOf({ title, mark = '', blocks, slip, imprint }: PaperDocument): readonly string[] {
  return [title, mark, ...blocks.flatMap(words), ...slip.flatMap(words), ...imprint.map(({ text }) => text)];
}

function words(block: Block): readonly string[] {
  switch (block.block) {
    case 'line':
      return [block.text, block.end ?? ''];
    case 'grid':
      return [...block.columns.map(({ label }) => label), ...block.rows.flat()];
    case 'form':
      return block.rows.flatMap(({ label, lines }) => [label, ...lines]);
    case 'together':
      return block.blocks.flatMap(words);
    default:
      return [];
  }
}

const linesOf = (paper: PaperDocument) =>
  paper.blocks
    .flatMap((block) => (block.block === 'together' ? block.blocks : [block]))
    .flatMap((block) => (block.block === 'line' ? [block] : []));

function error(make: () => unknown): PaperError {
  try {
    make();
  } catch (thrown) {
    if (thrown instanceof PaperError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
}

describe('a paper from its template', () => {
  it.each(kinds.map((kind) => [kind.id, kind] as const))(
    '%s: nothing is left open, with and without what is optional',
    (_, kind) => {
      for (const optional of [true, false]) {
        const text = textsOf(documentOf(kind, sampleValues(kind, { optional }), ISSUE)).join('\n');
        expect(text).not.toMatch(/undefined|null|NaN|\[object|[{}]|\[\[|\]\]|〔待补充/);
        expect(text).not.toMatch(/[，；、：]。|。。|，，|（）|。，/);
      }
    },
  );

  it('prints no line for an optional element without a value', () => {
    const kind = kindOf('notListedNote');
    const values = sampleValues(kind, { optional: false });
    const without = textsOf(documentOf(kind, values, ISSUE)).join('\n');
    const with_ = textsOf(documentOf(kind, { ...values, by: { value: '2025-05-01' } }, ISSUE)).join('\n');
    expect(without).not.toContain('请于');
    expect(with_).toContain('请于2025年5月1日前补正。');
  });

  it('refuses a paper with holes and names them in Chinese', () => {
    const kind = kindOf('prompt');
    const { answerBy: _, matter: __, ...rest } = sampleValues(kind);
    const refused = error(() => documentOf(kind, rest, ISSUE));
    expect(refused.code).toBe('values-missing');
    expect(refused.fields).toEqual(['事项', '答复期限']);
    expect(refused.message).toBe('文书还缺以下内容，请补充后再制作：事项、答复期限。');
  });

  it('shows the holes of a draft instead', () => {
    const kind = kindOf('prompt');
    const { answerBy: _, ...rest } = sampleValues(kind);
    const text = textsOf(documentOf(kind, rest, { ...ISSUE, draft: true })).join('\n');
    expect(text).toContain('并于〔待补充：答复期限〕前书面反馈');
  });

  it('refuses a value that is none of its type', () => {
    const kind = kindOf('prompt');
    const refused = error(() => documentOf(kind, { ...sampleValues(kind), answerBy: { value: '2025-02-30' } }, ISSUE));
    expect(refused.code).toBe('value-invalid');
    expect(refused.message).toContain('答复期限（应为日期，例如 2025-06-30）');
  });

  it('prints markup and invisible characters as text, and lets none act', () => {
    const kind = kindOf('prompt');
    const matter = `<script>alert(1)</script>{matter} [[x]] \u0007\u202e\ud800${'\u2028'}`;
    const paper = documentOf(
      kind,
      { ...sampleValues(kind), matter: { value: matter } },
      { ...ISSUE, to: '甲\u0000乙' },
    );
    const text = textsOf(paper).join('\n');
    expect(text).toContain('<script>alert(1)</script>{matter} [[x]] <U+0007><U+202E><U+D800><U+2028>');
    expect(text).toContain('甲<U+0000>乙：');
  });

  it('goes by GB/T 9704: hexagonal brackets, Arabic day without zeros, addressee, signature above the day', () => {
    expect(referenceOf('letter', '云安办函', 2025, 7)).toBe('云安办函〔2025〕7号');
    expect(referenceOf('minutes', '', 2025, 3)).toBe('〔2025〕第3期');
    const lines = linesOf(
      documentOf(kindOf('prompt'), sampleValues(kindOf('prompt')), { ...ISSUE, issuedOn: '2025-04-01' }),
    );
    expect(lines.map(({ role }) => role)).toEqual([
      'referenceRight',
      'title',
      'addressee',
      'body',
      'body',
      'body',
      'body',
      'signature',
      'date',
    ]);
    expect(lines.at(-2)?.text).toBe('云岭街道安全生产委员会办公室（印章）');
    expect(lines.at(-1)?.text).toBe('2025年4月1日');
  });

  it('sets a document with its mark, its red line and its imprint; a letter without printing office', () => {
    const copies = ['区安委会办公室', '街道党工委班子成员'];
    const circular = documentOf(kindOf('criticism'), sampleValues(kindOf('criticism')), { ...ISSUE, copies });
    expect(circular.mark).toBe('云岭街道安全生产委员会办公室文件');
    expect(circular.title).toBe('关于盐垾村安全生产工作不力的通报');
    expect(circular.blocks.some(({ block }) => block === 'rule')).toBe(true);
    expect(circular.imprint).toEqual([
      { text: '抄送：区安委会办公室，街道党工委班子成员。' },
      { text: '云岭街道安全生产委员会办公室', end: '2025年4月11日印发' },
    ]);
    const letter = documentOf(kindOf('warning'), sampleValues(kindOf('warning')), { ...ISSUE, copies });
    expect(letter.mark).toBe('云岭街道安全生产委员会办公室');
    expect(letter.imprint).toHaveLength(1);
  });

  it('adds the slip of service where a receipt is asked for, and only there', () => {
    for (const kind of kinds)
      expect(documentOf(kind, sampleValues(kind), ISSUE).slip.length > 0).toBe(kind.receiptRequired);
    const slip = documentOf(kindOf('warning'), sampleValues(kindOf('warning')), ISSUE).slip.flatMap(words);
    expect(slip).toContain('《安全生产警示函》');
    expect(slip).toContain('云安办函〔2025〕17号');
  });

  it('never prints who a clue is about', () => {
    const kind = kindOf('clueTransfer');
    const text = textsOf(documentOf(kind, { ...sampleValues(kind), persons: { value: '林某某' } }, ISSUE)).join('\n');
    expect(text).not.toContain('林某某');
    expect(text).toContain('涉及人员名单另附密件');
  });

  it('numbers several attachments and not a single one', () => {
    const kind = kindOf('caseTransfer');
    const attachmentsOf = (value: string[]) =>
      linesOf(documentOf(kind, { ...sampleValues(kind), evidence: { value } }, ISSUE))
        .filter(({ role }) => role === 'attachment')
        .map(({ text }) => text);
    expect(attachmentsOf(['现场照片', '笔录'])).toEqual(['附件：1．现场照片', '　　　2．笔录']);
    expect(attachmentsOf(['笔录'])).toEqual(['附件：笔录']);
  });
});
