import { createHash } from 'node:crypto';
import type { Database } from '../../db/open.ts';
import { readRuleSets } from '../../db/rule-set.ts';
import { readUnits } from '../../db/unit.ts';
import { type Actor, dayOf, type Instant, type JsonObject, type Refusal, type Terms } from '../core/index.ts';
import { canonicalJson } from '../core/log/canonical.ts';
import { caseNumber } from '../ledger/case-number.ts';
import { appendHistory, type HistoryEntry, openedBy, reserveNumber } from '../ledger/history.ts';
import { type BacklogRow, type FailedRow, parseBacklog, type Step } from './backlog.ts';
import { type CommandSpec, DATA_OPTION, has, type Outcome } from './command.ts';
import { readJson } from './input-file.ts';
import { type LedgerAccess, now, withLedger } from './ledger-access.ts';
import { calendarOfCase, rulesOfCase } from './pinned-terms.ts';
import { createPast } from './simulated-past.ts';

/** `duban import`: hazards of an old register, silently: deadlines computed, nothing sent. */
export const importCommand: CommandSpec = {
  name: 'import',
  summary: '导入历史台账中的隐患：按同样的规则补算期限、逾期和认定，不发送任何通知',
  details: [
    '',
    '默认只试算，不写入；确认无误后加 --apply。有问题的行逐行列出原因，不影响其他行；有这样的行退出码为 1。',
    '文件是 JSON：{ "schema": "duban-backlog-v1", "source": "来源说明", "hazards": [ {…}, … ] }，每行：',
    '  unit 单位编号　kind 隐患类别　where 部位　what 情况　tier 等级　supervisor 监管机构　reportedBy 登记岗位',
    '  日期：found 发现（必填）　reported 登记　graded 定级　ordered 下达整改　served 送达　submitted 提交整改　accepted 验收合格　closedOut 销号',
    '  凭证：photosBefore、photos 照片　archive 原档案编号（没有照片时）　opinion 评估意见　team 验收组　conclusion 验收结论',
    '完整说明见 docs/import.md。同一行不会重复导入。',
  ],
  args: [{ name: '<FILE>', about: '历史台账文件' }],
  options: [{ flags: '--apply', about: '写入台账（不加则只试算）' }, DATA_OPTION],
  examples: ['duban import 历史台账.json', 'duban import 历史台账.json --apply'],
  run: (given, io) => withLedger(given, io, (access) => imported(access, String(given.args[0]), has(given, 'apply'))),
};

async function imported({ db }: LedgerAccess, file: string, apply: boolean): Promise<Outcome> {
  const backlog = parseBacklog(readJson(file));
  const checked = await check(db, backlog.source, backlog.rows);
  const until = now();
  const failed = [...backlog.failed, ...checked.failed];
  const entries: HistoryEntry[] = [];
  const taken: TakenRow[] = [];
  for (const group of checked.groups) {
    const played = settle(group, until);
    failed.push(...played.failed);
    taken.push(...played.rows);
    if (apply) entries.push(...playRows(group.terms, group.units, await numbered(db, played.rows), until).entries);
  }
  const done = apply ? await appendHistory(db, entries) : undefined;
  failed.sort((a, b) => a.nth - b.nth);
  const verb = done
    ? `已导入 ${taken.length} 行（${done.cases} 件案件、${done.events} 条记录）`
    : `试算：可导入 ${taken.length} 行`;
  return {
    code: failed.length > 0 ? 1 : 0,
    text: [
      ...failed.map(({ nth, reason }) => `✗ 第 ${nth} 行：${reason}`),
      `${verb}，${failed.length} 行有问题。`,
      ...(apply || taken.length === 0 ? [] : ['没有写入。确认后加 --apply 写入。']),
    ],
    json: { applied: apply, rows: taken.length, failed, ...(done ?? {}) },
  };
}

/** A row with the number under which it is played. */
interface TakenRow {
  readonly row: BacklogRow;
  readonly caseId: string;
  readonly commandId: string;
  readonly note: string;
}

interface Group {
  readonly terms: Terms;
  readonly units: {
    readonly [unit: string]: { readonly supervisor?: string; readonly industry?: string; readonly size?: string };
  };
  readonly rows: readonly TakenRow[];
}

