import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  ImageRun,
  type ISectionOptions,
  LineRuleType,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  type Table,
  TabStopType,
  TextRun,
} from 'docx';
import { type DocxCell, docxGrid, ruledRows } from './docx-table.ts';
import {
  BODY,
  FONT_NAMES,
  LOOKS,
  type Look,
  PAGE,
  PITCH,
  RED,
  type Role,
  sizeWithin,
  TRACKING,
  TWIPS,
} from './layout.ts';
import type { Block, PaperDocument } from './paper.ts';
import { qrPng } from './qr-png.ts';
import { withoutTimes } from './zip-times.ts';

/** A Word file that an office may go on editing: the same bytes for the same paper. */
export async function renderDocx(paper: PaperDocument): Promise<Buffer> {
  const document = new Document({
    evenAndOddHeaderAndFooters: true,
    title: paper.title,
    creator: paper.issuer,
    lastModifiedBy: paper.issuer,
    styles: { default: { document: { run: { font: fontOf('fang'), size: 32 }, paragraph: {} } } },
    sections: [sectionOf(paper)],
  });
  const core = { path: 'docProps/core.xml', data: coreXml(paper) };
  return withoutTimes(await Packer.toBuffer(document, undefined, [core]));
}

/** Day and names come from the paper: the library would write down the moment of printing. */
function coreXml({ title, issuer, issuedOn = '2000-01-01' }: PaperDocument): string {
  const moment = `${issuedOn}T00:00:00+08:00`;
  const spaces = [
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"',
    'xmlns:dc="http://purl.org/dc/elements/1.1/"',
    'xmlns:dcterms="http://purl.org/dc/terms/"',
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
  ];
  const date = (what: string) => `<dcterms:${what} xsi:type="dcterms:W3CDTF">${moment}</dcterms:${what}>`;
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    `<cp:coreProperties ${spaces.join(' ')}>`,
    `<dc:title>${escaped(title)}</dc:title><dc:creator>${escaped(issuer)}</dc:creator>`,
    `${date('created')}${date('modified')}</cp:coreProperties>`,
  ].join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const twips = (millimetres: number) => Math.round(millimetres * TWIPS);

function sectionOf(paper: PaperDocument): ISectionOptions {
  const wide = paper.form === 'table';
  const letter = paper.form === 'letter';
  return {
    properties: {
      titlePage: letter,
      page: {
        size: {
          width: twips(PAGE.width),
          height: twips(PAGE.height),
          orientation: wide ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
        },
        margin: {
          top: twips(wide ? PAGE.right : PAGE.top),
          bottom: twips(wide ? PAGE.left : PAGE.bottom),
          left: twips(wide ? PAGE.top : PAGE.left),
          right: twips(wide ? PAGE.bottom : PAGE.right),
          header: twips(letter ? 30 : 15),
          footer: twips(letter ? 20 : 25),
        },
      },
    },
    ...(letter ? { headers: { first: letterhead(paper) } } : {}),
    footers: {
      default: pageNumber(AlignmentType.RIGHT),
      even: pageNumber(AlignmentType.LEFT),
      ...(letter ? { first: new Footer({ children: [redLine('foot')] }) } : {}),
    },
    children: [
      ...(letter ? [] : markOf(paper)),
      ...paper.blocks.flatMap((block) => nodesOf(block, wide)),
      ...imprintOf(paper),
      ...paper.slip.flatMap((block) => nodesOf(block, wide)),
    ],
  };
}

function letterhead({ mark = '' }: PaperDocument): Header {
  const size = sizeWithin(mark, LOOKS.mark.size, 150);
  return new Header({
    children: [paragraph('mark', mark, { size }), redLine('head'), new Paragraph({ spacing: exact(14) })],
  });
}

/** The double line of a letter, 170 mm wide; thick side outwards (§10.1). */
function redLine(where: 'head' | 'foot'): Paragraph {
  const style = where === 'head' ? BorderStyle.THICK_THIN_SMALL_GAP : BorderStyle.THIN_THICK_SMALL_GAP;
  const side = { style, color: RED, size: 24, space: 1 };
  return new Paragraph({
    spacing: exact(8),
    indent: { left: -twips(PAGE.left - 20), right: -twips(PAGE.right - 20) },
    border: where === 'head' ? { bottom: side } : { top: side },
  });
}

function pageNumber(alignment: (typeof AlignmentType)[keyof typeof AlignmentType]): Footer {
  const children = ['— ', PageNumber.CURRENT, ' —'];
  const run = new TextRun({ children, font: fontOf('song'), size: 28 });
  return new Footer({ children: [new Paragraph({ alignment, indent: { left: 280, right: 280 }, children: [run] })] });
}

