import { randomUUID } from 'node:crypto';
import { recordAccess } from '../../db/access-log.ts';
import {
  type CaseState,
  commandTables,
  type JsonObject,
  KIND_NAMES,
  type KindName,
  kinds,
  type Refusal,
} from '../core/index.ts';
import { KIND_WORDS, postWord, REGION_WORDS, stageWord, stateWord } from '../core/words.ts';
import type { CaseQuery, CaseRow, RecordOutcome, RecordRequest } from '../ledger/ledger.ts';
import { actorFor } from './actor.ts';
import {
  CommandError,
  type CommandSpec,
  DATA_OPTION,
  type Given,
  has,
  type Io,
  type Outcome,
  optional,
  unavailable,
  wholeNumber,
  wrongUse,
} from './command.ts';
import { instantOf } from './input-file.ts';
import { type LedgerAccess, now, withLedger } from './ledger-access.ts';
import { paintFor } from './paint.ts';
import { rulesOfCase } from './pinned-terms.ts';
import { type RuleWords, rulesFrom, ruleWords } from './rules-file.ts';
import { columns, dayText, instantText } from './table.ts';
import { timelineOf, verdictText } from './timeline.ts';

const show: CommandSpec = {
  name: 'show',
  summary: '一件案件的现状、期限、可办理的事项和全部经过',
  details: ['', '查阅会记入查阅记录（duban case show），与网页查阅相同。'],
  args: [{ name: '<ID>', about: '案件编号，如 H-2026-000001' }],
  options: [DATA_OPTION],
  run: (given, io) => withLedger(given, io, (access) => shown(access, String(given.args[0]), io)),
};

const listCases: CommandSpec = {
  name: 'list',
  summary: '案件列表，最新的在前',
  options: [
    { flags: '--kind <KIND>', about: `案件种类：${KIND_NAMES.join('、')}` },
    { flags: '--tier <TIER>', about: '等级：T0、T1、T2、T3' },
    { flags: '--stage <STAGE>', about: '环节，如 rectifying' },
    { flags: '--org <ORG>', about: '监管村（居）或部门' },
    { flags: '--unit <UNIT>', about: '单位' },
    { flags: '--overdue', about: '只看逾期未办的' },
    { flags: '--open', about: '只看未结的' },
    { flags: '--due-before <INSTANT>', about: '期限早于此时刻的' },
    { flags: '--q <TEXT>', about: '编号、标题、单位中的文字' },
    { flags: '--limit <N>', about: '最多多少件（1—200，默认 50）' },
    { flags: '--cursor <CURSOR>', about: '接着上一页继续' },
    DATA_OPTION,
  ],
  examples: ['duban case list --overdue', 'duban case list --tier T1 --open --json'],
  run: (given, io) => withLedger(given, io, (access) => listed(access, given)),
};

const command: CommandSpec = {
  name: 'command',
  summary: '以某个岗位的名义办理一步（与网页办理同样校验、同样留痕）',
  args: [
    { name: '<ID>', about: '案件编号；登记新的隐患或举报时写 new' },
    { name: '<TYPE>', about: '操作，如 submitRectification；可办理的见 duban case show' },
  ],
  options: [
    { flags: '--as <POST[@ORG]>', about: '以哪个岗位办理，如 street.safetyOffice、village.gridWorker@V1（必填）' },
    { flags: '--person <PERSON>', about: '办理人编号；该岗位只有一人时可省略' },
    { flags: '--payload <JSON>', about: '填写的内容（默认 {}）' },
    { flags: '--at <INSTANT>', about: '发生时刻（补录时填写；默认现在）' },
    { flags: '--command-id <ID>', about: '操作编号；重复提交同一编号只办理一次' },
    { flags: '--expected-seq <N>', about: '以为的最新序号；已有他人办理则拒绝' },
    DATA_OPTION,
  ],
  examples: [
    `duban case command new reportHazard --as village.gridWorker@V1 --payload '{"unit":"E10","kind":"消防","where":"车间","what":"堵塞安全出口","found":"2026-11-24T09:00:00+08:00"}'`,
  ],
  run: (given, io) => withLedger(given, io, (access) => recorded(access, given)),
};

/** `duban case`: show, list, command. */
export const caseCommand: CommandSpec = {
  name: 'case',
  summary: '查看、列出案件，或办理一步',
  subcommands: [show, listCases, command],
};

