import { draftOf, madeOf, paper } from './notice/paper-stories.ts';
import { type Act, at, fail, HEAD, OFFICE, pass, type StoryOf, served, submit, UNIT } from './office.ts';

const office = (when: string, what: string, payload: Act['with'] = {}, on = 'H1'): Act => ({
  on,
  at: when,
  by: OFFICE,
  do: what,
  with: payload,
});
const by = (post: string, when: string, what: string, payload: Act['with'] = {}, on = 'H1'): Act => ({
  on,
  at: when,
  by: post,
  do: what,
  with: payload,
});

const DOC = { document: 'doc-1' };
const WHY = { reason: '按规定', document: 'doc-1', approver: 'street.leader' };
export const PLAN = { goals: '目', methods: '法', funds: '费', people: '人', timetable: '时', safeguards: '安' };

/** Supervision with everything that can come between: withdrawn, returned, refused, asked again, ordered, lifting refused. */
const SUPERVISED: readonly Act[] = [
  ...served('T1'),
  office('2025-03-04 09:00', 'requestSupervision'),
  office('2025-03-04 10:00', 'withdrawSupervisionRequest', WHY),
  office('2025-03-04 11:00', 'requestSupervision'),
  office('2025-03-05 09:00', 'recordSupervisionDecision', { ...WHY, decision: 'returned' }),
  office('2025-03-06 09:00', 'requestSupervision'),
  office('2025-03-07 09:00', 'recordSupervisionDecision', { ...WHY, decision: 'refused' }),
  office('2025-03-07 10:00', 'requestSupervision', { reason: '新的鉴定结论' }),
  office('2025-03-10 09:00', 'recordSupervisionDecision', {
    ...DOC,
    decision: 'ordered',
    number: '3',
    term: '2025-06-30',
  }),
  by(UNIT, '2025-03-10 10:00', 'filePlan', PLAN),
  office('2025-03-11 09:00', 'fileSupervision'),
  office('2025-03-11 10:00', 'publishSupervision', { medium: '网站' }),
  office('2025-03-11 11:00', 'assignDistrictLeader', { ...DOC, leader: '区长' }),
  by(UNIT, '2025-03-25 09:00', 'reportProgress', { percent: 30 }),
  by(UNIT, '2025-04-01 09:00', 'requestExtension', {
    reason: '到货推迟',
    progress: '六成',
    interimMeasures: '值守',
    newDay: '2025-07-31',
  }),
  office('2025-04-02 09:00', 'decideExtension', { ...WHY, decision: 'refused', by: 'district.safetyCommittee' }),
  by(UNIT, '2025-04-03 09:00', 'requestExtension', {
    reason: '到货推迟',
    progress: '六成',
    interimMeasures: '值守',
    newDay: '2025-07-31',
  }),
  office('2025-04-04 09:00', 'decideExtension', { ...DOC, decision: 'granted', by: 'district.safetyCommittee' }),
  submit('2025-04-10 09:00', 'T1'),
  { ...office('2025-04-10 10:00', 'takeIntoAcceptance', { team: ['E1', 'I1', 'D1'] }) },
  pass('2025-04-11 09:00'),
  office('2025-04-14 09:00', 'requestLift'),
  office('2025-04-15 09:00', 'recordLift', { ...WHY, decision: 'refused' }),
  office('2025-04-15 10:00', 'requestLift'),
  office('2025-04-15 11:00', 'recordLift', { ...WHY, decision: 'refused', rework: true }),
  submit('2025-04-15 14:00', 'T1'),
  pass('2025-04-15 16:00'),
  office('2025-04-16 09:00', 'requestLift'),
  office('2025-04-17 09:00', 'recordLift', DOC),
  office('2025-04-18 09:00', 'publishLift', { medium: '网站' }),
  office('2025-04-18 10:00', 'closeOut'),
  office('2025-04-20 10:00', 'reopenHazard', { ground: 'sample', reason: '抽查不合格' }),
];