function markOf({ mark }: PaperDocument): Paragraph[] {
  if (mark === undefined) return [];
  const size = sizeWithin(mark, 48, 150);
  const line = { ...LOOKS.mark, size, pitch: size * 1.3 };
  return [spacer(99), looking(line, mark), spacer(2 * PITCH)];
}

type Node = Paragraph | Table;

function nodesOf(block: Block, wide: boolean): Node[] {
  switch (block.block) {
    case 'line':
      return [paragraph(block.role, block.text, block)];
    case 'space':
      return Array.from({ length: block.lines }, () => spacer(PITCH));
    case 'rule':
      return [
        new Paragraph({
          spacing: exact(12),
          border: { bottom: { style: BorderStyle.SINGLE, color: RED, size: 13, space: 1 } },
        }),
      ];
    case 'qr': {
      const side = Math.round((block.millimetres / 25.4) * 96);
      const run = new ImageRun({ type: 'png', data: qrPng(block.text), transformation: { width: side, height: side } });
      return [new Paragraph({ children: [run] })];
    }
    case 'page':
      return [new Paragraph({ pageBreakBefore: true, spacing: exact(1) })];
    case 'together':
      return block.blocks.flatMap((one, i) =>
        one.block === 'line'
          ? [paragraph(one.role, one.text, { ...one, keepNext: i < block.blocks.length - 1 })]
          : nodesOf(one, wide),
      );
    case 'grid': {
      const head = block.columns.map(({ label }): DocxCell => ({ role: 'cellHead', lines: [label] }));
      const rows = block.rows.map((row) => row.map((text): DocxCell => ({ role: 'cell', lines: text.split('\n') })));
      return [
        docxGrid(
          block.columns.map(({ share }) => share),
          [head, ...rows],
          { wide, headRows: 1, paragraph },
        ),
        spacer(8),
      ];
    }
    case 'form': {
      const rows = block.rows.map(({ label, lines }): DocxCell[] => [
        { role: 'cellLabel', lines: [label] },
        { role: 'cell', lines },
      ]);
      return [docxGrid([3, 9], rows, { wide, headRows: 0, paragraph }), spacer(8)];
    }
    default: {
      const never: never = block;
      return never;
    }
  }
}

function imprintOf({ imprint, form }: PaperDocument): Node[] {
  if (imprint.length === 0) return [];
  const lines = imprint.map((line) => paragraph('imprint', line.text, line));
  return [spacer(PITCH), form === 'letter' ? lines : [ruledRows(lines)]].flat();
}

const exact = (points: number) => ({
  line: Math.round(points * 20),
  lineRule: LineRuleType.EXACT,
  before: 0,
  after: 0,
});
const spacer = (points: number) => new Paragraph({ spacing: exact(points), children: [] });

function fontOf(face: Look['face']) {
  const name = FONT_NAMES[face];
  return { ascii: name, eastAsia: name, hAnsi: name, cs: name };
}

const ALIGN = {
  left: AlignmentType.LEFT,
  right: AlignmentType.RIGHT,
  center: AlignmentType.CENTER,
  both: AlignmentType.BOTH,
} as const;

interface Special {
  readonly size?: number;
  readonly right?: number;
  readonly end?: string;
  readonly keepNext?: boolean;
}

function paragraph(role: Role, text: string, { size, right, ...more }: Special = {}): Paragraph {
  const look = LOOKS[role];
  const changed = { ...look, ...(size === undefined ? {} : { size }), ...(right === undefined ? {} : { right }) };
  return looking(changed, text, more);
}

function looking(look: Look, text: string, { end, keepNext = false }: Special = {}): Paragraph {
  const { face, size, align, pitch, left = 0, right = 0, firstLine = 0, red } = look;
  const characters = (count: number) => Math.round(count * size * 20);
  const edge = twips(PAGE.width - PAGE.left - PAGE.right);
  return new Paragraph({
    alignment: ALIGN[align],
    spacing: exact(pitch),
    keepNext,
    ...(end === undefined ? {} : { tabStops: [{ type: TabStopType.RIGHT, position: edge - characters(right) }] }),
    indent: { left: characters(left), right: characters(right), firstLine: characters(firstLine) },
    children: [
      new TextRun({
        text: end === undefined ? text : `${text}\t${end}`,
        font: fontOf(face),
        size: size * 2,
        // 28 characters to a line of 156 mm: each is set a little closer than its size. A grid would widen the tables too.
        ...(size === BODY ? { characterSpacing: Math.round(TRACKING * 20) } : {}),
        ...(red ? { color: RED } : {}),
      }),
    ],
  });
}
