import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createBlobs } from '../../db/blob.ts';
import { type RegisterLine, readRegister, readSeries } from '../../db/notice.ts';
import { createPress } from '../../workers/press.ts';
import type { NoticeState } from '../core/index.ts';
import { postWord, SERVICE_WORDS, stageWord, UNIT_WORDS } from '../core/words.ts';
import { createPapers, type Papers } from '../ledger/notices.ts';
import {
  CommandError,
  type CommandSpec,
  DATA_OPTION,
  type Given,
  type Outcome,
  optional,
  required,
  wholeNumber,
  wrongUse,
} from './command.ts';
import { type LedgerAccess, now, withLedger } from './ledger-access.ts';
import { columns, instantText } from './table.ts';

const PAPER = { name: '<ID>', about: '文书编号，如 H-2026-000001-N3.0；见 duban notice list' } as const;
const PAGE = 200;

/** `duban notice`: list, draft, show, preview, register. */
export const noticeCommand: CommandSpec = {
  name: 'notice',
  summary: '文书：列出、查看、预览，发文登记簿',
  subcommands: [
    {
      name: 'list',
      summary: '文书列表，最新的在前',
      options: [
        { flags: '--case <ID>', about: '只看这件案件的' },
        { flags: '--stage <STAGE>', about: '环节：draft、reviewed、signed、served、received……' },
        { flags: '--limit <N>', about: '最多多少件（1—200，默认 50）' },
        DATA_OPTION,
      ],
      examples: ['duban notice list --stage draft'],
      run: (given, io) => withLedger(given, io, (access) => listed(access, given)),
    },
    {
      name: 'draft',
      summary: '起草案件应发的文书（系统运行时会自动起草）',
      args: [{ name: '<CASE>', about: '拟制该文书的案件' }],
      options: [
        { flags: '--seq <N>', about: '哪一条记录要求发文（必填）' },
        { flags: '--nth <N>', about: '该记录的第几项（从 0 起，默认 0）' },
        DATA_OPTION,
      ],
      examples: ['duban notice draft H-2026-000001 --seq 3'],
      run: (given, io) => withLedger(given, io, (access) => drafted(access, given)),
    },
    {
      name: 'show',
      summary: '一份文书：内容与出处、缺少的内容、送达与签收',
      args: [PAPER],
      options: [DATA_OPTION],
      run: (given, io) => withLedger(given, io, (access) => shown(access, String(given.args[0]))),
    },
    {
      name: 'preview',
      summary: '把文书写成文件：签发前为预览，签发后为存档文件',
      args: [PAPER],
      options: [{ flags: '--out <FILE>', about: '写到哪个文件，扩展名为 .docx 或 .pdf（必填）' }, DATA_OPTION],
      examples: ['duban notice preview H-2026-000001-N3.0 --out 整改通知书.pdf'],
      run: (given, io) => withLedger(given, io, (access) => previewed(access, given)),
    },
    {
      name: 'register',
      summary: '发文登记簿：某年全部文号，含作废的；有缺号时退出码为 1',
      options: [{ flags: '--year <YEAR>', about: '年份（必填）' }, DATA_OPTION],
      examples: ['duban notice register --year 2026'],
      run: (given, io) => withLedger(given, io, (access) => registered(access, given)),
    },
  ],
};

/** Papers over the ledger of a short command. */
export function papersOf({ ledger, db, settings }: LedgerAccess): Papers {
  const blobs = createBlobs(db.knex, path.join(settings.dataDir, 'blobs'));
  return createPapers({ ledger, db, blobs, press: createPress({ ledger, db, now, dataDir: settings.dataDir }), now });
}

async function listed({ ledger }: LedgerAccess, given: Given): Promise<Outcome> {
  const opener = optional(given, 'case');
  const stage = optional(given, 'stage');
  const limit = wholeNumber('--limit', optional(given, 'limit') ?? '50', 1, 200);
  const { rows } = await ledger.cases({
    kind: 'notice',
    limit,
    ...(opener === undefined ? {} : { opener }),
    ...(stage === undefined ? {} : { stage }),
  });
  const states = (await Promise.all(rows.map((row) => ledger.state(row.caseId)))).filter(
    (state): state is NoticeState => state?.kind === 'notice',
  );
  const table = columns([
    ['编号', '环节', '文号', '标题', '主送'],
    ...states.map((state) => [
      state.caseId,
      stageWord('notice', state.stage),
      state.made?.reference ?? '',
      state.title,
      placeText(state.to),
    ]),
  ]);
  return {
    code: 0,
    text: states.length === 0 ? ['没有符合条件的文书。'] : table,
    json: {
      notices: states.map(({ caseId, stage: at, title, made, missing }) => ({
        caseId,
        stage: at,
        title,
        made,
        missing,
      })),
    },
  };
}

async function drafted(access: LedgerAccess, given: Given): Promise<Outcome> {
  const seq = wholeNumber('--seq', required(given, 'seq'), 1, 999_999);
  const nth = wholeNumber('--nth', optional(given, 'nth') ?? '0', 0, 999);
  const caseId = await papersOf(access).open(String(given.args[0]), seq, nth);
  if (caseId === undefined)
    throw new CommandError(2, 'notice-not-owed', '该记录没有要发的文书，请用 duban case show 核对序号。');
  return { code: 0, text: [`文书编号 ${caseId}，用 duban notice show ${caseId} 查看。`], json: { caseId } };
}

