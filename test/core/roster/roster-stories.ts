import { type Act, OFFICE, type StoryOf } from '../office.ts';

export const on = (when: string, what: string, payload: Act['with'] = {}, by: Act['by'] = OFFICE): Act => ({
  on: 'L1',
  at: when,
  by,
  do: what,
  with: payload,
});
export const COMMITTEE = 'street.safetyCommittee';
const UNIT = 'unit.head';
export const WHY = { reason: '集体研究', document: '安委纪要〔2025〕3号' };

/** Proposed on Monday 3 March 2025, the unit told on the day after: it may speak until 11 March. */
export const PROPOSED = on('2025-03-03 09:00', 'proposeEntry', {
  unit: 'U1',
  criterion: 'refusedAccess',
  grounds: '两次拒绝检查人员进入',
  facts: ['H1'],
});
export const NOTICED: readonly Act[] = [PROPOSED, on('2025-03-04 09:00', 'noticeEntry')];
export const HEARD: readonly Act[] = [
  ...NOTICED,
  on('2025-03-06 09:00', 'hearUnit', { statement: '值班人员不了解规定' }, UNIT),
];
export const LISTED: readonly Act[] = [
  ...HEARD,
  on('2025-03-10 09:00', 'decideEntry', { ...WHY, listed: true, adopted: '未采纳' }, COMMITTEE),
];

/** Stories that between them make the machine do everything it can. */
export const ROSTER_STORIES: { readonly [name: string]: StoryOf } = {
  'listed, published, recommended, told, reviewed, removed early': [
    [
      ...LISTED,
      on('2025-03-11 09:00', 'publishEntry', { scope: 'internal' }),
      on('2025-03-12 09:00', 'tellDepartment', { department: 'D1', constraint: '项目审批时从严审查' }),
      on('2025-03-12 09:10', 'tellDepartment', { department: 'D2', constraint: '加密检查' }),
      on('2025-03-13 09:00', 'recordConstraintReply', { department: 'D1', reply: '已列入审查要点' }),
      on('2025-03-14 09:00', 'recordConstraintReply', { department: 'D2', reply: '已加密' }),
      on('2025-03-20 09:00', 'recommendEntry', { penalty: '区应急罚〔2025〕1号', grounds: '拒不改正' }),
      on('2025-04-10 09:00', 'recordDistrictDecision', { document: '区应急函1', decision: '不予列入' }),
      on('2025-06-03 09:00', 'reviewEntry', { ...WHY, result: 'keep' }, COMMITTEE),
      on('2025-07-01 09:00', 'requestRemoval', { grounds: '已整改' }, UNIT),
      on('2025-07-03 09:00', 'decideRemoval', { ...WHY, granted: false }, COMMITTEE),
      on('2025-08-01 09:00', 'requestRemoval', { grounds: '已整改并经验收' }, UNIT),
      on('2025-08-05 09:00', 'decideRemoval', { ...WHY, granted: true }, COMMITTEE),
      on('2025-08-06 09:00', 'addNote', { text: '已告知' }),
    ],
  ],
  'silent in its hearing, expired by itself': [
    [...NOTICED, on('2025-03-13 09:00', 'decideEntry', { ...WHY, listed: true }, COMMITTEE)],
    '2026-03-31 09:00',
  ],
  'never decided': [NOTICED, '2025-04-30 09:00'],
  'everything left lying': [
    [
      ...LISTED,
      on('2025-03-12 09:00', 'tellDepartment', { department: 'D1', constraint: '从严审查' }),
      on('2025-03-20 09:00', 'recommendEntry', { penalty: '区应急罚〔2025〕1号', grounds: '拒不改正' }),
      on('2025-07-01 09:00', 'requestRemoval', { grounds: '已整改' }, UNIT),
    ],
    '2025-08-31 09:00',
  ],
  'a red one, opted in, objected to': [
    [
      on('2025-03-03 09:00', 'proposeEntry', { unit: 'U1', criterion: 'exemplary', grounds: '两年无事故' }),
      on('2025-03-04 09:00', 'noticeEntry'),
      on('2025-03-05 09:00', 'hearUnit', { statement: '同意', consents: true }, UNIT),
      on('2025-03-06 09:00', 'raiseObjection', { objection: '去年有投诉' }, 'village.head'),
      on('2025-03-07 09:00', 'decideObjection', { founded: false, reason: '投诉不属实' }),
      on('2025-03-10 09:00', 'decideEntry', { ...WHY, listed: true }, COMMITTEE),
      on('2025-06-10 09:00', 'reviewEntry', { ...WHY, result: 'remove' }, COMMITTEE),
    ],
  ],
  'not listed': [[...HEARD, on('2025-03-10 09:00', 'decideEntry', { ...WHY, listed: false }, COMMITTEE)]],
  'withdrawn before anybody was told': [[PROPOSED, on('2025-03-03 10:00', 'withdrawProposal', { reason: '事实有误' })]],
  'a term over the turn of the year': [
    [
      ...LISTED.map((act): Act => ({ ...act, at: act.at.replace('2025-03-', '2026-06-') })),
      on('2026-12-03 09:00', 'confirmDeadlines', { calendar: 'cn-2024-2027' }),
    ],
  ],
};
