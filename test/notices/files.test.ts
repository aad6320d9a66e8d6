import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { create, type Font } from 'fontkit';
import { describe, expect, it, vi } from 'vitest';
import { documentOf } from '../../src/notices/document.ts';
import { renderDocx } from '../../src/notices/docx.ts';
import { createFontMaker } from '../../src/notices/faces.ts';
import type { PaperDocument } from '../../src/notices/paper.ts';
import { PaperError } from '../../src/notices/paper-error.ts';
import { createPdfPress } from '../../src/notices/pdf.ts';
import { trueType } from '../../src/notices/true-type.ts';
import { withoutTimes } from '../../src/notices/zip-times.ts';
import { paragraphsOf, unzipped } from './docx-text.ts';
import { bundledCatalogue, ISSUE, kindOf, sampleValues } from './sample.ts';

const kinds = [...bundledCatalogue().values()];
const press = createPdfPress();
const paperOf = (id: string, values = {}): PaperDocument =>
  documentOf(kindOf(id), { ...sampleValues(kindOf(id)), ...values }, { ...ISSUE, copies: ['区安委会办公室'] });

const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\n/g)?.length ?? 0;

describe('DOCX', () => {
  it('every kind of paper becomes a Word file', async () => {
    for (const kind of kinds) {
      const paper = documentOf(kind, sampleValues(kind), ISSUE);
      const text = paragraphsOf(await renderDocx(paper)).join('\n');
      expect(text, kind.id).toContain(kind.form === 'minutes' ? ISSUE.issuer : paper.title);
      expect(text, kind.id).not.toMatch(/undefined|\[object/);
    }
  });

  it('has the page, the pitch and the faces of GB/T 9704', async () => {
    const xml = unzipped(await renderDocx(paperOf('prompt')), 'word/document.xml');
    expect(xml).toMatch(/<w:pgSz w:w="11906" w:h="16838"/);
    expect(xml).toMatch(/<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"/);
    expect(xml).toContain('w:line="560" w:lineRule="exact"');
    expect(xml).toContain('w:eastAsia="仿宋_GB2312"');
    expect(xml).toContain('w:eastAsia="方正小标宋简体"');
  });

  it('prints markup as text', async () => {
    const docx = await renderDocx(paperOf('prompt', { matter: { value: '</w:t><script>alert("x")</script>&amp;' } }));
    const xml = unzipped(docx, 'word/document.xml');
    expect(xml).toContain('&lt;/w:t&gt;&lt;script&gt;alert(');
    expect(xml).not.toContain('<script>');
    expect(xml).toContain('&amp;amp;');
  });

  it('is the same file for the same paper, at another time', async () => {
    const first = await renderDocx(paperOf('criticism'));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2031-02-03T04:05:06Z') });
    const later = await renderDocx(paperOf('criticism')).finally(() => vi.useRealTimers());
    expect(later.equals(first)).toBe(true);
  });

  it('damaged bytes are no ZIP file', () => {
    expect(() => withoutTimes(Buffer.alloc(64))).toThrow(RangeError);
  });
});

describe('PDF', () => {
  it('every kind of paper becomes a PDF file', async () => {
    for (const kind of kinds) {
      const paper = documentOf(kind, sampleValues(kind), ISSUE);
      const pdf = await press.print(paper);
      expect(pdf.subarray(0, 5).toString('latin1'), kind.id).toBe('%PDF-');
      expect(pagesOf(pdf), kind.id).toBeGreaterThan(kind.receiptRequired ? 1 : 0);
    }
  });

  it('is the same file for the same paper, from another press at another time', async () => {
    const first = await press.print(paperOf('rectificationNotice'));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2031-02-03T04:05:06Z') });
    const later = await createPdfPress()
      .print(paperOf('rectificationNotice'))
      .finally(() => vi.useRealTimers());
    expect(later.equals(first)).toBe(true);
  });

  it('papers printed at once do not mix their fonts', async () => {
    const ids = ['prompt', 'monthlyReturn', 'serviceProof', 'warning'];
    const alone: Buffer[] = [];
    for (const id of ids) alone.push(await press.print(paperOf(id)));
    const together = await Promise.all(ids.map((id) => press.print(paperOf(id))));
    expect(together.map((pdf, i) => alone[i]?.equals(pdf))).toEqual([true, true, true, true]);
  });

  it('a very long table goes over many pages, and so does a cell longer than a page', async () => {
    const rows = (count: number, done: string) => ({
      rows: {
        value: Array.from({ length: count }, (_, i) => ({
          measure: `第${i + 1}项`,
          done,
          next: '继续',
          leader: '王一',
          officer: '李二',
        })),
      },
    });
    const short = pagesOf(await press.print(paperOf('monthlyReturn', rows(15, '已落实'))));
    const long = pagesOf(await press.print(paperOf('monthlyReturn', rows(300, '已落实'))));
    expect(long).toBeGreaterThan(short + 10);
    expect(
      pagesOf(await press.print(paperOf('monthlyReturn', rows(2, '逐户排查，建立台账。'.repeat(400))))),
    ).toBeGreaterThan(4);
  });

  it('markup and invisible characters do not break it', async () => {
    const matter = { value: '<script>\u0007\u202e\ud800</script>{{x}}' };
    expect(pagesOf(await press.print(paperOf('prompt', { matter })))).toBe(1);
  });
});

describe('fonts', () => {
  const outlines = async (text: string, maker = createFontMaker()) => {
    const file = (await maker.make(new Map([['fang', text] as const]))).get('fang');
    const font = create(file as Buffer) as Font;
    return [...text].map((character) => font.glyphForCodePoint(character.codePointAt(0) ?? 0).path.commands.length);
  };

  it('have the rare characters of names', async () => {
    for (const drawn of await outlines('喆堃祎瑄𠮷䶮𬭎燊亓垚')) expect(drawn).toBeGreaterThan(4);
  });

  it('give a character the outline that its typeface has', async () => {
    const font = create((await createFontMaker().make(new Map([['title', '督办']]))).get('title') as Buffer) as Font;
    const glyph = font.glyphForCodePoint('督'.codePointAt(0) ?? 0);
    expect(glyph.advanceWidth).toBe(1_000);
    expect(glyph.bbox.maxX - glyph.bbox.minX).toBeGreaterThan(700);
  });

  it('name the characters that none of them has', async () => {
    const refused = await press.print(paperOf('prompt', { matter: { value: '测试\u{1F9EF}' } })).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(PaperError);
    expect(refused).toMatchObject({ code: 'glyph-missing', message: expect.stringContaining('\u{1F9EF}') });
  });

  it('of the office that cannot be read are named', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'duban-fonts-'));
    try {
      writeFileSync(path.join(folder, 'fang.ttf'), 'no font');
      await expect(outlines('督', createFontMaker(folder))).rejects.toMatchObject({
        code: 'font-unreadable',
        message: expect.stringContaining('“fang.ttf”无法读取'),
      });
      expect(await outlines('督', createFontMaker(path.join(folder, 'none')))).toHaveLength(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('of the office come first where it has put some', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'duban-fonts-'));
    try {
      // given a font of the office's own that has one character, a square
      const square = [
        { x: 0, y: 0, on: true },
        { x: 900, y: 0, on: true },
        { x: 900, y: 900, on: true },
        { x: 0, y: 900, on: true },
      ];
      writeFileSync(
        path.join(folder, 'fang.ttf'),
        trueType('own', new Map([['督'.codePointAt(0) ?? 0, { advance: 1_000, contours: [square] }]])),
      );
      // when a paper needs it and another
      const [own, other] = await outlines('督办', createFontMaker(folder));
      // then it is taken for the one, and the packages' for the other
      expect(own).toBeLessThan(7);
      expect(other).toBeGreaterThan(20);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