/** Rows whose unit and rule set are known and that were not imported before, by the rule set of their day. */
async function check(
  db: Database,
  source: string,
  rows: readonly BacklogRow[],
): Promise<{ readonly groups: readonly Group[]; readonly failed: readonly FailedRow[] }> {
  const failed: FailedRow[] = [];
  const units = Object.fromEntries(
    (await readUnits(db.knex)).map(({ id, supervisor, industry, size }) => [
      id,
      {
        ...(supervisor === undefined ? {} : { supervisor }),
        ...(industry === undefined ? {} : { industry }),
        ...(size === undefined ? {} : { size }),
      },
    ]),
  );
  const ruleSets = await readRuleSets(db.knex);
  const byRules = new Map<string, TakenRow[]>();
  const seen = new Set<string>();
  for (const row of rows) {
    const reported = row.dates.reported ?? '';
    const commandId = `import:${createHash('sha256')
      .update(canonicalJson(plain(row)))
      .digest('hex')
      .slice(0, 32)}`;
    const rules = ruleSets.find((one) => one.effectiveFrom <= dayOf(reported));
    const known = await openedBy(db, 'hazard', commandId, dayOf(reported));
    const reason = known
      ? `已导入为 ${known}`
      : seen.has(commandId)
        ? '与前面的行完全相同'
        : units[row.unit] === undefined
          ? `没有单位 ${row.unit}，请先登记单位或改正编号`
          : rules === undefined
            ? `${dayOf(reported)} 没有生效的规则集`
            : reported > now()
              ? '登记时间晚于现在'
              : undefined;
    seen.add(commandId);
    if (reason !== undefined || rules === undefined) failed.push({ nth: row.nth, reason: reason ?? '' });
    else
      byRules.set(rules.id, [
        ...(byRules.get(rules.id) ?? []),
        { row, commandId, caseId: `ROW-${row.nth}`, note: `历史台账导入：${source} 第 ${row.nth} 行` },
      ]);
  }
  const groups = await Promise.all(
    [...byRules].map(async ([id, group]) => ({ terms: await termsOf(db, id), units, rows: group })),
  );
  return { groups, failed };
}

function plain({ nth: _, ...row }: BacklogRow): JsonObject {
  return JSON.parse(JSON.stringify(row));
}

async function termsOf(db: Database, id: string): Promise<Terms> {
  const rules = await rulesOfCase(db, id);
  const calendar = rules && (await calendarOfCase(db, rules.calendar));
  if (!rules || !calendar) throw new Error(`rule set ${id} or its calendar is gone`);
  return { rules, calendar };
}

/** Plays the rows, drops those that the core refuses, and plays again: a dropped row may have made another a recurrence. */
function settle(
  { terms, units, rows }: Group,
  until: Instant,
): { readonly rows: readonly TakenRow[]; readonly failed: readonly FailedRow[] } {
  const failed: FailedRow[] = [];
  for (let left = rows; ; ) {
    const { refused } = playRows(terms, units, left, until);
    if (refused.size === 0) return { rows: left, failed };
    for (const [taken, refusal] of refused) failed.push({ nth: taken.row.nth, reason: refusal });
    left = left.filter((one) => !refused.has(one));
  }
}

async function numbered(db: Database, rows: readonly TakenRow[]): Promise<readonly TakenRow[]> {
  const inOrder = [...rows].sort((a, b) => ((a.row.dates.reported ?? '') < (b.row.dates.reported ?? '') ? -1 : 1));
  const result: TakenRow[] = [];
  for (const one of inOrder) {
    const at = one.row.dates.reported ?? '';
    result.push({
      ...one,
      caseId: caseNumber('hazard', at, await reserveNumber(db, 'hazard', Number(at.slice(0, 4)))),
    });
  }
  return result;
}

