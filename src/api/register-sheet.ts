import exceljs from 'exceljs';
import type { Json, JsonObject } from '../core/index.ts';
import type { Register, RegisterField } from '../core/rules/registers.ts';
import type { ImportRow, RowProblem } from '../ledger/registers.ts';
import { harmless } from './xlsx.ts';
import { unpacksWithin } from './zip-size.ts';

/** A file of more rows is refused: it is to be split. */
export const MOST_ROWS = 20_000;
/** Unpacked; a sheet of so many rows is a third of it, and a small file that is made to unpack to gigabytes is not read. */
const MOST_UNPACKED = 100 * 1024 * 1024;

const SHEET = '登记';
const CHOICES = '选项';
const HELP = '填写说明';
/** So many rows of a template have drop-downs and formats. */
const PREPARED_ROWS = 2_000;

/** The template of a register as bytes of a workbook: one column a field, drop-downs for choices, a sheet that explains. */
export async function templateOf(register: Register): Promise<Buffer> {
  const book = new exceljs.Workbook();
  const sheet = book.addWorksheet(SHEET, { views: [{ state: 'frozen', ySplit: 1 }] });
  const choices = book.addWorksheet(CHOICES, { state: 'hidden' });
  sheet.columns = register.fields.map((field) => ({ header: headingOf(field), width: widthOf(field) }));
  sheet.getRow(1).font = { bold: true };
  for (const [i, field] of register.fields.entries()) prepare(sheet, choices, field, i + 1);
  const help = book.addWorksheet(HELP);
  help.columns = [
    { header: '栏目', width: 24 },
    { header: '必填', width: 8 },
    { header: '怎么填', width: 80 },
  ];
  help.getRow(1).font = { bold: true };
  for (const field of register.fields)
    help.addRow([
      field.label,
      field.required ? '是' : '',
      harmless([howTo(field), field.help].filter(Boolean).join('；')),
    ]);
  if (register.about) help.addRow([]).getCell(1).value = harmless(register.about);
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** Rows of a filled-in template, or what is wrong with the file; a row that cannot be read is among the problems. */
export interface SheetRead {
  readonly rows: readonly ImportRow[];
  readonly problems: readonly RowProblem[];
}

/** Reads a workbook that people filled in; row numbers are those of the sheet. */
export async function readSheet(register: Register, bytes: Buffer): Promise<SheetRead> {
  if (!(await unpacksWithin(bytes, MOST_UNPACKED)))
    return failed('不是可以打开的 Excel 文件（.xlsx），或展开后过大，请用模板另存后重试');
  const book = new exceljs.Workbook();
  try {
    await book.xlsx.load(bytes as unknown as Parameters<typeof book.xlsx.load>[0]);
  } catch {
    return failed('不是可以打开的 Excel 文件（.xlsx），请用模板另存后重试');
  }
  const sheet = book.getWorksheet(SHEET) ?? book.worksheets.find((one) => one.state === 'visible');
  if (sheet === undefined || sheet.rowCount < 1) return failed('文件中没有工作表，请使用模板');
  if (sheet.rowCount - 1 > MOST_ROWS) return failed(`超过 ${MOST_ROWS} 行，请拆成几个文件`);
  const columns = columnsOf(register, sheet.getRow(1));
  if ('problems' in columns) return { rows: [], problems: columns.problems };
  const rows: ImportRow[] = [];
  const problems: RowProblem[] = [];
  sheet.eachRow({ includeEmpty: false }, (row, number) => {
    if (number === 1) return;
    const read = readRow(columns.fields, row, number);
    if (read.empty) return;
    problems.push(...read.problems);
    rows.push({ row: number, fields: read.fields });
  });
  if (rows.length === 0 && problems.length === 0) return failed('没有填写任何一行');
  return { rows, problems };
}

function failed(message: string): SheetRead {
  return { rows: [], problems: [{ row: 0, field: '', message }] };
}

function headingOf(field: RegisterField): string {
  return field.required ? `${field.label}*` : field.label;
}

/** Columns by their headings, in any order; a column too many, twice or missing is said. */
function columnsOf(
  register: Register,
  head: exceljs.Row,
): { readonly fields: ReadonlyMap<number, RegisterField> } | { readonly problems: readonly RowProblem[] } {
  const problems: RowProblem[] = [];
  const fields = new Map<number, RegisterField>();
  const say = (message: string) => problems.push({ row: 1, field: '', message });
  head.eachCell((cell, column) => {
    if (cell.isMerged) return void say(`表头第 ${column} 列是合并单元格，请取消合并`);
    const heading = textOf(cell.value).replace(/[*＊\s]/g, '');
    if (heading === '') return;
    const field = register.fields.find((one) => one.label.replace(/\s/g, '') === heading || one.name === heading);
    if (field === undefined) say(`没有“${heading}”这一栏，请使用模板的表头`);
    else if ([...fields.values()].includes(field)) say(`“${heading}”这一栏出现了两次`);
    else fields.set(column, field);
  });
  for (const field of register.fields)
    if (field.required && ![...fields.values()].includes(field)) say(`缺少必填的“${field.label}”这一栏`);
  return problems.length > 0 ? { problems } : { fields };
}

function readRow(
  columns: ReadonlyMap<number, RegisterField>,
  row: exceljs.Row,
  number: number,
): { readonly empty: boolean; readonly fields: JsonObject; readonly problems: readonly RowProblem[] } {
  const fields: Record<string, Json> = {};
  const problems: RowProblem[] = [];
  let empty = true;
  for (const [column, field] of columns) {
    const cell = row.getCell(column);
    if (cell.isMerged)
      problems.push({ row: number, field: field.name, message: `${field.label}是合并单元格，请取消合并后逐行填写` });
    const value = contentOf(cell.value);
    if (value === undefined || value === '') continue;
    empty = false;
    if (value instanceof Error)
      problems.push({ row: number, field: field.name, message: `${field.label}：${value.message}` });
    else fields[field.name] = asField(field, value);
  }
  return { empty, fields, problems };
}

type Plain = string | number | boolean | Date;

/** What a cell shows: the result of a formula, the letters of rich text. */
function contentOf(value: exceljs.CellValue): Plain | Error | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value.trim();
  if (typeof value !== 'object' || value instanceof Date) return value as Plain;
  if ('error' in value) return new Error('单元格是错误值，请改正');
  if ('richText' in value)
    return value.richText
      .map(({ text }) => text)
      .join('')
      .trim();
  if ('hyperlink' in value) return String(value.text).trim();
  if ('result' in value) return contentOf(value.result as exceljs.CellValue);
  if ('formula' in value || 'sharedFormula' in value) return new Error('公式没有结果，请改成值');
  return undefined;
}