async function shown({ ledger, db }: LedgerAccess, caseId: string, io: Io): Promise<Outcome> {
  const [state, row, events] = await Promise.all([ledger.state(caseId), ledger.row(caseId), ledger.events(caseId)]);
  if (state === undefined || row === undefined) throw notFound(caseId);
  // Nobody has logged in here, so nobody can be excepted as the API excepts its users: every look is on record before it is given.
  await recordAccess(db.knex, { at: now(), act: 'read', object: caseId, detail: 'duban case show' });
  const words = ruleWords((await rulesOfCase(db, state.ruleSet)) ?? rulesFrom(undefined));
  const allowed = kinds[state.kind].allowed(state);
  return {
    code: 0,
    text: [
      ...headOf(row, state),
      ...duties(state, words),
      '',
      `现在可以办理：${allowed.map((one) => `${one.label}（${one.type}）`).join('、') || '无'}`,
      '',
      ...timelineOf(events, [], words, paintFor(io)),
    ],
    json: { ...row, state, allowed, events },
  };
}

function notFound(caseId: string): CommandError {
  return new CommandError(2, 'case-not-found', `没有找到案件 ${caseId}，请用 duban case list 核对编号。`);
}

function headOf(row: CaseRow, state: CaseState): string[] {
  const regions = Object.entries(state.regions).filter(
    ([region, value]) => region !== 'main' && !['none', 'running'].includes(value),
  );
  return [
    `${row.caseId}　${KIND_WORDS[row.kind]}${row.tier ? `　${row.tier}` : ''}　${row.title}`,
    `环节：${stageWord(row.kind, row.stage)}${state.closed ? '（已结）' : ''}${row.overdue ? '　逾期未办' : ''}`,
    ...regions.map(([region, value]) => `${REGION_WORDS[region] ?? region}：${stateWord(row.kind, region, value)}`),
    `规则集：${state.ruleSet}　日历：${state.calendar}`,
  ];
}

function duties(state: CaseState, words: RuleWords): string[] {
  const running = Object.values(state.clocks).filter((clock) =>
    ['lapse', 'answer', 'rung', 'signature', 'pauseCap'].includes(clock.does),
  );
  const until = (clock: (typeof running)[number]) =>
    clock.lastDay ? dayText(clock.lastDay) : instantText(clock.dueAt);
  const holder = (clock: (typeof running)[number]) => (clock.holder ? `　${postWord(clock.holder)}` : '');
  return [
    ...Object.values(state.overdue).map(
      (clock) => `逾期：${words.duty(clock.rule)}　截止 ${until(clock)}${holder(clock)}`,
    ),
    ...running.map(
      (clock) =>
        `${clock.does === 'rung' ? '升级' : clock.does === 'signature' ? '催签' : '期限'}：${words.duty(clock.rule)}　${until(clock)}${holder(clock)}`,
    ),
    ...Object.values(state.suspended).map((clock) => `中止：${words.duty(clock.rule)}`),
    ...state.verdicts.map((verdict) => verdictText(verdict, words)),
  ];
}

async function listed({ ledger }: LedgerAccess, given: Given): Promise<Outcome> {
  const { rows, cursor } = await ledger.cases(queryOf(given));
  const table = columns([
    ['编号', '种类', '等级', '环节', '期限', '单位', '标题'],
    ...rows.map((row) => [
      row.caseId,
      KIND_WORDS[row.kind],
      row.tier ?? '',
      stageWord(row.kind, row.stage),
      `${row.dueAt ? row.dueAt.slice(0, 10) : ''}${row.overdue ? ' 逾期' : ''}`,
      row.unit ?? '',
      row.title,
    ]),
  ]);
  return {
    code: 0,
    text:
      rows.length === 0
        ? ['没有符合条件的案件。']
        : [...table, ...(cursor === undefined ? [] : ['', `还有更多：加上 --cursor ${cursor}`])],
    json: { rows, ...(cursor === undefined ? {} : { cursor }) },
  };
}

