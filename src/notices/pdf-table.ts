import type { Content, ContentTable } from 'pdfmake/interfaces.js';
import { fitsOnPages, LOOKS, type Role } from './layout.ts';
import type { Sheet } from './sheet.ts';

/** A cell: paragraphs in the look of a role. */
export interface PdfCell {
  readonly role: Extract<Role, 'cell' | 'cellHead' | 'cellLabel'>;
  readonly lines: readonly string[];
}

const SIDE = 5;
const RULE = 0.8;

/** A ruled table over the whole width; columns by their shares, the first `headRows` rows again on every page. */
export function pdfGrid(
  shares: readonly number[],
  rows: readonly (readonly PdfCell[])[],
  sheet: Sheet,
  headRows: number,
): ContentTable {
  const sum = shares.reduce((total, share) => total + share, 0);
  const usable = sheet.width - RULE * (shares.length + 1) - 2 * SIDE * shares.length;
  return {
    // A line's room is below its characters: what follows a table needs some of its own above.
    margin: [0, 2, 0, 10],
    table: {
      headerRows: headRows,
      dontBreakRows: fitsOnPages(rows),
      widths: shares.map((share) => (usable * share) / sum),
      body: rows.map((row) => row.map((cell) => cellOf(cell, sheet, headRows === 0))),
    },
    layout: {
      hLineWidth: () => RULE,
      vLineWidth: () => RULE,
      paddingLeft: () => SIDE,
      paddingRight: () => SIDE,
      paddingTop: () => 5,
      paddingBottom: () => 1,
    },
  };
}

function cellOf({ role, lines }: PdfCell, sheet: Sheet, centred: boolean): Content {
  // An empty cell is one to write in: it keeps the height of two lines.
  if (lines.length === 0)
    return { text: ' ', font: LOOKS[role].face, fontSize: 12, lineHeight: (2 * LOOKS[role].pitch) / 12 };
  return {
    stack: lines.map((text) => sheet.text(role, text)),
    ...(role === 'cell' && !centred ? {} : { verticalAlignment: 'middle' }),
  };
}
