import { PassThrough, type Readable } from 'node:stream';
import exceljs from 'exceljs';

/** What a spreadsheet file is called on the wire. */
export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A column: its Chinese heading, its width in characters. */
export interface SheetColumn {
  readonly heading: string;
  readonly width: number;
}

/** What a cell may hold; undefined leaves it empty. */
export type Cell = string | number | undefined;

/**
 * A workbook of one sheet as it is being written: rows come when the reader takes them, so that its length costs no memory. The first row is
 * frozen and filtered. An error of the rows breaks the stream off.
 */
export function sheetStream(
  name: string,
  columns: readonly SheetColumn[],
  rows: AsyncIterable<readonly Cell[]>,
): Readable {
  const out = new PassThrough();
  void write(out, name, columns, rows).catch((error) => out.destroy(error));
  return out;
}

async function write(
  out: PassThrough,
  name: string,
  columns: readonly SheetColumn[],
  rows: AsyncIterable<readonly Cell[]>,
): Promise<void> {
  const book = new exceljs.stream.xlsx.WorkbookWriter({ stream: out, useSharedStrings: false, useStyles: true });
  const sheet = book.addWorksheet(name, {
    views: [{ state: 'frozen', ySplit: 1 }],
    pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  });
  sheet.columns = columns.map(({ width }) => ({ width }));
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: columns.length } };
  const head = sheet.addRow(columns.map(({ heading }) => heading));
  head.font = { bold: true };
  head.commit();
  for await (const row of rows) {
    if (out.destroyed) return;
    sheet.addRow(row.map((cell) => (typeof cell === 'string' ? harmless(cell) : (cell ?? null)))).commit();
    if (out.writableNeedDrain) await drained(out);
  }
  sheet.commit();
  await book.commit();
}

function drained(out: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      out.off('drain', go);
      out.off('close', go);
      resolve();
    };
    out.on('drain', go);
    out.on('close', go);
  });
}

/** Text that a spreadsheet would take for a formula is marked as text (OWASP, CSV injection), and what XML cannot hold is left out. */
export function harmless(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 forbids
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').slice(0, 32_000);
  return /^[=+\-@\t\r]/.test(clean) ? `'${clean}` : clean;
}
