import { type Act, at, OFFICE, type StoryOf, served } from '../office.ts';

export const on = (when: string, what: string, payload: Act['with'] = {}, by: Act['by'] = OFFICE): Act => ({
  on: 'AC1',
  at: when,
  by,
  do: what,
  with: payload,
});

/** One dead and twelve seriously injured: general by the dead, serious by the injured (measures §12). */
export const SERIOUS = { dead: 1, injured: 12, loss: 800_000 };
export const GENERAL = { dead: 1, injured: 0, loss: 200_000 };

/** An accident at U1 on Thursday 10 April 2025 at 10:00, entered ten minutes later. */
export const happened = (more: Act['with'] = {}, day = '2025-04-10'): Act =>
  on(`${day} 10:10`, 'recordAccident', {
    unit: 'U1',
    sort: 'production',
    happened: at(`${day} 10:00`),
    place: '一车间',
    course: '反应釜爆燃',
    measures: '已疏散人员',
    ...GENERAL,
    ...more,
  });

const DOC = { document: '区政〔2025〕9号' };
const WHY = { reason: '按规定', document: '函1', approver: 'street.head' };

/** Stories that between them make the machine do everything it can. */
export const ACCIDENT_STORIES: { readonly [name: string]: StoryOf } = {
  'a serious accident to its assessment': [
    [
      ...served('T2', { day: '2025-03-03' }),
      happened(SERIOUS),
      on('2025-04-10 10:40', 'recordUnitReport'),
      on('2025-04-10 12:00', 'forwardAccident', { to: '区应急管理局', by: 'phone' }),
      on('2025-04-10 13:30', 'recordLevelForwarded', { level: '区政府' }),
      on('2025-04-12 09:00', 'supplementFigures', { ...SERIOUS, dead: 3 }),
      on('2025-04-14 09:00', 'transferClue', { to: 'district.discipline', what: '隐患逾期未整改无人督促' }),
      on('2025-04-15 09:00', 'recordClueReceipt', DOC),
      on('2025-04-15 10:00', 'startMatter', { ground: 'backTracing', reason: '倒查' }),
      on('2025-04-16 09:00', 'startAppraisal', DOC),
      on('2025-05-06 09:00', 'endAppraisal', DOC),
      on('2025-05-08 09:00', 'recordInvestigationExtension', { ...DOC, until: '2025-08-15' }),
      on('2025-05-20 09:00', 'correctFigures', { ...SERIOUS, dead: 4, ...WHY }),
      on('2025-06-10 09:00', 'recordInvestigation', { ...DOC, cause: '违章操作' }),
      on('2025-06-20 09:00', 'recordApproval', DOC),
      on('2025-06-20 10:00', 'concludeTracing', { result: '移交线索一条' }),
      on('2025-06-20 11:00', 'addNote', { text: '批复已分发' }),
      on('2026-03-20 09:00', 'recordAssessment', { ...DOC, result: '已落实' }),
    ],
    '2026-03-21 09:00',
  ],
  'a general accident that nobody attends to': [[happened()], '2026-08-31 09:00'],
  'reported, and nobody goes on': [
    [
      happened({ reportedAt: at('2025-04-10 10:05') }),
      on('2025-04-10 11:00', 'recordSocialEffect', { reason: '舆情集中' }, 'street.head'),
      on('2025-04-10 11:10', 'transferClue', { to: 'district.discipline', what: '瞒报' }),
    ],
    '2025-05-31 09:00',
  ],
  'approved, and never assessed': [
    [
      happened(),
      on('2025-04-10 10:30', 'forwardAccident', { to: '区应急管理局' }),
      on('2025-04-10 10:40', 'recordUnitReport'),
      on('2025-06-10 09:00', 'recordInvestigation', { ...DOC, cause: '违章操作' }),
      on('2025-06-20 09:00', 'recordApproval', DOC),
    ],
    '2026-09-30 09:00',
  ],
  'closed without more': [
    [
      happened(),
      on('2025-04-10 10:30', 'forwardAccident', { to: '区应急管理局' }),
      on('2025-04-20 09:00', 'closeAccident', WHY),
    ],
  ],
  'no accident at all': [[happened(), on('2025-04-11 09:00', 'dismissAccident', WHY)]],
  'an accident over the turn of the year': [
    [happened({}, '2026-12-01'), on('2026-12-03 09:00', 'confirmDeadlines', { calendar: 'cn-2024-2027' })],
  ],
  'more cases than one event tells': [
    [...Array.from({ length: 151 }, (_, n) => served('T3', { on: `H${n + 1}` })[0] as Act), happened()],
    '2025-04-10 10:11',
  ],
};