function textOf(value: exceljs.CellValue): string {
  const plain = contentOf(value);
  return plain === undefined || plain instanceof Error ? '' : String(plain);
}

/** The value as the register takes it; what does not fit is left as it is, and the register's own check says so. */
function asField(field: RegisterField, value: Plain): Json {
  if (field.type === 'group')
    return String(value)
      .split(/[;；\n]/)
      .map((one) => partsOf(field, one))
      .filter(some);
  if (!field.list) return one(field, value);
  return String(value)
    .split(/[、;；\n]/)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => one(field, text));
}

function some(value: Json): boolean {
  return Object.keys(value as object).length > 0;
}

/** `围堰|完好`: the parts of a group in their order. */
function partsOf(field: RegisterField, text: string): JsonObject {
  const cells = text.split(/[|｜]/).map((cell) => cell.trim());
  return Object.fromEntries(
    (field.parts ?? []).flatMap((part, i) => {
      const cell = cells[i];
      return cell === undefined || cell === '' ? [] : [[part.name, one(part, cell)]];
    }),
  );
}

function one({ type, values }: Pick<RegisterField, 'type' | 'values'>, value: Plain): Json {
  if (value instanceof Date) return type === 'instant' ? `${wallDay(value)}T${wallTime(value)}+08:00` : wallDay(value);
  switch (type) {
    case 'enum':
      return values?.find((choice) => choice.label === value || choice.value === value)?.value ?? String(value);
    case 'yesNo':
      return value === '是' ? true : value === '否' ? false : value;
    case 'int':
    case 'number':
    case 'money':
      return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    default:
      return typeof value === 'boolean' ? value : String(value);
  }
}

