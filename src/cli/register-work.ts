import { readFileSync, writeFileSync } from 'node:fs';
import { recordAccess } from '../../db/access-log.ts';
import { readUnits } from '../../db/unit.ts';
import { cellsOf, readSheet, templateOf } from '../api/register-sheet.ts';
import { sheetStream } from '../api/xlsx.ts';
import { dayOf, type RecordState } from '../core/index.ts';
import { type Register, registerNamed } from '../core/rules/registers.ts';
import { UNIT_REGISTER } from '../ledger/entry-row.ts';
import { createRegisters, type Imported, type ImportRow, type Registers, unitAsEntry } from '../ledger/registers.ts';
import { actorFor } from './actor.ts';
import { CommandError, type Given, has, type Io, type Outcome, optional, wholeNumber } from './command.ts';
import { type LedgerAccess, now, withLedger } from './ledger-access.ts';
import { progressFor } from './progress.ts';
import { columns } from './table.ts';

/** What the commands of registers work with. */
export interface Access extends LedgerAccess {
  readonly registers: Registers;
}

/** The registers of the ledger that is there. */
export function withRegisters<T>(given: Given, io: Io, work: (access: Access) => Promise<T>): Promise<T> {
  return withLedger(given, io, (access) => work({ ...access, registers: createRegisters(access) }));
}

async function registerOf(given: Given, { registers }: Access): Promise<Register> {
  const name = given.args[0] ?? '';
  const rules = await registers.rulesOn(dayOf(now()));
  const found = rules && registerNamed(rules, name);
  if (found) return found;
  throw new CommandError(2, 'register-unknown', `没有登记簿“${name}”，请用 duban register list 查看。`);
}

/** Registers with their numbers of entries, or the entries of one. */
export async function listed(given: Given, access: Access): Promise<Outcome> {
  if (given.args[0] === undefined) {
    const rules = await access.registers.rulesOn(dayOf(now()));
    const counts = await access.registers.counts();
    const rows = (rules?.registers ?? []).map(({ id, label, measure }) => ({
      id,
      label,
      measure,
      inForce: counts.get(id) ?? 0,
    }));
    return {
      code: 0,
      text: columns([
        ['登记簿', '名称', '措施', '有效件数'],
        ...rows.map(({ id, label, measure, inForce }) => [id, label, String(measure ?? ''), String(inForce)]),
      ]),
      json: { registers: rows },
    };
  }
  const register = await registerOf(given, access);
  const limit = wholeNumber('--limit', optional(given, 'limit') ?? '50', 1, 200);
  const filter = filterOf(given, register);
  const [entries, total] = await Promise.all([
    access.registers.list(filter, { limit }),
    access.registers.count(filter),
  ]);
  const fields = register.fields.filter(({ name }) => register.columns.includes(name));
  const shaped = { ...register, fields };
  return {
    code: 0,
    text: [
      ...columns([
        ['登记号', ...fields.map(({ label }) => label)],
        ...entries.map(({ caseId, state }) => [
          caseId,
          ...cellsOf(shaped, (state as RecordState).fields).map((cell) => String(cell ?? '')),
        ]),
      ]),
      `共 ${total} 件${total > entries.length ? `，列出 ${entries.length} 件` : ''}。`,
    ],
    json: { total, entries: entries.map(({ caseId, state }) => ({ caseId, fields: (state as RecordState).fields })) },
  };
}

function filterOf(given: Given, register: Register) {
  const q = optional(given, 'find');
  return { register: register.id, ...(q === undefined ? {} : { q }), ...(has(given, 'all') ? {} : { inForce: true }) };
}

/** An entry with what has become of it. */
export async function shown(given: Given, access: Access): Promise<Outcome> {
  const register = await registerOf(given, access);
  const [entry] = await access.registers.list({ register: register.id, ids: [given.args[1] ?? ''] }, { limit: 1 });
  if (!entry) throw new CommandError(2, 'case-not-found', `登记簿“${register.label}”中没有 ${given.args[1]}。`);
  const { fields, duties } = entry.state as RecordState;
  const cells = cellsOf(register, fields);
  const events = await access.ledger.events(entry.caseId);
  return {
    code: 0,
    text: [
      `${entry.caseId}　${entry.title}　${entry.inForce ? '有效' : '已注销'}`,
      ...columns(
        register.fields.flatMap(({ label }, i) => (cells[i] === undefined ? [] : [[label, String(cells[i])]])),
      ),
      ...(duties.length > 0 ? [`履职事项：${duties.map(({ duty }) => duty).join('、')}`] : []),
      `记录 ${events.length} 条，最近一条：${events.at(-1)?.at.slice(0, 16).replace('T', ' ') ?? ''}`,
    ],
    json: { caseId: entry.caseId, fields, duties, events: events.map(({ seq, type, at }) => ({ seq, type, at })) },
  };
}