/** All rows together on the virtual clock, up to now: what time did to them is part of their past. */
function playRows(
  terms: Terms,
  units: Group['units'],
  rows: readonly TakenRow[],
  until: Instant,
): { readonly entries: readonly HistoryEntry[]; readonly refused: ReadonlyMap<TakenRow, string> } {
  const { world, entries } = createPast(terms, units);
  const refused = new Map<TakenRow, string>();
  const acts = rows.flatMap((taken) => actsOf(taken).map((one, order) => ({ ...one, taken, order })));
  acts.sort((a, b) => (a.at === b.at ? a.taken.row.nth - b.taken.row.nth || a.order - b.order : a.at < b.at ? -1 : 1));
  for (const { taken, at, type, payload, actor } of acts) {
    if (refused.has(taken)) continue;
    world.runTo(at);
    const commandId = type === 'reportHazard' ? taken.commandId : `${taken.commandId}:${type}`;
    const { refusal } = world.record('hazard', {
      input: 'command',
      caseId: taken.caseId,
      commandId,
      at,
      recordedAt: at,
      type,
      payload: { ...payload, note: taken.note },
      actor,
    });
    if (refusal) refused.set(taken, reasonOf(refusal));
  }
  world.runTo(until);
  return { entries, refused };
}

function reasonOf(refusal: Refusal): string {
  const fields = Object.entries(refusal.fields ?? {}).map(([field, sentence]) => `${field} ${sentence}`);
  const hint = refusal.code === 'evidence-missing' ? '；没有照片的请填 archive（原档案编号）' : '';
  return `${refusal.message}${fields.length > 0 ? `（${fields.join('；')}）` : ''}${hint}`;
}

interface BacklogAct {
  readonly at: Instant;
  readonly type: string;
  readonly payload: JsonObject;
  readonly actor: Actor;
}

const OFFICE: Actor = { post: 'street.safetyOffice' };

/** What the row says, as the acts that it records. */
function actsOf({ row, caseId }: TakenRow): BacklogAct[] {
  const { dates, unit, kind, where, what, tier = 'T3', supervisor, archive, opinion, team, conclusion } = row;
  const photos = row.photos ?? (archive === undefined ? undefined : [`档案 ${archive}`]);
  const before = row.photosBefore ?? (archive === undefined ? undefined : [`档案 ${archive}（整改前）`]);
  const steps: { readonly step: Step; readonly type: string; readonly payload: JsonObject; readonly actor: Actor }[] = [
    {
      step: 'reported',
      type: 'reportHazard',
      payload: {
        unit,
        kind,
        where,
        what,
        found: dates.found ?? '',
        ...(supervisor ? { supervisor } : {}),
        ...(before ? { photos: before } : {}),
        ...(tier === 'T0' ? { threatensLife: true } : {}),
      },
      actor: reporterOf(row),
    },
    {
      step: 'graded',
      type: 'gradeHazard',
      payload: { facts: { threatensLife: tier === 'T0' }, tier, reason: '历史台账原定等级' },
      actor: OFFICE,
    },
    { step: 'ordered', type: 'orderRectification', payload: {}, actor: OFFICE },
    { step: 'served', type: 'recordService', payload: { mode: 'inPerson' }, actor: OFFICE },
    ...(tier === 'T0'
      ? [
          {
            step: 'submitted' as const,
            type: 'recordControl',
            payload: { measures: '详见原档案' },
            actor: { post: 'unit.head', organisation: unit },
          },
        ]
      : []),
    {
      step: 'submitted',
      type: 'submitRectification',
      payload: {
        ...(photos ? { photos } : {}),
        ...(tier === 'T1' ? { planItems: 'all' } : {}),
        ...(opinion ? { opinion } : {}),
      },
      actor: { post: 'unit.head', organisation: unit },
    },
    {
      step: 'accepted',
      type: 'concludeAcceptance',
      payload: {
        passed: true,
        conclusion: conclusion ?? '合格（历史台账）',
        perItem: '详见原档案',
        ...(team ? { team } : {}),
      },
      actor: { post: 'acceptanceTeam' },
    },
    { step: 'closedOut', type: 'closeOut', payload: {}, actor: OFFICE },
  ];
  return steps.flatMap(({ step, ...act }) => {
    const at = dates[step];
    return at === undefined ? [] : [{ ...act, at, caseId }];
  });
}

function reporterOf({ reportedBy }: BacklogRow): Actor {
  const [post = 'street.safetyOffice', organisation] = (reportedBy ?? 'street.safetyOffice').split('@');
  return { post, ...(organisation === undefined ? {} : { organisation }) };
}