function queryOf(given: Given): CaseQuery {
  const kind = optional(given, 'kind');
  if (kind !== undefined && !isKind(kind)) throw wrongUse(`--kind 只能是 ${KIND_NAMES.join('、')}。`);
  const before = optional(given, 'dueBefore');
  const limit = optional(given, 'limit');
  const texts = {
    tier: optional(given, 'tier'),
    stage: optional(given, 'stage'),
    organisation: optional(given, 'org'),
    unit: optional(given, 'unit'),
    q: optional(given, 'q'),
    cursor: optional(given, 'cursor'),
  };
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined)),
    ...(kind === undefined ? {} : { kind }),
    ...(has(given, 'overdue') ? { overdue: true } : {}),
    ...(has(given, 'open') ? { closed: false } : {}),
    ...(before === undefined ? {} : { dueBefore: instantOf('--due-before', before) }),
    ...(limit === undefined ? {} : { limit: wholeNumber('--limit', limit, 1, 200) }),
  };
}

async function recorded(access: LedgerAccess, given: Given): Promise<Outcome> {
  const outcome = await recordedBy(access, await requestOf(access, given));
  if (!outcome.ok) throw refused(outcome.refusal);
  const { caseId, seq, event, state, repeated } = outcome;
  const words = ruleWords((await rulesOfCase(access.db, state.ruleSet)) ?? rulesFrom(undefined));
  return {
    code: 0,
    text: [
      repeated ? `${caseId} 已办理过同一操作（序号 ${seq}），没有重复记录。` : `${caseId} 已记录（序号 ${seq}）。`,
      ...timelineOf([event], [], words, (_, text) => text),
      `环节：${stageWord(state.kind, state.stage)}`,
    ],
    json: { caseId, seq, event, stage: state.stage, clocks: state.clocks, repeated },
  };
}

/** A paper is signed with its files; what makes them is loaded only then. */
async function recordedBy(access: LedgerAccess, request: RecordRequest): Promise<RecordOutcome> {
  const { caseId } = request;
  if (request.kind !== 'notice' || caseId === undefined) return access.ledger.record(request);
  const { papersOf } = await import('./notice.ts');
  return papersOf(access).record({ ...request, caseId });
}

async function requestOf({ db, ledger }: LedgerAccess, given: Given): Promise<RecordRequest> {
  const [id, type] = [String(given.args[0]), String(given.args[1])];
  const at = optional(given, 'at');
  const expected = optional(given, 'expectedSeq');
  const row = id === 'new' ? undefined : await ledger.row(id);
  if (id !== 'new' && row === undefined) throw notFound(id);
  const kind = row?.kind ?? opener(type);
  return {
    kind,
    ...(id === 'new' ? {} : { caseId: id }),
    commandId: optional(given, 'commandId') ?? `cli:${randomUUID()}`,
    type,
    payload: payloadOf(optional(given, 'payload') ?? '{}'),
    actor: await actorFor(db, optional(given, 'as'), optional(given, 'person'), now()),
    ...(at === undefined ? {} : { at: instantOf('--at', at) }),
    ...(expected === undefined ? {} : { expectedSeq: wholeNumber('--expected-seq', expected, 0, 999_999_999) }),
  };
}

function opener(type: string): KindName {
  const kind = KIND_NAMES.find((name) => commandTables[name][type]?.opens);
  if (kind !== undefined) return kind;
  const openers = KIND_NAMES.flatMap((name) =>
    Object.entries(commandTables[name]).flatMap(([one, spec]) => (spec.opens ? [`${one}（${spec.label}）`] : [])),
  );
  throw wrongUse(`${type} 不能新立案件；可以的是 ${openers.join('、')}。`);
}

function payloadOf(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Said below: both are the same mistake to whoever typed it.
  }
  throw wrongUse(`--payload 应为 JSON 对象，如 '{"what":"…"}'，收到的不是。`);
}

/** A refusal is wrong use unless the ledger lacks what it needs; the allowed commands and fields follow. */
function refused(refusal: Refusal): CommandError {
  if (refusal.code === 'no-rule-set') return unavailable(refusal.code, refusal.message);
  const lines = [
    refusal.message,
    ...Object.entries(refusal.fields ?? {}).map(([field, sentence]) => `  ${field}：${sentence}`),
    ...(refusal.allowed ? [`现在可以办理：${refusal.allowed.join('、') || '无'}`] : []),
  ];
  return new CommandError(2, refusal.code, lines.join('\n'), JSON.parse(JSON.stringify(refusal)));
}

function isKind(text: string): text is KindName {
  return (KIND_NAMES as readonly string[]).includes(text);
}