/** A workbook's date has no zone: what is written there is the wall clock. */
function wallDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function wallTime(date: Date): string {
  return date.toISOString().slice(11, 19);
}

function widthOf(field: RegisterField): number {
  return Math.max(12, Math.min(36, field.label.length * 2 + 6));
}

function prepare(sheet: exceljs.Worksheet, choices: exceljs.Worksheet, field: RegisterField, column: number): void {
  const letter = sheet.getColumn(column).letter;
  const range = `${letter}2:${letter}${PREPARED_ROWS + 1}`;
  if (field.help) sheet.getCell(1, column).note = field.help;
  if (field.type === 'day' && !field.list) sheet.getColumn(column).numFmt = 'yyyy-mm-dd';
  // Numbers of organisations and codes keep their leading zeros.
  else if (!['int', 'number', 'money'].includes(field.type)) sheet.getColumn(column).numFmt = '@';
  const options =
    field.type === 'yesNo' ? ['是', '否'] : field.list ? [] : (field.values ?? []).map(({ label }) => label);
  if (options.length === 0) return;
  for (const [i, option] of options.entries()) choices.getCell(i + 1, column).value = option;
  // The model has the list of a whole range only under an internal name.
  (
    sheet as unknown as { dataValidations: { add(range: string, rule: exceljs.DataValidation): void } }
  ).dataValidations.add(range, {
    type: 'list',
    allowBlank: !field.required,
    formulae: [`${CHOICES}!$${letter}$1:$${letter}$${options.length}`],
    showErrorMessage: true,
    errorTitle: field.label,
    error: `只能是：${options.join('、')}`.slice(0, 250),
  });
}

/** How a column is filled in, in words. */
function howTo(field: RegisterField): string {
  const several = field.list ? '，多个用顿号或分号隔开' : '';
  switch (field.type) {
    case 'day':
      return `日期，例如 2025-06-30${several}`;
    case 'instant':
      return `时间，例如 2025-06-30T09:00:00+08:00${several}`;
    case 'enum':
      return `只能是：${(field.values ?? []).map(({ label }) => label).join('、')}${several}`;
    case 'yesNo':
      return '是 或 否';
    case 'int':
      return '整数';
    case 'number':
    case 'money':
      return '数字';
    case 'group':
      return `每项写成 ${(field.parts ?? []).map(({ label }) => label).join('|')}，多项用分号或换行隔开`;
    case 'organisation':
    case 'unit':
    case 'person':
      return `已登记的编号${several}`;
    case 'post':
      return `岗位，或 岗位@单位编号${several}`;
    case 'entry':
      return `已登记的编号${several}`;
    case 'case':
      return `案件编号${several}`;
    case 'blob':
      return `已上传文件的校验值${several}`;
    default:
      return `文字${several}`;
  }
}

/** Cells of an entry for an export, in the order of its fields. */
export function cellsOf(register: Register, fields: JsonObject): readonly (string | number | undefined)[] {
  return register.fields.map((field) => shown(field, fields[field.name]));
}

/** A value as people read it. */
export function shown(field: RegisterField, value: Json | undefined): string | number | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value))
    return value.map((one) => shown(field, one as Json) ?? '').join(field.type === 'group' ? '；' : '、');
  if (field.type === 'group')
    return (field.parts ?? [])
      .map((part) => shown({ ...part, list: false }, (value as JsonObject)[part.name]) ?? '')
      .join('|');
  if (field.type === 'enum') return field.values?.find((choice) => choice.value === value)?.label ?? String(value);
  if (field.type === 'yesNo') return value === true ? '是' : '否';
  return typeof value === 'number' ? value : String(value);
}
