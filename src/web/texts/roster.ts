/** Words of the internal list (街道内部名单); nothing here may sound like a statutory list. */
export const ROSTER_TEXTS = {
  title: '内部名单',
  about: '街道内部的重点关注和激励名单，只作内部工作安排，不是法定名单，不对外公开。',
  start: '提出列入建议',
  startHow: '建议须告知单位并听取陈述申辩，由安委会研究决定。',
  listed: '街道内部已公布',
  listedNone: '目前没有已公布的单位。',
  proposals: '办理情况',
  empty: '没有在办的列入建议',
  emptyHow: '符合标准时，由安办提出列入建议。',
  until: (day: string) => `至 ${day}`,
  fields: { unit: '单位', criterion: '标准', grounds: '事由', facts: '依据案件' },
} as const;
