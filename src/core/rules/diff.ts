import type { RuleSet } from './rule-set.ts';

/** One difference between two rule sets, in words. */
export interface RuleChange {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** “重大隐患整改 期限 由 60 日 改为 45 日”. */
  readonly sentence: string;
}

const UNIT: { readonly [unit: string]: string } = { minute: '分钟', hour: '小时', calendarDay: '日', workingDay: '个工作日', month: '个月', percent: '%' };

const FIELD: { readonly [field: string]: string } = {
  label: '名称',
  duration: '期限',
  reminders: '催办',
  onLapse: '逾期后果',
  holder: '责任岗位',
  startsOn: '起算',
  endsOn: '终止',
  tiers: '适用等级',
  stage: '所属环节',
  basis: '依据',
  cap: '上限',
  note: '说明',
  pausable: '可否中止',
  recurs: '是否循环',
  lateEntryCountsFrom: '补录起算',
  trigger: '启动条件',
  issuer: '发出岗位',
  target: '送达岗位',
  copyTo: '抄送',
  notice: '文书',
  signature: '签发',
  receiptRequired: '是否须签收',
  answerWithin: '答复期限',
  cancelledBy: '终止情形',
  suspendedBy: '中止情形',
  published: '公布范围',
  inPerson: '须本人到场',
  noticeAhead: '提前通知',
  when: '条件',
  tier: '等级',
  lead: '牵头',
  assist: '配合',
  requestBefore: '最晚申请',
  maxTotal: '延期上限',
  maxCount: '延期次数',
  effectiveFrom: '生效日',
  calendar: '工作日历',
};

const SECTION: { readonly [section: string]: string } = {
  tierTable: '定级表',
  routing: '监管分工',
  extension: '延期',
  pause: '中止',
  evidence: '证明材料',
  failedAcceptance: '验收不合格',
  recurrence: '复发',
  lapsesRaiseTier: '逾期升级',
  sampling: '抽查',
  consultation: '会商',
  messages: '消息',
  reopenWithin: '重新打开期限',
  lateEntry: '补录',
  reward: '举报奖励',
  signing: '签发催办',
  answers: '答复',
  duties: '履职事项',
  tiers: '等级',
  unitGrades: '单位分级',
};

/** Every difference between two rule sets as a sentence an official can read; order of the second. */
export function diffRuleSets(before: RuleSet, after: RuleSet): readonly RuleChange[] {
  const changes: RuleChange[] = [];
  byId(changes, 'deadlines', before.deadlines, after.deadlines, (rule) => `“${rule.label}”`);
  for (const ladder of after.ladders) {
    const old = before.ladders.find((one) => one.id === ladder.id);
    byId(changes, `ladders.${ladder.id}.rungs`, (old?.rungs ?? []).map(named), ladder.rungs.map(named), (rung) => `${ladder.label}第 ${rung.rung} 级“${rung.label}”`);
  }
  byId(changes, 'tierTable.rows', before.tierTable.rows, after.tierTable.rows, (row) => `定级表“${row.id}”行`);
  byId(changes, 'routing.rows', before.routing.rows, after.routing.rows, (row) => `监管分工“${row.id}”行`);
  byId(changes, 'duties', before.duties, after.duties, (duty) => `履职事项“${duty.label}”`);
  const { deadlines: _d, ladders: _l, duties: _u, id: _i, ...restBefore } = before;
  const { deadlines: _d2, ladders: _l2, duties: _u2, id: _i2, ...restAfter } = after;
  leaves(changes, '', { ...restBefore, tierTable: null, routing: null }, { ...restAfter, tierTable: null, routing: null });
  return changes;
}

function named<Rung extends { readonly name: string }>(rung: Rung): Rung & { readonly id: string } {
  return { ...rung, id: rung.name };
}

type Row = { readonly id: string } & { readonly [field: string]: unknown };

function byId<One extends { readonly id: string }>(changes: RuleChange[], path: string, before: readonly One[], after: readonly One[], title: (row: One) => string): void {
  for (const row of after) {
    const old = before.find((one) => one.id === row.id);
    if (!old) {
      changes.push({ path: `${path}.${row.id}`, kind: 'added', sentence: `新增 ${title(row)}` });
      continue;
    }
    const fields = new Set([...Object.keys(old), ...Object.keys(row)]);
    for (const field of fields) {
      const [was, is] = [(old as Row)[field], (row as Row)[field]];
      if (JSON.stringify(was) !== JSON.stringify(is)) changes.push({ path: `${path}.${row.id}.${field}`, kind: 'changed', sentence: `${title(row)}${FIELD[field] ?? field} 由 ${words(was)} 改为 ${words(is)}` });
    }
  }
  for (const row of before) if (!after.some((one) => one.id === row.id)) changes.push({ path: `${path}.${row.id}`, kind: 'removed', sentence: `删除 ${title(row)}` });
}

function leaves(changes: RuleChange[], path: string, before: unknown, after: unknown): void {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (isDuration(before) || isDuration(after) || !isObject(before) || !isObject(after)) {
    const [section, ...rest] = path.split('.');
    const title = [SECTION[section ?? ''] ?? FIELD[section ?? ''] ?? section, ...rest.map((part) => FIELD[part] ?? part)].join(' ');
    changes.push({ path, kind: 'changed', sentence: `${title} 由 ${words(before)} 改为 ${words(after)}` });
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) leaves(changes, path ? `${path}.${key}` : key, before[key], after[key]);
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDuration(value: unknown): value is { readonly value: number; readonly unit: string } {
  return isObject(value) && typeof value.value === 'number' && typeof value.unit === 'string';
}

/** A value of a rule in words. */
function words(value: unknown): string {
  if (value === undefined || value === null) return '（无）';
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (isDuration(value)) return `${value.value}${value.unit === 'percent' ? '' : ' '}${UNIT[value.unit] ?? value.unit}`;
  if (Array.isArray(value)) return value.length === 0 ? '（无）' : value.map(words).join('、');
  if (isObject(value)) {
    if (isDuration(value.before)) return `提前 ${words(value.before)}`;
    if (typeof value.do === 'string') return Object.entries(value).map(([key, one]) => (key === 'do' ? String(one) : words(one))).join(' ');
    if (typeof value.tag === 'string') return [value.document, value.article, value.tag].filter(Boolean).join(' ');
    return Object.entries(value).map(([key, one]) => `${FIELD[key] ?? key} ${words(one)}`).join('，');
  }
  return String(value);
}