/** A T1 under supervision that nobody attends to: every duty lapses. */
const NEGLECTED: readonly Act[] = [
  ...served('T1'),
  office('2025-03-04 09:00', 'requestSupervision'),
  office('2025-03-25 09:00', 'recordSupervisionDecision', { ...WHY, decision: 'returned' }),
  office('2025-04-02 09:00', 'requestSupervision'),
  office('2025-04-03 09:00', 'recordSupervisionDecision', { ...DOC, decision: 'ordered', term: '2025-09-30' }),
  by(UNIT, '2025-04-10 09:00', 'requestExtension', {
    reason: '到货推迟',
    progress: '六成',
    interimMeasures: '值守',
    newDay: '2025-10-31',
  }),
];

/** A ladder A up to the referral. */
const LADDER_A: readonly Act[] = [
  ...served('T2'),
  office('2025-04-10 10:00', 'recordFacts', { reason: '行业态势', sectorTrend: 'worse' }, 'H1-A1'),
  by('village.head', '2025-04-14 10:00', 'answerNotice', { answer: '已部署' }, 'H1-A1'),
  office('2025-04-14 11:00', 'assessAnswer', { result: 'contested', reason: '所述不实' }, 'H1-A1'),
  {
    ...office('2025-04-15 10:00', 'assessAnswer', { result: 'sufficient' }, 'H1-A1'),
    by: { post: HEAD, person: 'P9' },
  },
  by('street.safetyCommittee', '2025-04-24 10:00', 'signNotice', { notice: 'warning' }, 'H1-A1'),
  office('2025-04-25 10:00', 'recordNoticeReceipt', { by: 'village.head' }, 'H1-A1'),
  by('village.head', '2025-04-27 10:00', 'answerNotice', { answer: '已部署' }, 'H1-A1'),
  office('2025-04-27 11:00', 'assessAnswer', { result: 'poor', reason: '空话' }, 'H1-A1'),
  by('street.partyCommittee', '2025-04-28 10:00', 'signNotice', { notice: 'criticism' }, 'H1-A1'),
  office('2025-04-29 10:00', 'raiseFlag', { code: 'answer-late', reason: '登记' }, 'H1-A1'),
  by('village.head', '2025-04-29 11:00', 'contestFlag', { code: 'answer-late', reason: '已答复' }, 'H1-A1'),
  office('2025-05-12 10:00', 'recordFacts', { reason: '发生事故', accident: true }, 'H1-A1'),
  by(
    'street.leader',
    '2025-05-13 10:00',
    'signNotice',
    { notice: 'interviewNotice', interviewAt: at('2025-05-19 10:00') },
    'H1-A1',
  ),
  by(
    'street.leader',
    '2025-05-14 10:00',
    'postponeInterview',
    { interviewAt: at('2025-05-20 10:00'), reason: '会议冲突' },
    'H1-A1',
  ),
  office('2025-05-20 11:00', 'recordInterview', { attended: 'inPerson' }, 'H1-A1'),
  office('2025-05-21 11:00', 'fileInterviewMinutes', {}, 'H1-A1'),
  by('village.head', '2025-05-22 10:00', 'fileInterviewReport', {}, 'H1-A1'),
  office('2025-05-23 10:00', 'checkInterview', { passed: false, reason: '未落实' }, 'H1-A1'),
  by('street.partyCommittee', '2025-05-27 10:00', 'signNotice', { notice: 'clueTransfer' }, 'H1-A1'),
];

/** The same, where nobody answers, holds, files or checks. */
const LADDER_A_NEGLECTED: readonly Act[] = [
  ...served('T2'),
  office('2025-04-10 10:00', 'skipRungs', { to: 5, reason: '情节严重', approver: 'street.leader' }, 'H1-A1'),
  by(
    'street.leader',
    '2025-04-10 11:00',
    'signNotice',
    { notice: 'interviewNotice', interviewAt: at('2025-04-17 10:00') },
    'H1-A1',
  ),
];
const INTERVIEW_HELD: readonly Act[] = [
  ...LADDER_A_NEGLECTED,
  office('2025-04-17 11:00', 'recordInterview', { attended: 'inPerson' }, 'H1-A1'),
];
const INTERVIEW_REPORTED: readonly Act[] = [
  ...INTERVIEW_HELD,
  by('village.head', '2025-04-18 11:00', 'fileInterviewReport', {}, 'H1-A1'),
];

