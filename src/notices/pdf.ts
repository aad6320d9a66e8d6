import type { Content, ContentCanvas, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { createFontMaker } from './faces.ts';
import { BODY, LOOKS, PAGE, PITCH, POINTS, RED, sizeWithin } from './layout.ts';
import type { Block, FormRow, PaperDocument } from './paper.ts';
import { printPdf } from './pdf-printer.ts';
import { pdfGrid } from './pdf-table.ts';
import { qrPng } from './qr-png.ts';
import { type Sheet, sheetOf } from './sheet.ts';

/** Makes PDF files with the fonts in them. */
export interface PdfPress {
  /** The same bytes for the same paper. Throws PaperError `glyph-missing`. */
  print(paper: PaperDocument): Promise<Buffer>;
}

/** A press; `fontFolder` holds the office's own fonts, which then come first (fang, kai, song, hei, title; .ttf or .otf). */
export function createPdfPress({ fontFolder }: { readonly fontFolder?: string } = {}): PdfPress {
  const fonts = createFontMaker(fontFolder);
  return {
    async print(paper) {
      const sheet = sheetOf(paper);
      const definition = definitionOf(paper, sheet);
      return printPdf(definition, await fonts.make(sheet.texts));
    },
  };
}

function definitionOf(paper: PaperDocument, sheet: Sheet): TDocumentDefinitions {
  const imprint = imprintOf(paper, sheet);
  const content = [
    ...markOf(paper, sheet),
    ...contentOf(paper.blocks, sheet, imprint?.height),
    ...contentOf(paper.slip, sheet),
  ];
  const letterhead = paper.form === 'letter' ? letterheadOf(paper, sheet) : undefined;
  sheet.texts.set('song', `${sheet.texts.get('song') ?? ''}— 0123456789`);
  return {
    pageSize: 'A4',
    pageOrientation: paper.form === 'table' ? 'landscape' : 'portrait',
    pageMargins: sheet.margins,
    content,
    background: (page) => (page === 1 && letterhead !== undefined ? letterhead : null),
    footer: (page, pages) => {
      const number = page === 1 && paper.form === 'letter' ? [] : [pageNumber(page)];
      // The slip takes the last page for itself.
      const last = page === pages - (paper.slip.length > 0 ? 1 : 0);
      return { stack: [...(last && imprint !== undefined ? [imprint.node] : []), ...number] };
    },
    info: {
      title: paper.title,
      author: paper.issuer,
      creator: 'duban',
      producer: 'duban',
      // Part of the file's identity: the paper's own day, not that of its printing.
      creationDate: new Date(`${paper.issuedOn ?? '2000-01-01'}T00:00:00+08:00`),
    },
    defaultStyle: { font: 'song', fontSize: BODY },
    language: 'zh-CN',
  };
}

/** — 2 —, right on odd pages and left on even ones, one character from the edge, 7 mm below the text (§7.5). */
function pageNumber(page: number): Content {
  return {
    text: `— ${page} —`,
    font: 'song',
    fontSize: 14,
    alignment: page % 2 === 1 ? 'right' : 'left',
    margin: [PAGE.left * POINTS + 14, 7 * POINTS, PAGE.right * POINTS + 14, 0],
  };
}

/** Where a letter's mark and lines stand, in millimetres from the edge of the sheet (§10.1). */
const LETTER = { mark: 30, lines: 20, below: 4, bottom: 20 } as const;

function letterheadOf({ mark = '' }: PaperDocument, sheet: Sheet): Content {
  const size = sizeWithin(mark, LOOKS.mark.size, 150);
  const top = LETTER.mark * POINTS;
  const side = LETTER.lines * POINTS;
  const line = top + size + LETTER.below * POINTS;
  const foot = (PAGE.height - LETTER.bottom) * POINTS;
  const from = side;
  const to = PAGE.width * POINTS - side;
  return [
    { ...sheet.text('mark', mark, { size }), absolutePosition: { x: 0, y: top }, lineHeight: 1 },
    redLines([
      [from, to, line, 2],
      [from, to, line + 3, 0.7],
      [from, to, foot - 3, 0.7],
      [from, to, foot, 2],
    ]),
  ] as Content;
}

function redLines(lines: readonly (readonly [from: number, to: number, y: number, width: number])[]): ContentCanvas {
  return {
    absolutePosition: { x: 0, y: 0 },
    canvas: lines.map(([from, to, y, width]) => ({
      type: 'line',
      x1: from,
      y1: y,
      x2: to,
      y2: y,
      lineWidth: width,
      lineColor: `#${RED}`,
    })),
  };
}

/** Millimetres from the top of the type area to the mark of a document or of minutes (§7.2.4). */
const MARK_BELOW = 35;

function markOf({ form, mark }: PaperDocument, sheet: Sheet): readonly Content[] {
  if (mark === undefined) return [];
  if (form === 'letter') {
    const size = sizeWithin(mark, LOOKS.mark.size, 150);
    return [gap((LETTER.mark + LETTER.below - PAGE.top) * POINTS + size + 14)];
  }
  const size = sizeWithin(mark, 48, 150);
  return [
    gap(MARK_BELOW * POINTS),
    { ...(sheet.text('mark', mark, { size }) as object), lineHeight: 1 } as Content,
    gap(2 * PITCH),
  ];
}

function gap(height: number): Content {
  return {
    canvas: [{ type: 'rect', x: 0, y: 0, w: 0.1, h: 0.1, lineWidth: 0, color: '#ffffff' }],
    margin: [0, 0, 0, height - 0.1],
  };
}

/** `below`: points to be kept free under the last block, on its page. */
function contentOf(blocks: readonly Block[], sheet: Sheet, below = 0): readonly Content[] {
  const content: Content[] = [];
  let breaks = false;
  for (const block of blocks) {
    if (block.block === 'page') {
      breaks = true;
      continue;
    }
    const node = nodeOf(block, sheet);
    content.push(breaks ? ({ stack: [node], pageBreak: 'before' } as Content) : node);
    breaks = false;
  }
  const last = content.pop();
  if (last === undefined) return content;
  // A table may be longer than a page: it cannot be held together with what is below.
  const torn = ['grid', 'form'].includes(blocks.at(-1)?.block ?? '');
  if (below === 0) content.push(last);
  else content.push(...(torn ? [last, gap(below)] : [{ stack: [last, gap(below)], unbreakable: true }]));
  return content;
}

function nodeOf(block: Exclude<Block, { block: 'page' }>, sheet: Sheet): Content {
  switch (block.block) {
    case 'line':
      return sheet.text(block.role, block.text, block);
    case 'space':
      return gap(block.lines * PITCH);
    case 'rule':
      return {
        canvas: [{ type: 'line', x1: 0, y1: 0, x2: sheet.width, y2: 0, lineWidth: 1.6, lineColor: `#${RED}` }],
        margin: [0, 4 * POINTS - 6, 0, 2],
      };
    case 'qr':
      return {
        image: `data:image/png;base64,${qrPng(block.text).toString('base64')}`,
        width: block.millimetres * POINTS,
      };
    case 'together':
      return { stack: [...contentOf(block.blocks, sheet)], unbreakable: true };
    case 'grid': {
      const { columns, rows } = block;
      const head = columns.map(({ label }) => ({ role: 'cellHead' as const, lines: [label] }));
      const cells = rows.map((row) => row.map((text) => ({ role: 'cell' as const, lines: text.split('\n') })));
      return pdfGrid(
        columns.map(({ share }) => share),
        [head, ...cells],
        sheet,
        1,
      );
    }
    case 'form':
      return pdfGrid([3, 9], block.rows.map(formCells), sheet, 0);
    default: {
      const never: never = block;
      return never;
    }
  }
}

function formCells({ label, lines }: FormRow) {
  return [
    { role: 'cellLabel' as const, lines: [label] },
    { role: 'cell' as const, lines },
  ];
}

/** The imprint at the foot of the text's last page, and the room it takes there. */
interface Imprint {
  readonly node: Content;
  readonly height: number;
}

function imprintOf({ imprint, form }: PaperDocument, sheet: Sheet): Imprint | undefined {
  if (imprint.length === 0) return undefined;
  const { size, pitch } = LOOKS.imprint;
  const perLine = Math.floor(sheet.width / size) - 2;
  const lines = imprint.reduce(
    (sum, { text, end }) => sum + Math.ceil((text.length + (end?.length ?? 0)) / perLine),
    0,
  );
  const height = lines * pitch + imprint.length + 4;
  const outer = [0, imprint.length];
  const table: Content = {
    table: { widths: [sheet.width], body: imprint.map((line) => [sheet.text('imprint', line.text, line)]) },
    layout: {
      // A letter's imprint has no rules (§10.1).
      hLineWidth: (i) => (form === 'letter' ? 0 : outer.includes(i) ? 1 : 0.7),
      vLineWidth: () => 0,
      paddingLeft: () => 0,
      paddingRight: () => 0,
      paddingTop: () => 1,
      paddingBottom: () => 0,
    },
  };
  return { node: { stack: [table], relativePosition: { x: sheet.margins[0], y: -height } }, height };
}