async function shown({ ledger }: LedgerAccess, id: string): Promise<Outcome> {
  const state = await ledger.state(id);
  if (state?.kind !== 'notice') throw notFound(id);
  return { code: 0, text: textOf(state as NoticeState), json: state };
}

function textOf(state: NoticeState): string[] {
  const { received, made, reason } = state;
  const missing = new Set(state.missing);
  return [
    `${state.caseId}　${state.title}${made ? `　${made.reference}` : ''}`,
    `环节：${stageWord('notice', state.stage)}${reason === undefined ? '' : `（${reason}）`}`,
    `签发：${postWord(state.issuer.post)}　主送：${placeText(state.to)}`,
    ...(state.copies.length > 0 ? [`抄送：${state.copies.map(placeText).join('、')}`] : []),
    '',
    ...state.fields.flatMap(({ id, label }) => {
      const found = state.values[id];
      if (missing.has(id)) return [`${label}：（缺，须补充）`];
      return found === undefined ? [] : [`${label}：${plain(found.value)}　[${sourceText(found.from)}]`];
    }),
    ...(state.issuedAt === undefined ? [] : ['', `签发时间：${instantText(state.issuedAt)}`]),
    ...state.services.map(
      ({ method, at, by }) => `送达：${SERVICE_WORDS[method] ?? method}　${instantText(at)}　${by}`,
    ),
    ...state.undelivered.map((one) => `未能送达：${one.channel}　${instantText(one.at)}　${one.reason}`),
    ...(received ? [`${received.refused ? '拒签' : '签收'}：${instantText(received.at)}　${received.by}`] : []),
  ];
}

async function previewed(access: LedgerAccess, given: Given): Promise<Outcome> {
  const id = String(given.args[0]);
  const out = required(given, 'out');
  const which = /\.(docx|pdf)$/i.exec(out)?.[1]?.toLowerCase();
  if (which !== 'docx' && which !== 'pdf') throw wrongUse('--out 的扩展名应为 .docx 或 .pdf。');
  const file = await papersOf(access).file(id, which);
  if (file === undefined) throw notFound(id);
  writeFileSync(out, file.content);
  return { code: 0, text: [`已写入 ${out}（${file.filename}）`], json: { file: out, bytes: file.content.length } };
}

async function registered({ db }: LedgerAccess, given: Given): Promise<Outcome> {
  const year = wholeNumber('--year', required(given, 'year'), 2000, 9999);
  const lines: RegisterLine[] = [];
  for (let last: RegisterLine | undefined; ; ) {
    const page = await readRegister(db.knex, year, last, PAGE);
    lines.push(...page);
    last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
  }
  const series = (await readSeries(db.knex, year)).map((one) => ({ ...one, complete: one.count === one.last }));
  const gaps = series.filter((one) => !one.complete);
  const entries = lines.map((line) => ({ line, state: JSON.parse(line.state) as NoticeState }));
  return {
    code: gaps.length > 0 ? 1 : 0,
    text: [
      ...(entries.length === 0 ? [`${year} 年没有发文。`] : []),
      ...columns(
        entries.map(({ line, state }) => [
          state.made?.reference ?? '',
          line.title,
          placeText(state.to),
          `${stageWord('notice', line.stage)}${state.reason === undefined ? '' : `（${state.reason}）`}`,
          line.caseId,
        ]),
      ),
      ...gaps.map((one) => `缺号：${one.series} 应有 ${one.last} 个文号，只有 ${one.count} 个。`),
    ],
    json: {
      year,
      series,
      lines: entries.map(({ line: { state: _, ...line }, state }) => ({
        ...line,
        reference: state.made?.reference,
        ...(state.reason === undefined ? {} : { reason: state.reason }),
      })),
    },
  };
}

function placeText({ post, organisation }: NoticeState['to']): string {
  return organisation === undefined ? postWord(post) : `${postWord(post)}@${organisation}`;
}

/** A value as a line of text: what is listed stands behind each other. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join('；');
  if (typeof value !== 'object' || value === null) return String(value);
  const { value: count, unit, ...rest } = value as { readonly value?: unknown; readonly unit?: unknown };
  return typeof count === 'number' && typeof unit === 'string' && Object.keys(rest).length === 0
    ? `${count} ${UNIT_WORDS[unit] ?? unit}`
    : Object.values(value).map(plain).join(' ');
}

/** Where a value comes from, in words. */
function sourceText(from: unknown): string {
  if (Array.isArray(from)) return from.map(sourceText).join('、');
  if (typeof from !== 'object' || from === null) return String(from);
  const source = from as Readonly<Record<string, unknown>>;
  const more = Array.isArray(source.also) ? `、${sourceText(source.also)}` : '';
  if (source.caseId !== undefined) return `${source.caseId} 第 ${source.seq} 条${more}`;
  if (source.register !== undefined) return `登记册${source.id === undefined ? '' : ` ${source.id}`}${more}`;
  if (source.rule !== undefined) return `规则 ${source.rule}${more}`;
  if (source.template !== undefined) return `文书模板${more}`;
  return source.given === true ? `人工填写${more}` : plain(source);
}

function notFound(id: string): CommandError {
  return new CommandError(2, 'notice-not-found', `没有找到文书 ${id}，请用 duban notice list 核对编号。`);
}