/** Ladder B to the proposal for the roster. */
const LADDER_B: readonly Act[] = [
  ...served('T2'),
  by('street.inspectors', '2025-04-16 10:00', 'signNotice', { notice: 'reinspection' }, 'H1-B1'),
  office('2025-04-16 11:00', 'recordFacts', { reason: '复查不合格', reinspectionFailed: true }, 'H1-B1'),
  office('2025-04-21 10:00', 'signNotice', { notice: 'caseTransfer' }, 'H1-B1'),
  office('2025-04-22 10:00', 'recordReceipt', { ...WHY, by: 'district.lawEnforcement', accepted: false }, 'H1-B1'),
  office('2025-04-23 10:00', 'recordFacts', { reason: '仍不安全', unsafeAfterStop: true }, 'H1-B1'),
  by('street.safetyCommittee', '2025-04-24 10:00', 'signNotice', { notice: 'closingProposal' }, 'H1-B1'),
  office('2025-04-25 10:00', 'recordReceipt', { ...DOC, by: 'district.government' }, 'H1-B1'),
  office('2025-04-27 10:00', 'recordOutsideDecision', { ...DOC, what: 'fine', amount: 50_000 }, 'H1-B1'),
  office('2025-04-27 11:00', 'recordFacts', { reason: '已处罚', penalised: true, grave: true }, 'H1-B1'),
  by('street.safetyCommittee', '2025-04-29 10:00', 'signNotice', { notice: 'rosterRecommendation' }, 'H1-B1'),
];

const T0_GRADED_ONLY = served('T0').slice(0, 2);

/** A tip-off received on Monday 3 March 2025. */
export const RECEIVED: Act = {
  on: 'T1',
  at: '2025-03-03 09:10',
  by: OFFICE,
  do: 'receiveTipoff',
  with: { channel: 'phone', matter: '仓库违规住人', reporter: 'sealed' },
};
const tip = (when: string, what: string, payload: Act['with'] = {}): Act => office(when, what, payload, 'T1');
export const ACCEPTED: readonly Act[] = [
  RECEIVED,
  tip('2025-03-03 10:00', 'triageTipoff', { to: OFFICE }),
  tip('2025-03-05 09:00', 'acceptTipoff'),
];
export const ANSWERED: readonly Act[] = [
  ...ACCEPTED,
  tip('2025-03-10 09:00', 'concludeTipoff', { result: '属实' }),
  tip('2025-03-11 09:00', 'answerTipoff'),
];

