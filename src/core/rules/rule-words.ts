import { BASIS_WORDS, EVIDENCE_WORDS, postWord } from '../words.ts';

// What the parts of a rule set are called, for whoever compares two of them, lints one or edits one.

const UNIT: { readonly [unit: string]: string } = {
  minute: '分钟',
  hour: '小时',
  calendarDay: '日',
  workingDay: '个工作日',
  month: '个月',
  percent: '%',
};

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
  postponement: '改期限制',
  most: '最多次数',
  startsWhen: '直接启动条件',
  result: '结果跟踪',
  window: '申请时段',
  when: '条件',
  tier: '等级',
  lead: '牵头',
  assist: '配合',
  requestBefore: '最晚申请',
  maxTotal: '延期上限',
  maxCount: '延期次数',
  effectiveFrom: '生效日',
  calendar: '工作日历',
  overdue: '逾期满',
  wait: '等待',
  condition: '条件',
  within: '时间范围',
  raise: '升级',
  rate: '比例',
  by: '由',
  min: '下限',
  max: '上限',
  share: '比例',
  after: '满',
  to: '至',
  every: '每',
  perYear: '每年次数',
  subjects: '适用对象',
  skipUpward: '越级',
  needs: '须提供',
  reasons: '事由',
  approvers: '批准岗位',
  steps: '步骤',
  startsAtLatest: '最迟起算',
  reviewWithin: '复核期限',
  receiptWithin: '签收期限',
  beyondNeeds: '超期须提供',
  reminderTime: '催办时间',
  digestAt: '汇总时间',
  budgetPerPersonPerDay: '每人每日上限',
  clockOfRectification: '整改期限',
  village: '村居',
  street: '街道',
  district: '区级',
  acceptance: '验收',
  industry: '行业',
  text: '情形',
  massBeforeDeadline: '临期集中办理',
  identicalTexts: '文字雷同',
  latePause: '期限将满时中止',
  lateDowngrade: '临期降级',
  samePhoto: '同一照片多次使用',
  similarPhoto: '不同案件照片相似',
  quickCloseOut: '登记后很快销号',
  quickAcceptance: '提交后很快验收合格',
  acts: '件数',
  daysToSpare: '距期限天数',
  characters: '字数',
  cases: '案件数',
  uses: '次数',
  days: '天数',
  bits: '相差位数',
  minutes: '分钟数',
  measure: '措施序号',
  who: '责任主体',
  firstAtLeast: '首期最短',
  opens: '随登记件设立',
  onDayOf: '到期日取自',
  monthly: '每月',
  quarterly: '每季',
  yearlyBy: '每年最晚',
  monthlyOnDay: '每月最晚',
  quarterlyOnDay: '季后最晚',
  weekly: '每周',
  once: '一次',
  evidence: '履职凭证',
  fields: '字段',
  title: '标题字段',
  key: '编号字段',
  organisation: '单位字段',
  unit: '企业字段',
  validFrom: '起始字段',
  validTo: '截止字段',
  checks: '校验',
  columns: '列表栏目',
  search: '检索字段',
  enter: '登记岗位',
  amend: '变更岗位',
  retire: '注销岗位',
  see: '可见岗位',
  about: '说明',
  required: '必填',
  unique: '唯一',
  values: '可选值',
  register: '登记簿',
  bearer: '责任字段',
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
  registers: '登记簿',
  tiers: '等级',
  unitGrades: '单位分级',
  criteria: '判定标准目录',
  questions: '请核实的起点',
};

/** What a field of a rule is called; its own name if nobody has a word. */
export function ruleFieldWord(field: string): string {
  return FIELD[field] ?? field;
}

/** What a part of a rule set is called. */
export function ruleSectionWord(section: string): string {
  return SECTION[section] ?? ruleFieldWord(section);
}

/** A JSON object. */
export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A period, or a share of one. */
export function isRulePeriod(value: unknown): value is { readonly value: number; readonly unit: string } {
  return isObject(value) && typeof value.value === 'number' && typeof value.unit === 'string';
}

/** What is done at a lapse, a signature step and in other choices of one word. */
const CHOICE: { readonly [word: string]: string } = {
  notify: '通知',
  reassign: '改由',
  flag: '记标记',
  regrade: '调整等级为',
  recommend: '建议',
  openMatter: '启动问责阶梯',
  askAgain: '再次催询，每',
  proposeTransfer: '建议移送',
  liftUp: '提交上级会商',
  rearm: '重新计时',
  nextRung: '进入下一层级',
  expireReward: '奖励失效',
  proceed: '继续办理',
  expireEntry: '到期移出',
  closeSupplements: '补报截止',
  supervisor: '监管单位',
  unit: '单位',
  holder: '责任岗位',
  none: '不需要',
  required: '需要',
  accepted: '验收合格',
  lateEntry: '补录',
  withdrawn: '撤销',
  paused: '中止',
  runs: '继续计时',
  act: '行为发生时',
  entry: '录入时',
  remind: '提醒',
  deputy: '代理人',
  above: '上级岗位',
  redraft: '重新起草',
  ...EVIDENCE_WORDS,
};

/** A value of a rule in words. */
export function ruleValueWords(value: unknown): string {
  if (value === undefined || value === null) return '（无）';
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (isRulePeriod(value))
    return `${value.value}${value.unit === 'percent' ? '' : ' '}${UNIT[value.unit] ?? value.unit}`;
  if (Array.isArray(value)) return value.length === 0 ? '（无）' : value.map(ruleValueWords).join('、');
  if (typeof value === 'string') return CHOICE[value] ?? postWord(value);
  return isObject(value) ? objectWords(value) : String(value);
}

function objectWords(value: { readonly [key: string]: unknown }): string {
  if (isRulePeriod(value.before))
    return `提前 ${ruleValueWords(value.before)}${value.to === undefined ? '' : ` 告知 ${ruleValueWords(value.to)}`}`;
  if (typeof value.monthlyOnDay === 'number') return `每月 ${value.monthlyOnDay} 日`;
  if (typeof value.tag === 'string')
    return [value.document, value.article, BASIS_WORDS[value.tag] ?? value.tag].filter(Boolean).join(' ');
  if (typeof value.do === 'string')
    return Object.entries(value)
      .map(([, one]) => ruleValueWords(one))
      .join(' ');
  if (Array.isArray(value.any)) return value.any.map(ruleValueWords).join('，或');
  if (typeof value.afterRung === 'number') {
    const { afterRung, ...others } = value;
    return `第 ${afterRung} 级之后，${ruleValueWords(others)}`;
  }
  return Object.entries(value)
    .map(([key, one]) => `${ruleFieldWord(key)} ${ruleValueWords(one)}`)
    .join('，');
}
