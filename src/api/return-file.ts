import exceljs from 'exceljs';
import type { Day } from '../core/instant.ts';
import { MEASURE_ROWS } from '../core/monthly/rows.ts';
import type { ReturnRow } from '../core/monthly/wording.ts';
import { DOCX_TYPE, type PaperFile } from '../ledger/notices.ts';
import type { RecordedReturn, ReturnHead, ReturnStage } from '../ledger/return-read.ts';
import { checkpointQr } from '../notices/checkpoint-qr.ts';
import { renderDocx } from '../notices/docx.ts';
import { printed } from '../notices/field-types.ts';
import type { Block } from '../notices/paper.ts';
import { plainText } from '../notices/plain-text.ts';
import { printedDay } from '../notices/printed-words.ts';
import { qrPng } from '../notices/qr-png.ts';
import { harmless, XLSX_TYPE } from './xlsx.ts';

/** The annex as 泉港山〔2020〕119号 prints it. */
const TITLE = '安全生产“9+6”工作机制落实情况汇总表';
const UNCONFIRMED = '（未经确认）';
const QR_NOTE = '存证点二维码：扫码可核对本表所据记录';
const QR_MILLIMETRES = 32;

/** Everything that a return is printed from. */
export interface PrintedReturn {
  readonly recorded: RecordedReturn;
  /** The day on which it was filled in. */
  readonly filledOn: Day;
  /** The newest signed checkpoint; absent: there is none yet. */
  readonly checkpoint: string | undefined;
}

/** The return as a Word file in the annex's form: a table across the page, and the checkpoint's QR code below. */
export async function returnDocx({ recorded, filledOn, checkpoint }: PrintedReturn): Promise<PaperFile> {
  const grid = tableOf(recorded.rows);
  const blocks: readonly Block[] = [
    { block: 'line', role: 'title', text: `${TITLE}${recorded.unconfirmed ? UNCONFIRMED : ''}` },
    { block: 'line', role: 'plain', text: plainText(headLine(recorded, filledOn)) },
    { block: 'grid', ...grid },
    ...(checkpoint === undefined
      ? []
      : ([
          { block: 'line', role: 'plain', text: QR_NOTE },
          { block: 'qr', text: checkpointQr(checkpoint).text, millimetres: QR_MILLIMETRES },
        ] as const)),
  ];
  const content = await renderDocx({
    form: 'table',
    title: `${TITLE} ${recorded.name} ${recorded.month}`,
    issuer: recorded.name,
    issuedOn: filledOn,
    blocks,
    imprint: [],
    slip: [],
  });
  return { filename: `${fileName(recorded)}.docx`, contentType: DOCX_TYPE, content };
}

/** The return as a workbook in the annex's form; the street's also shows who sent in what, and a sheet for each organisation. */
export async function returnXlsx(
  { recorded, filledOn, checkpoint }: PrintedReturn,
  others: readonly (ReturnHead & Partial<RecordedReturn>)[] = [],
): Promise<PaperFile> {
  const book = new exceljs.Workbook();
  // Part of the file's identity: its own day, not that of its making.
  book.created = new Date(`${filledOn}T00:00:00+08:00`);
  book.modified = book.created;
  addTable(book, '汇总表', recorded, filledOn, checkpoint);
  if (others.length > 0) addOverview(book, others);
  for (const other of others)
    if (other.rows !== undefined) addTable(book, sheetName(other.name), other as RecordedReturn, filledOn, undefined);
  const content = Buffer.from(await book.xlsx.writeBuffer());
  return { filename: `${fileName(recorded)}.xlsx`, contentType: XLSX_TYPE, content };
}

const THIN = { style: 'thin' } as const;
const BORDER = { top: THIN, bottom: THIN, left: THIN, right: THIN };
const WIDTHS = [6, 20, 48, 34, 12, 12, 28];