/** Stories that between them make every machine do everything it can. */
export const STORIES: { readonly [name: string]: StoryOf } = {
  'other rules, then the next year’s calendar': [
    [
      ...served('T1', { day: '2026-11-10' }),
      office('2026-11-30 09:00', 'adoptRules', { ...WHY, ruleSet: 'strict', calendar: 'cn-2024-2026' }),
      office('2026-12-01 09:00', 'confirmDeadlines', { calendar: 'cn-2024-2027' }),
    ],
  ],
  'a tip-off over the turn of the year': [
    [
      by(
        'public',
        '2026-12-01 09:00',
        'receiveTipoff',
        { channel: 'web', matter: '堵塞', reporter: 'anonymous' },
        'T1',
      ),
      office('2026-12-02 09:00', 'acceptTipoff', {}, 'T1'),
      office('2026-12-02 10:00', 'adoptRules', { ...WHY, ruleSet: 'strict', calendar: 'cn-2024-2026' }, 'T1'),
      office('2026-12-03 09:00', 'confirmDeadlines', { calendar: 'cn-2024-2027' }, 'T1'),
    ],
  ],
  'an interview over the turn of the year': [
    [
      ...served('T2', { day: '2026-10-12' }),
      office('2026-12-18 10:00', 'skipRungs', { to: 5, reason: '情节严重', approver: 'street.leader' }, 'H1-A1'),
      by(
        'street.leader',
        '2026-12-18 11:00',
        'signNotice',
        { notice: 'interviewNotice', interviewAt: at('2026-12-25 10:00') },
        'H1-A1',
      ),
      office('2026-12-25 11:00', 'recordInterview', { attended: 'inPerson' }, 'H1-A1'),
      office('2026-12-28 09:00', 'confirmDeadlines', { calendar: 'cn-2024-2027' }, 'H1-A1'),
    ],
  ],
  'supervised, with every detour': [SUPERVISED],
  'supervised and neglected': [NEGLECTED, '2026-01-31 09:00'],
  'supervision never asked for': [served('T1'), '2025-04-30 09:00'],
  'acceptance of a T1 neglected': [[...served('T1'), submit('2025-03-10 09:00', 'T1')], '2025-04-30 09:00'],
  'lifting neglected': [
    [
      ...SUPERVISED.slice(
        0,
        SUPERVISED.findIndex((act) => act.do === 'requestLift'),
      ),
    ],
    '2025-05-31 09:00',
  ],
  'publication of the lifting neglected': [
    [
      ...SUPERVISED.slice(
        0,
        SUPERVISED.findIndex((act) => act.do === 'publishLift'),
      ),
    ],
    '2025-05-31 09:00',
  ],
  'T2 neglected at every step': [
    [
      ...served('T2'),
      by(UNIT, '2025-03-20 09:00', 'requestExtension', {
        reason: '到货推迟',
        interimMeasures: '值守',
        newDay: '2025-04-10',
      }),
    ],
    '2025-09-30 09:00',
  ],
  'T2 handed in, acceptance neglected': [[...served('T2'), submit('2025-03-10 09:00', 'T2')], '2025-04-30 09:00'],
  'T3 handed in, acceptance neglected': [[...served('T3'), submit('2025-03-05 09:00', 'T3')], '2025-04-30 09:00'],
  'T3 neglected': [served('T3'), '2025-06-30 09:00'],
  'T2 extension granted': [
    [
      ...served('T2'),
      by(UNIT, '2025-03-20 09:00', 'requestExtension', {
        reason: '到货推迟',
        interimMeasures: '值守',
        newDay: '2025-04-10',
      }),
      by(HEAD, '2025-03-21 09:00', 'decideExtension', { decision: 'granted' }),
    ],
  ],
  'T0 neglected': [T0_GRADED_ONLY, '2025-03-10 09:00'],
  'T0 not graded': [served('T0').slice(0, 1), '2025-03-10 09:00'],
  'not graded': [served('T3').slice(0, 1), '2025-03-10 09:00'],
  'not ordered, not served': [served('T3').slice(0, 2), '2025-03-31 09:00'],
  'T0 handed in and never accepted': [
    [
      ...served('T0'),
      by('village.gridWorker', '2025-03-03 14:10', 'recordControl', { measures: '断电' }),
      submit('2025-03-03 15:00', 'T0'),
    ],
    '2025-03-06 09:00',
  ],
  'T0 accepted after failure': [
    [
      ...served('T0'),
      by('village.gridWorker', '2025-03-03 14:10', 'recordControl', { measures: '断电' }),
      submit('2025-03-03 15:00', 'T0'),
      fail('2025-03-03 16:00'),
    ],
    '2025-03-31 09:00',
  ],
  'ladder A to the referral': [LADDER_A, '2025-09-30 09:00'],
  'interview not held': [LADDER_A_NEGLECTED, '2025-06-30 09:00'],
  'interview not recorded nor reported': [INTERVIEW_HELD, '2025-06-30 09:00'],
  'interview not checked': [INTERVIEW_REPORTED, '2025-06-30 09:00'],
  'a paper without receipt, and its signer late': [
    [...served('T2'), by('street.safetyCommittee', '2025-04-23 10:00', 'signNotice', { notice: 'warning' }, 'H1-A1')],
    '2025-05-07 12:00',
  ],
  'a paper of the ladder that is not delivered': [
    [
      ...served('T2'),
      by('street.safetyCommittee', '2025-04-23 10:00', 'signNotice', { notice: 'warning' }, 'H1-A1'),
      paper(
        '2025-04-23 10:01',
        'draftNotice',
        draftOf({
          notice: 'warning',
          rung: 3,
          signature: 'given',
          ordered: { seq: 7, nth: 0, at: at('2025-04-23 10:00'), type: 'NoticeSigned' },
        }),
        { post: 'engine' },
        'H1-A1-N7.0',
      ),
      paper('2025-04-23 10:02', 'issueNotice', madeOf(1), { post: 'engine' }, 'H1-A1-N7.0'),
      paper(
        '2025-04-23 10:03',
        'recordUndelivered',
        { channel: 'mail', because: '550' },
        { post: 'engine' },
        'H1-A1-N7.0',
      ),
    ],
    '2025-04-24 09:00',
  ],
  'matters without a lapse, flags contested': [
    [
      ...served('T2'),
      office('2025-03-04 09:00', 'startMatter', { ladder: 'A', ground: 'falseReport', reason: '乱填乱报' }),
      office('2025-03-05 09:00', 'startMatter', { ladder: 'A', ground: 'accident', reason: '发生事故' }),
      office('2025-04-11 09:00', 'raiseFlag', { code: 'photo-reused', reason: '照片重复' }, 'H1-A1'),
      by('village.head', '2025-04-11 10:00', 'contestFlag', { code: 'photo-reused', reason: '系补拍' }, 'H1-A1'),
      {
        ...office(
          '2025-04-14 10:00',
          'decideFlagContest',
          { code: 'photo-reused', result: 'stands', reason: '属实' },
          'H1-A1',
        ),
        by: { post: HEAD, person: 'P9' },
      },
    ],
    '2025-06-30 09:00',
  ],
  'a flag of the hazard contested': [
    [
      ...served('T3').slice(0, 2),
      { ...office('2025-03-10 10:00', 'orderRectification') },
      by('street.safetyCommittee', '2025-03-10 11:00', 'contestFlag', {
        code: 'notice-served-late',
        reason: '台风停工',
      }),
      office('2025-03-11 11:00', 'decideFlagContest', {
        code: 'notice-served-late',
        result: 'unfounded',
        reason: '停工令属实',
      }),
    ],
  ],
  'interview missed': [
    [...LADDER_A_NEGLECTED, office('2025-04-17 11:00', 'recordInterview', { attended: 'absent' }, 'H1-A1')],
    '2025-06-30 09:00',
  ],
  'interview passed, then accepted': [
    [
      ...INTERVIEW_REPORTED,
      office('2025-04-21 11:00', 'checkInterview', { passed: true }, 'H1-A1'),
      submit('2025-04-22 09:00', 'T2'),
      pass('2025-04-23 09:00'),
      office('2025-04-23 10:00', 'closeOut'),
    ],
  ],
  'contested answer never reviewed': [LADDER_A.slice(0, 7), '2025-06-30 09:00'],
  'matter withdrawn': [
    [
      ...served('T2'),
      office('2025-04-11 10:00', 'withdrawMatter', WHY, 'H1-A1'),
      office('2025-04-11 11:00', 'addNote', { text: '撤销' }, 'H1-A1'),
    ],
    '2025-06-30 09:00',
  ],
  'two causes, one dropped': [
    [
      ...served('T1'),
      { ...by(UNIT, '2025-03-12 08:00', 'filePlan', PLAN) },
      office('2025-03-17 09:00', 'requestSupervision'),
      office('2025-03-18 09:00', 'recordSupervisionDecision', { ...DOC, decision: 'ordered', term: '2025-04-20' }),
      { ...submit('2025-04-22 09:00', 'T1', { at: '2025-04-18 09:00', entered: '2025-04-22 09:00' }) },
    ],
    '2025-06-30 09:00',
  ],
  'paused during the ladder': [
    [
      ...served('T2'),
      office('2025-04-11 10:00', 'pause', { ...WHY, reason: 'appraisal' }),
      office('2025-04-20 10:00', 'resume'),
    ],
    '2025-06-30 09:00',
  ],
  'paused to the cap': [
    [...served('T2'), office('2025-03-11 10:00', 'pause', { ...WHY, reason: 'expertReview' })],
    '2025-06-30 09:00',
  ],
  'paused by force majeure': [
    [...served('T2'), office('2025-03-11 10:00', 'pause', { ...WHY, reason: 'forceMajeure' })],
    '2025-06-30 09:00',
  ],
  'paused for an outside decision': [
    [...served('T2'), office('2025-03-11 10:00', 'pause', { ...WHY, reason: 'outsideDecision' })],
    '2025-06-30 09:00',
  ],
  'ladder B to the roster': [LADDER_B, '2025-09-30 09:00'],
  'ladder B, transfer never answered': [LADDER_B.slice(0, 7), '2025-09-30 09:00'],
  'transfer, with every detour': [
    [
      ...served('T3'),
      office('2025-03-04 09:00', 'decideTransfer', { to: 'district.housing', basis: '职责' }),
      office('2025-03-05 09:00', 'sendTransfer'),
      office('2025-03-06 09:00', 'recordTransferReceipt', { ...WHY, accepted: false }),
      office('2025-03-06 10:00', 'decideTransfer', { to: 'district.fire', basis: '职责' }),
      office('2025-03-06 11:00', 'sendTransfer'),
      office('2025-03-07 09:00', 'recordTransferReceipt', DOC),
      office('2025-03-10 09:00', 'recordTransferResult', { ...DOC, result: '已办' }),
    ],
  ],
  'transfer never sent': [
    [...served('T3'), office('2025-03-04 09:00', 'decideTransfer', { to: 'district.housing', basis: '职责' })],
    '2025-06-30 09:00',
  ],
  'transfer never received': [
    [
      ...served('T3'),
      office('2025-03-04 09:00', 'decideTransfer', { to: 'district.housing', basis: '职责' }),
      office('2025-03-04 10:00', 'sendTransfer'),
    ],
    '2025-06-30 09:00',
  ],
  'transfer without result': [
    [
      ...served('T3'),
      office('2025-03-04 09:00', 'decideTransfer', { to: 'district.housing', basis: '职责' }),
      office('2025-03-04 10:00', 'sendTransfer'),
      office('2025-03-05 10:00', 'recordTransferReceipt', DOC),
    ],
    '2025-06-30 09:00',
  ],
  'consultation left to itself': [
    [...served('T2'), by('village.head', '2025-03-05 09:00', 'openConsultation', { issue: '权属不清' })],
    '2025-07-31 09:00',
  ],
  'consultation sent down and decided, minutes missing': [
    [
      ...served('T2'),
      by('village.head', '2025-03-05 09:00', 'openConsultation', { issue: '权属不清' }),
      by('village.head', '2025-03-06 09:00', 'liftConsultation', { reason: '本级不能解决', tried: '协调三次' }),
      office('2025-03-07 09:00', 'liftConsultation', { reason: '涉及两个街道' }),
      office('2025-03-10 09:00', 'sendConsultationDown', { instructions: '由街道组织' }),
      office('2025-03-11 09:00', 'decideConsultation', {
        level: 'street',
        decision: '统一改造',
        owner: 'U1',
        due: '2025-04-20',
        replacesDueDay: true,
      }),
    ],
    '2025-06-30 09:00',
  ],
  'consultation with minutes': [
    [
      ...served('T2'),
      by('village.head', '2025-03-05 09:00', 'openConsultation', { issue: '权属不清' }),
      by('village.head', '2025-03-06 09:00', 'decideConsultation', {
        level: 'village',
        decision: '清理',
        owner: 'U1',
        due: '2025-03-20',
      }),
      by('village.head', '2025-03-07 09:00', 'fileMinutes'),
    ],
  ],
  'consultation open at the end': [
    [
      ...served('T2'),
      by('village.head', '2025-03-05 09:00', 'openConsultation', { issue: '权属不清' }),
      office('2025-03-06 09:00', 'dismissHazard', { seen: '无隐患', reason: '误报' }),
    ],
  ],
  'stopped, refused, restarted': [
    [
      ...served('T1'),
      by('village.head', '2025-03-03 15:00', 'orderControl', { measures: '警戒' }),
      by('village.gridWorker', '2025-03-03 16:00', 'recordControl', { measures: '断电' }),
      by('village.gridWorker', '2025-03-03 16:10', 'recordDistrictCall', { called: '区应急局' }),
      office('2025-03-04 09:00', 'recordStop', { ...DOC, by: 'district.emergency' }),
      office('2025-03-20 09:00', 'reviewStop', { result: 'continue' }),
      by(UNIT, '2025-03-21 09:00', 'requestRestart'),
      office('2025-03-22 09:00', 'recordRestartDecision', { ...WHY, decision: 'refused' }),
      by(UNIT, '2025-03-23 09:00', 'requestRestart'),
      office('2025-03-24 09:00', 'recordRestartDecision', { ...DOC, decision: 'approved' }),
    ],
  ],
  'stopped and forgotten': [
    [...served('T1'), office('2025-03-04 09:00', 'recordStop', { ...DOC, by: 'district.emergency' })],
    '2025-06-30 09:00',
  ],
  'restart never decided': [
    [
      ...served('T1'),
      office('2025-03-04 09:00', 'recordStop', { ...DOC, by: 'district.emergency' }),
      by(UNIT, '2025-03-21 09:00', 'requestRestart'),
    ],
    '2025-06-30 09:00',
  ],
  'regraded, corrected, gone': [
    [
      ...served('T2'),
      by(UNIT, '2025-03-10 09:00', 'requestExtension', {
        reason: '到货推迟',
        interimMeasures: '值守',
        newDay: '2025-04-10',
      }),
      office('2025-03-11 09:00', 'regradeHazard', { ...WHY, tier: 'T3' }),
      office('2025-03-11 10:00', 'addEvidence', { photos: ['extra-1'] }),
      office('2025-03-11 11:00', 'addNote', { text: '补充' }),
      office('2025-03-12 09:00', 'correctSubject', { unit: 'U2', where: '三楼', reason: '写错单位' }),
      office('2025-03-13 09:00', 'recordSubjectGone', { ...DOC, seen: '已搬离' }),
    ],
  ],
  merged: [
    [
      ...served('T2'),
      ...served('T2', { on: 'H2', report: { unit: 'U2' } }).map((act) => ({
        ...act,
        at: act.at.replace('03-03', '03-04'),
      })),
      office('2025-03-10 09:00', 'mergeHazard', { into: 'H1', reason: '同一隐患' }, 'H2'),
    ],
    '2025-03-10 12:00',
  ],
  'a matter without a hazard': [
    [
      {
        kind: 'matter',
        on: 'M1',
        at: '2025-03-03 09:00',
        by: OFFICE,
        do: 'openMatter',
        with: {
          ladder: 'A',
          subjectKind: 'village',
          subjectId: 'V1',
          ground: 'dutyMissed',
          what: '年度排查未完成',
          basis: '泉港山〔2020〕119号',
          lastDay: '2025-02-28',
          reason: '到期未报',
        },
      },
      {
        kind: 'matter',
        on: 'M1',
        at: '2025-03-07 09:00',
        by: OFFICE,
        do: 'acceptResult',
        with: { reason: '已补报', document: '核查记录3号' },
      },
    ],
    '2025-03-10 12:00',
  ],
  'tip-off neglected': [[RECEIVED], '2025-06-30 09:00'],
  'tip-off accepted and neglected': [ACCEPTED, '2025-09-30 09:00'],
  'tip-off verified and neglected': [ANSWERED.slice(0, -1), '2025-06-30 09:00'],
  'tip-off to a hazard, extended, paid': [
    [
      ...ACCEPTED,
      tip('2025-03-06 09:00', 'openHazard', {
        unit: 'U3',
        kind: 'livingInWarehouse',
        where: '仓库',
        what: '违规住人',
        found: at('2025-03-06 08:30'),
      }),
      tip('2025-03-07 09:00', 'extendVerification', WHY),
      tip('2025-03-10 09:00', 'concludeTipoff', { result: '属实', fine: 100_000 }),
      tip('2025-03-11 09:00', 'answerTipoff'),
      tip('2025-03-12 09:00', 'offerReward'),
      tip('2025-03-13 09:00', 'addNote', { text: '已联系' }),
      tip('2025-03-14 09:00', 'payReward'),
    ],
  ],
  'reward expired': [[...ANSWERED, tip('2025-03-12 09:00', 'offerReward')], '2025-06-30 09:00'],
  'reward waived': [[...ANSWERED, tip('2025-03-12 09:00', 'offerReward'), tip('2025-03-13 09:00', 'waiveReward', WHY)]],
  'closed without reward': [[...ANSWERED, tip('2025-03-12 09:00', 'closeTipoff')]],
  'not ours': [[RECEIVED, tip('2025-03-04 09:00', 'declineTipoff', { ...WHY, receiver: '区住建局' })]],
  'transferred, returned, transferred again': [
    [
      RECEIVED,
      tip('2025-03-04 09:00', 'transferTipoff', { ...WHY, receiver: '区住建局', level: 'district' }),
      tip('2025-03-05 09:00', 'recordTransferReceipt', { ...WHY, accepted: false }),
      tip('2025-03-06 09:00', 'transferTipoff', { ...WHY, receiver: '区城管局', level: 'district' }),
      tip('2025-03-07 09:00', 'recordTransferReceipt', DOC),
    ],
  ],
  'transferred, and nobody signs for it': [
    [RECEIVED, tip('2025-03-04 09:00', 'transferTipoff', { ...WHY, receiver: '区住建局', level: 'district' })],
    '2025-03-31 09:00',
  ],
  'the same reported again, answered with the first': [
    [
      ...ACCEPTED,
      { ...RECEIVED, on: 'T2', at: '2025-03-06 09:00', with: { ...RECEIVED.with, joint: 3 } },
      office('2025-03-06 10:00', 'joinTipoff', { into: 'T1' }, 'T2'),
      by('public', '2025-03-07 09:00', 'supplementTipoff', { text: '昨夜仍有人住' }, 'T2'),
      tip('2025-03-10 09:00', 'concludeTipoff', { result: '属实' }),
      tip('2025-03-11 09:00', 'answerTipoff'),
    ],
    '2025-03-12 09:00',
  ],
  'the same reported again, and the first withdrawn': [
    [
      RECEIVED,
      { ...RECEIVED, on: 'T2', at: '2025-03-03 10:00' },
      office('2025-03-03 11:00', 'joinTipoff', { into: 'T1' }, 'T2'),
      by('public', '2025-03-04 09:00', 'withdrawTipoff', { reason: '本人撤回' }, 'T1'),
    ],
    '2025-03-05 09:00',
  ],
  'a hazard known already, claimed, paid, looked at': [
    [
      ...served('T3'),
      ...ACCEPTED,
      tip('2025-03-06 09:00', 'linkHazard', { hazard: 'H1' }),
      tip('2025-03-10 09:00', 'concludeTipoff', { result: '属实', finding: 'substantiated' }),
      tip('2025-03-11 09:00', 'answerTipoff'),
      tip('2025-03-12 09:00', 'offerReward', { amount: 300 }),
      by('public', '2025-03-13 09:00', 'claimReward', {}, 'T1'),
      by(HEAD, '2025-03-13 10:00', 'recordOpening', { motive: '核对领奖人' }, 'T1'),
      tip('2025-03-14 09:00', 'payReward'),
    ],
  ],
  'claimed, and nobody pays': [
    [...ANSWERED, tip('2025-03-12 09:00', 'offerReward'), by('public', '2025-03-13 09:00', 'claimReward', {}, 'T1')],
    '2025-04-30 09:00',
  ],
  'tip-off withdrawn': [[RECEIVED, tip('2025-03-04 09:00', 'withdrawTipoff', WHY)]],
};
