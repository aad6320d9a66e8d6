import {
  BorderStyle,
  HeightRule,
  type Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlign,
  WidthType,
} from 'docx';
import { fitsOnPages, LOOKS, PAGE, type Role, TWIPS } from './layout.ts';

/** A cell: paragraphs in the look of a role. */
export interface DocxCell {
  readonly role: Extract<Role, 'cell' | 'cellHead' | 'cellLabel'>;
  readonly lines: readonly string[];
}

const LINE = { style: BorderStyle.SINGLE, size: 6, color: '000000' };
const NONE = { style: BorderStyle.NONE, size: 0, color: 'auto' };
const RULED = { top: LINE, bottom: LINE, left: LINE, right: LINE, insideHorizontal: LINE, insideVertical: LINE };

interface GridOptions {
  /** The page lies on its side. */
  readonly wide: boolean;
  /** Rows that are repeated on every page. */
  readonly headRows: number;
  readonly paragraph: (role: Role, text: string) => Paragraph;
}

/** A ruled table over the whole width; columns by their shares. */
export function docxGrid(
  shares: readonly number[],
  rows: readonly (readonly DocxCell[])[],
  { wide, headRows, paragraph }: GridOptions,
): Table {
  const width = Math.round((wide ? PAGE.height - PAGE.top - PAGE.bottom : PAGE.width - PAGE.left - PAGE.right) * TWIPS);
  const whole = fitsOnPages(rows);
  const sum = shares.reduce((total, share) => total + share, 0);
  const widths = shares.map((share) => Math.floor((width * share) / sum));
  return new Table({
    width: { size: width, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    borders: RULED,
    rows: rows.map(
      (row, i) =>
        new TableRow({
          tableHeader: i < headRows,
          cantSplit: whole,
          // An empty cell is one to write in.
          ...(row.some((cell) => cell.lines.length === 0)
            ? { height: { value: 2 * LOOKS.cell.pitch * 20, rule: HeightRule.ATLEAST } }
            : {}),
          children: row.map(
            (cell, column) =>
              new TableCell({
                width: { size: widths[column] ?? 0, type: WidthType.DXA },
                margins: { top: 60, bottom: 60, left: 100, right: 100 },
                ...(headRows === 0 || i < headRows ? { verticalAlign: VerticalAlign.CENTER } : {}),
                children: (cell.lines.length === 0 ? [''] : cell.lines).map((text) => paragraph(cell.role, text)),
              }),
          ),
        }),
    ),
  });
}

/** 版记: lines with a rule above, below and between (§7.4). */
export function ruledRows(lines: readonly Paragraph[]): Table {
  const width = Math.round((PAGE.width - PAGE.left - PAGE.right) * TWIPS);
  return new Table({
    width: { size: width, type: WidthType.DXA },
    columnWidths: [width],
    layout: TableLayoutType.FIXED,
    borders: { ...RULED, left: NONE, right: NONE, insideVertical: NONE },
    rows: lines.map(
      (line) =>
        new TableRow({
          cantSplit: true,
          children: [new TableCell({ width: { size: width, type: WidthType.DXA }, children: [line] })],
        }),
    ),
  });
}