function addTable(
  book: exceljs.Workbook,
  name: string,
  recorded: RecordedReturn,
  filledOn: Day,
  checkpoint: string | undefined,
): void {
  const { columns, rows } = tableOf(recorded.rows);
  const sheet = book.addWorksheet(name, {
    pageSetup: {
      paperSize: 9,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '3:3',
    },
    views: [{ state: 'frozen', ySplit: 3 }],
  });
  sheet.columns = WIDTHS.map((width) => ({ width }));
  sheet.mergeCells(1, 1, 1, columns.length);
  const title = sheet.getCell(1, 1);
  title.value = `${TITLE}${recorded.unconfirmed ? UNCONFIRMED : ''}`;
  title.font = { name: '方正小标宋简体', size: 18 };
  title.alignment = { horizontal: 'center', vertical: 'middle' };
  sheet.getRow(1).height = 32;
  sheet.mergeCells(2, 1, 2, columns.length);
  sheet.getCell(2, 1).value = harmless(headLine(recorded, filledOn));
  for (const [i, cells] of [columns.map(({ label }) => label), ...rows].entries()) {
    const row = sheet.getRow(3 + i);
    for (const [n, text] of cells.entries()) {
      const cell = row.getCell(n + 1);
      cell.value = n === 0 && i > 0 ? Number(text) : harmless(text);
      cell.border = BORDER;
      cell.font = i === 0 ? { name: '黑体', size: 11 } : { name: '仿宋_GB2312', size: 11 };
      cell.alignment = { wrapText: true, vertical: 'middle', horizontal: i === 0 || n === 0 ? 'center' : 'left' };
    }
  }
  if (checkpoint === undefined) return;
  const below = 3 + rows.length + 2;
  sheet.getCell(below, 1).value = QR_NOTE;
  const image = book.addImage({
    base64: qrPng(checkpointQr(checkpoint).text).toString('base64'),
    extension: 'png',
  });
  sheet.addImage(image, { tl: { col: 0, row: below }, ext: { width: 120, height: 120 } });
}

const STAGES: { readonly [Stage in ReturnStage]: string } = {
  missing: '未起草',
  draft: '草稿',
  signed: '已签发',
  submitted: '已报送',
};

/** 报送情况: who sent in what, and whose return nobody confirmed. */
function addOverview(book: exceljs.Workbook, others: readonly ReturnHead[]): void {
  const sheet = book.addWorksheet('报送情况', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = [28, 12, 14, 28, 28, 14].map((width) => ({ width }));
  sheet.addRow(['单位', '状态', '期限', '签发时间', '报送时间', '备注']).font = { bold: true };
  for (const { name, stage, dueDay = '', signedAt = '', submittedAt = '', unconfirmed } of others)
    sheet.addRow([harmless(name), STAGES[stage], dueDay, signedAt, submittedAt, unconfirmed ? '未经确认' : '']);
}

/** A sheet's name may not hold these, nor more than 31 characters. */
function sheetName(name: string): string {
  return name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31);
}

function headLine({ name }: RecordedReturn, filledOn: Day): string {
  return `单位（盖章）：${name}　　　　时间：${printedDay(filledOn)}`;
}

function fileName({ name, month }: RecordedReturn): string {
  return `“9+6”汇总表-${name}-${month}`;
}

/** The annex's table: its seven columns, fifteen rows. */
function tableOf(rows: readonly ReturnRow[]) {
  const value = rows.map(({ measure, done, next, leader, officer, remark, words, drawnDone, drawnNext }) => {
    const marks = [remark, drawnDone === undefined && drawnNext === undefined ? '' : '文字经填报单位修改'];
    return {
      measure: MEASURE_ROWS.find((row) => row.measure === measure)?.title ?? String(measure),
      done: words === '' ? done : `${done}补充：${words}`,
      next,
      leader,
      officer,
      remark: marks.filter((mark) => mark !== '').join('；') || '—',
    };
  });
  const table = printed('measureRows', value);
  if (table.as !== 'grid') throw new TypeError('the rows of a return are a table');
  return { columns: table.columns, rows: table.rows.map((row) => row.map(plainText)) };
}
