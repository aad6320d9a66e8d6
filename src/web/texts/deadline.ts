/** Words of deadlines and of their counting tables. */
export const DEADLINE_TEXTS = {
  day: (month: number, day: number) => `${month}月${day}日`,
  year: (year: number) => `${year}年`,
  red: '逾期',
  amber: '临近',
  green: '正常',
  grey: '等待',
  late: (days: number) => `已逾期 ${days} 日`,
  lateToday: '今日逾期',
  left: (days: number) => `还剩 ${days} 日`,
  leftWorking: (days: number | '…') => `还剩 ${days} 个工作日`,
  leftHours: (hours: number) => `还剩 ${hours} 小时`,
  leftMinutes: (minutes: number) => `还剩 ${minutes} 分钟`,
  today: '今日到期',
  provisional: '暂算（日历未公布）',
  suspended: '已中止计时',
  how: '这个期限是怎么算的',
  table: '逐日计算表',
  rule: '规则',
  basis: '依据',
  setBy: (at: string, what: string) => `${at}由“${what}”起算`,
  until: (at: string) => `截止 ${at}`,
  earlier: '此前的期限',
  columns: { day: '日期', weekday: '星期', kind: '性质', counted: '计数', why: '说明' },
  none: '按小时或分钟计算，没有逐日计算表。',
  close: '收起',
} as const;

/** Words of who did something and when. */
export const WHO_TEXTS = {
  system: '系统',
  onBehalf: (who: string) => `代${who}办理`,
  at: (at: string) => `发生 ${at}`,
  recorded: (at: string) => `录入 ${at}`,
  late: '补录',
} as const;