/** Writes the template of a register. */
export async function template(given: Given, access: Access): Promise<Outcome> {
  const register = await registerOf(given, access);
  const file = given.args[1] ?? '';
  writeFileSync(file, await templateOf(register));
  return { code: 0, text: [`“${register.label}”的模板已写到 ${file}。`], json: { file } };
}

const PAGE = 200;

/** Writes the entries of a register as a workbook. */
export async function exported(given: Given, access: Access): Promise<Outcome> {
  const register = await registerOf(given, access);
  const file = given.args[1] ?? '';
  const filter = filterOf(given, register);
  let count = 0;
  async function* rows() {
    for (let after: string | undefined; ; ) {
      const page = await access.registers.list(filter, { limit: PAGE, ...(after === undefined ? {} : { after }) });
      for (const { caseId, inForce, state } of page) {
        count += 1;
        yield [caseId, inForce ? '有效' : '已注销', ...cellsOf(register, (state as RecordState).fields)];
      }
      after = page.at(-1)?.caseId;
      if (page.length < PAGE) return;
    }
  }
  const columns = ['登记号', '状态', ...register.fields.map(({ label }) => label)];
  const chunks: Buffer[] = [];
  for await (const chunk of sheetStream(
    register.label,
    columns.map((heading) => ({ heading, width: 18 })),
    rows(),
  ))
    chunks.push(chunk as Buffer);
  writeFileSync(file, Buffer.concat(chunks));
  await recordAccess(access.db.knex, {
    at: now(),
    act: 'export',
    object: `register ${register.id}`,
    detail: 'duban register export',
  });
  return { code: 0, text: [`“${register.label}”${count} 件已写到 ${file}。`], json: { file, entries: count } };
}

/** Enters the rows of a workbook, or says what is wrong with them. */
export async function imported(given: Given, io: Io, access: Access): Promise<Outcome> {
  const register = await registerOf(given, access);
  let bytes: Buffer;
  try {
    bytes = readFileSync(given.args[1] ?? '');
  } catch {
    throw new CommandError(2, 'file-unreadable', `无法读取文件 ${given.args[1]}，请核对路径。`);
  }
  const read = await readSheet(register, bytes);
  const result: Imported =
    read.problems.length > 0
      ? {
          rows: read.rows.length,
          entered: 0,
          before: 0,
          problems: [...read.problems, ...(await access.registers.check(register, read.rows))],
        }
      : await enterOrCheck(given, io, access, register, read.rows);
  return outcomeOf(register, result, has(given, 'apply'));
}

async function enterOrCheck(
  given: Given,
  io: Io,
  { db, registers }: Access,
  register: Register,
  rows: readonly ImportRow[],
): Promise<Imported> {
  if (!has(given, 'apply'))
    return { rows: rows.length, entered: 0, before: 0, problems: await registers.check(register, rows) };
  const actor = await actorFor(db, optional(given, 'as') ?? 'street.safetyOffice', optional(given, 'person'), now());
  const say = progressFor(io);
  return registers.enter({ register, rows, actor, now: now() }, (done) => say(`已录入 ${done} / ${rows.length}`));
}

function outcomeOf(register: Register, { rows, entered, before, problems }: Imported, apply: boolean): Outcome {
  const labels = new Map(register.fields.map(({ name, label }) => [name, label]));
  const lines = problems.map(({ row, field, message }) => `第 ${row} 行　${labels.get(field) ?? ''}　${message}`);
  const head =
    problems.length > 0
      ? `${rows} 行中有 ${new Set(problems.map(({ row }) => row)).size} 行有问题，整个文件没有录入：`
      : apply
        ? `已录入 ${entered} 件${before > 0 ? `，另有 ${before} 件以前已录入` : ''}。`
        : `${rows} 行都可以录入；确认无误后加 --apply。`;
  return { code: problems.length > 0 ? 1 : 0, text: [head, ...lines], json: { rows, entered, before, problems } };
}

/** Enters the units of the office file that the register of units does not have. */
export async function adopted(given: Given, io: Io, access: Access): Promise<Outcome> {
  const rules = await access.registers.rulesOn(dayOf(now()));
  const register = rules && registerNamed(rules, UNIT_REGISTER);
  if (!register)
    throw new CommandError(2, 'register-unknown', '现行规则集没有企事业单位登记簿，请先发布含登记簿的规则集。');
  const units = await readUnits(access.db.knex);
  const known = new Set<string>();
  for (let after: string | undefined; ; ) {
    const page = await access.registers.list(
      { register: UNIT_REGISTER },
      { limit: PAGE, ...(after === undefined ? {} : { after }) },
    );
    for (const { key } of page) if (key !== null) known.add(key);
    after = page.at(-1)?.caseId;
    if (page.length < PAGE) break;
  }
  const rows = units
    .filter(({ id }) => !known.has(id))
    .map((unit, i) => ({ row: i + 1, fields: unitAsEntry(unit, register) }));
  if (rows.length === 0) return { code: 0, text: ['所有单位都已登记。'], json: { rows: 0, entered: 0 } };
  return outcomeOf(register, await enterOrCheck(given, io, access, register, rows), has(given, 'apply'));
}
