import { z } from 'zod';
import type { CommandTable } from '../commands.ts';
import { contestDecisionSchema, contestSchema } from '../flag.ts';
import { amount, dayField, documentNumber, ids, instantField, oneOf, payload, text, yesNo } from '../payload.ts';

const OFFICE = ['street.safetyOffice'] as const;
const FINDERS = [
  'village.gridWorker',
  'village.clerk',
  'village.head',
  'department.head',
  'street.inspector',
  'street.safetyOffice',
  'street.department',
  'unit.head',
  'unit.safetyOfficer',
  'expert',
  'insurer',
  'device',
] as const;
const UNIT = ['unit.head', 'unit.safetyOfficer'] as const;
const TIERS = ['T0', 'T1', 'T2', 'T3'] as const;

/** What every decision of somebody outside bears: the paper's number, and its date if that is not the day of the act. */
const OUTSIDE = { document: documentNumber, decidedOn: dayField('文书日期').optional() } as const;

/** Events that bring a matter (问责事项) without any lapse (handbook §5, §22). */
export const MATTER_GROUNDS = [
  'accident',
  'falseReport',
  'shouldHaveFound',
  'fakeRectification',
  'backTracing',
  'progressLag',
  'generalAccidents',
  'sectorTrend',
  'unsafeAfterStop',
] as const;

const facts = z.strictObject({
  threatensLife: yesNo('是否危及人身安全'),
  matchesMajorCriteria: yesNo('是否符合重大隐患判定标准').optional(),
  criterion: z.string().max(200).optional(),
  needsStop: yesNo('是否需要停产停用').optional(),
  unitCannotFixAlone: yesNo('单位能否自行整改').optional(),
  estimatedDays: amount('预计整改天数', 3_650).optional(),
  localCanHandle: yesNo('属地和行业能否处置').optional(),
});

/** Commands of the hazard. */
export const HAZARD_COMMANDS = {
  reportHazard: {
    label: '登记隐患',
    by: FINDERS,
    opens: true,
    events: ['HazardReported'],
    schema: payload({
      unit: text('单位', 100),
      kind: text('隐患类别', 100),
      where: text('部位', 200),
      what: text('隐患情况'),
      found: instantField('发现时间'),
      photos: ids('照片').optional(),
      threatensLife: yesNo('是否危及人身安全').optional(),
      standard: z.string().max(200).optional(),
      matter: oneOf('专业类别', ['building', 'fire', 'specialEquipment', 'geology', 'other']).optional(),
      supervisor: z.string().max(100).optional(),
    }),
  },
  gradeHazard: {
    label: '定级',
    by: OFFICE,
    events: ['HazardGraded'],
    schema: payload({ facts, tier: oneOf('等级', TIERS).optional() }),
  },
  regradeHazard: {
    label: '调整等级',
    by: OFFICE,
    events: ['HazardRegraded'],
    schema: payload({ tier: oneOf('等级', TIERS), secondPerson: z.string().max(200).optional() }),
  },
  dismissHazard: {
    label: '认定不属隐患',
    by: OFFICE,
    events: ['HazardDismissed'],
    schema: payload({ seen: text('现场核实情况'), secondPerson: z.string().max(200).optional() }),
  },
  mergeHazard: {
    label: '合并',
    by: OFFICE,
    events: ['HazardMerged'],
    schema: payload({ into: text('保留的隐患编号', 64) }),
  },
  orderRectification: {
    label: '下达整改要求',
    by: [...OFFICE, 'street.inspector'],
    events: ['RectificationOrdered'],
    schema: payload({ measures: z.string().max(2_000).optional(), legalBasis: z.string().max(500).optional() }),
  },
  recordService: {
    label: '登记送达',
    by: [...OFFICE, 'street.inspector'],
    events: ['RectificationServed'],
    schema: payload({
      mode: oneOf('送达方式', ['inPerson', 'mail', 'posted', 'refused']),
      signedBy: z.string().max(200).optional(),
      witnesses: ids('见证人').optional(),
    }),
  },
  correctSubject: {
    label: '更正单位或地点',
    by: OFFICE,
    events: ['SubjectCorrected'],
    schema: payload({ unit: text('单位', 100), where: text('部位', 200), supervisor: z.string().max(100).optional() }),
  },
  recordSubjectGone: {
    label: '登记单位灭失',
    by: OFFICE,
    events: ['SubjectGone'],
    schema: payload({ seen: text('现场核实情况') }),
  },
  filePlan: {
    label: '报送治理方案',
    by: UNIT,
    events: ['PlanFiled'],
    schema: payload({
      goals: text('治理目标和任务'),
      methods: text('方法和措施'),
      funds: text('经费和物资'),
      people: text('机构和人员'),
      timetable: text('时限和要求'),
      safeguards: text('安全措施和应急预案'),
    }),
  },
  reportProgress: {
    label: '报告进展',
    by: UNIT,
    events: ['ProgressReported'],
    schema: payload({ percent: amount('完成比例', 100), next: z.string().max(2_000).optional() }),
  },
  requestExtension: {
    label: '申请延期',
    by: UNIT,
    events: ['ExtensionRequested'],
    schema: payload({
      newDay: dayField('拟延至日期'),
      progress: z.string().max(2_000).optional(),
      interimMeasures: z.string().max(2_000).optional(),
      forceMajeure: yesNo('是否不可抗力').optional(),
    }),
  },
  decideExtension: {
    label: '登记延期决定',
    by: OFFICE,
    events: ['ExtensionGranted', 'ExtensionRefused'],
    schema: payload({
      decision: oneOf('决定', ['granted', 'refused']),
      newDay: dayField('延至日期').optional(),
      by: z.string().max(200).optional(),
      opinion: z.string().max(2_000).optional(),
    }),
  },
  submitRectification: {
    label: '提交整改',
    by: UNIT,
    events: ['RectificationSubmitted'],
    schema: payload({
      photos: ids('整改后照片').optional(),
      photosBefore: ids('整改前照片').optional(),
      planItems: z.union([z.literal('all'), ids('方案完成情况')]).optional(),
      opinion: z.string().max(200).optional(),
      done: z.string().max(2_000).optional(),
    }),
  },
  takeIntoAcceptance: {
    label: '受理验收',
    by: ['acceptanceTeam', ...OFFICE],
    events: ['AcceptanceTaken'],
    schema: payload({ team: ids('验收组成员').optional() }),
  },
  concludeAcceptance: {
    label: '验收结论',
    by: ['acceptanceTeam', ...OFFICE, 'village.gridWorker'],
    events: ['AcceptancePassed', 'AcceptanceFailed'],
    schema: payload({
      passed: yesNo('是否合格'),
      conclusion: z.string().max(2_000).optional(),
      perItem: z.string().max(4_000).optional(),
      team: ids('验收组成员').optional(),
      photos: ids('现场照片').optional(),
    }),
  },
  closeOut: { label: '销号', by: OFFICE, events: ['HazardClosedOut'], schema: payload({}) },
  reopenHazard: {
    label: '重新打开',
    by: OFFICE,
    events: ['HazardReopened'],
    schema: payload({ ground: oneOf('依据', ['inspector', 'reporter', 'sample', 'recurrence']) }),
  },
  requestSupervision: {
    label: '提请挂牌督办',
    by: OFFICE,
    events: ['SupervisionRequested'],
    schema: payload({ attachments: ids('附件').optional(), why: z.string().max(2_000).optional() }),
  },
  withdrawSupervisionRequest: { label: '撤回提请', by: OFFICE, events: ['SupervisionWithdrawn'], schema: payload({}) },
  recordSupervisionDecision: {
    label: '登记区级答复',
    by: OFFICE,
    events: ['SupervisionOrdered', 'SupervisionReturned', 'SupervisionRefused'],
    schema: payload({
      ...OUTSIDE,
      decision: oneOf('答复', ['ordered', 'returned', 'refused']),
      number: z.string().max(100).optional(),
      term: dayField('督办期限').optional(),
      responsibleUnit: z.string().max(200).optional(),
      supervisingUnit: z.string().max(200).optional(),
    }),
  },
  fileSupervision: { label: '登记挂牌备案', by: OFFICE, events: ['SupervisionFiled'], schema: payload({}) },
  publishSupervision: {
    label: '登记挂牌公示',
    by: OFFICE,
    events: ['SupervisionPublished'],
    schema: payload({ medium: text('公示载体', 200) }),
  },
  requestLift: { label: '申请摘牌', by: OFFICE, events: ['LiftRequested'], schema: payload({}) },
  recordLift: {
    label: '登记摘牌决定',
    by: OFFICE,
    events: ['SupervisionLifted', 'LiftRefused'],
    schema: payload({
      ...OUTSIDE,
      decision: oneOf('决定', ['lifted', 'refused']).optional(),
      rework: yesNo('是否要求继续整改').optional(),
    }),
  },
  publishLift: {
    label: '登记摘牌公示',
    by: OFFICE,
    events: ['LiftPublished'],
    schema: payload({ medium: text('公示载体', 200) }),
  },
  assignDistrictLeader: {
    label: '登记区级领导挂钩',
    by: OFFICE,
    events: ['LeaderAssigned'],
    schema: payload({ ...OUTSIDE, leader: text('挂钩领导', 200) }),
  },
  openConsultation: {
    label: '提出会商',
    by: ['village.head', 'department.head', 'street.department', ...OFFICE],
    events: ['ConsultationOpened'],
    schema: payload({
      issue: text('议题'),
      tried: z.string().max(2_000).optional(),
      level: oneOf('层级', ['village', 'street', 'district']).optional(),
    }),
  },
  liftConsultation: {
    label: '提交上级会商',
    by: ['village.head', 'department.head', 'street.department', 'street.safetyCommittee', ...OFFICE],
    events: ['ConsultationLifted'],
    schema: payload({
      tried: z.string().max(2_000).optional(),
      proposal: z.string().max(2_000).optional(),
      attended: ids('参加单位').optional(),
      split: z
        .strictObject({ part: text('留在本级的部分', 500), owner: text('责任单位', 200), due: dayField('完成日期') })
        .optional(),
    }),
  },
  decideConsultation: {
    label: '登记会商决定',
    by: ['village.head', 'department.head', 'street.safetyCommittee', ...OFFICE],
    events: ['ConsultationDecided'],
    schema: payload({
      level: oneOf('层级', ['village', 'street', 'district']),
      decision: text('决定'),
      owner: text('责任单位', 200),
      due: dayField('完成日期'),
      replacesDueDay: yesNo('是否明确调整整改期限').optional(),
    }),
  },
  sendConsultationDown: {
    label: '发回下级并提出要求',
    by: ['street.safetyCommittee', ...OFFICE],
    events: ['ConsultationSentDown'],
    schema: payload({ instructions: text('要求') }),
  },
  fileMinutes: {
    label: '登记会商纪要',
    by: ['village.head', 'department.head', 'street.safetyCommittee', ...OFFICE],
    events: ['MinutesFiled'],
    schema: payload({}),
  },
  orderControl: {
    label: '要求现场管控',
    by: [...OFFICE, 'street.inspector', 'village.head'],
    events: ['ControlOrdered'],
    schema: payload({ measures: text('管控措施') }),
  },
  recordControl: {
    label: '登记现场管控',
    by: [...FINDERS],
    events: ['ControlVerified'],
    schema: payload({ measures: text('管控措施'), photos: ids('照片').optional() }),
  },
  recordDistrictCall: {
    label: '登记电话报告',
    by: [...OFFICE, 'village.head', 'village.gridWorker'],
    events: ['DistrictCalled'],
    schema: payload({ called: text('报告对象', 200), answer: z.string().max(2_000).optional() }),
  },
  recordStop: {
    label: '登记停产停业',
    by: OFFICE,
    events: ['ProductionStopped'],
    schema: payload({ ...OUTSIDE, by: text('决定机关', 200), scope: z.string().max(500).optional() }),
  },
  reviewStop: {
    label: '停产停业复核',
    by: OFFICE,
    events: ['StopReviewed'],
    schema: payload({ result: oneOf('结论', ['continue']) }),
  },
  requestRestart: {
    label: '申请恢复生产',
    by: UNIT,
    events: ['RestartRequested'],
    schema: payload({ documents: ids('材料').optional() }),
  },
  recordRestartDecision: {
    label: '登记恢复审查意见',
    by: OFFICE,
    events: ['RestartApproved', 'RestartRefused'],
    schema: payload({ ...OUTSIDE, decision: oneOf('意见', ['approved', 'refused']) }),
  },
  decideTransfer: {
    label: '决定移送',
    by: OFFICE,
    events: ['TransferDecided'],
    schema: payload({ to: text('接收部门', 200), basis: text('依据', 500) }),
  },
  sendTransfer: { label: '发出移送', by: OFFICE, events: ['TransferSent'], schema: payload({}) },
  recordTransferReceipt: {
    label: '登记移送回执',
    by: OFFICE,
    events: ['TransferReceived', 'TransferReturned'],
    schema: payload({ ...OUTSIDE, accepted: yesNo('是否接收').optional(), by: z.string().max(200).optional() }),
  },
  recordTransferResult: {
    label: '登记移送结果',
    by: OFFICE,
    events: ['TransferResultKnown'],
    schema: payload({ ...OUTSIDE, result: text('结果') }),
  },
  startMatter: {
    label: '启动问责',
    by: OFFICE,
    events: ['MatterStarted'],
    schema: payload({
      ladder: oneOf('阶梯', ['A', 'B']),
      ground: oneOf('事由', MATTER_GROUNDS),
      progressLag: amount('进度滞后比例', 1).optional(),
      generalAccidentsInQuarter: amount('本季一般事故起数', 100).optional(),
      startRung: z.number({ error: '起始层级应为数字' }).int().positive().optional(),
    }),
  },
  contestFlag: {
    label: '对标记提出异议',
    by: [...UNIT, 'village.head', 'department.head', 'acceptanceTeam', 'street.safetyCommittee', ...OFFICE],
    events: ['FlagContested'],
    schema: contestSchema,
  },
  decideFlagContest: {
    label: '复核标记异议',
    by: OFFICE,
    events: ['FlagContestDecided'],
    schema: contestDecisionSchema,
  },
  pause: { label: '中止期限', by: OFFICE, events: ['CasePaused'], schema: payload({}) },
  resume: { label: '恢复计时', by: OFFICE, events: ['CaseResumed'], schema: payload({}) },
  adoptRules: {
    label: '改用新规则集',
    by: OFFICE,
    events: ['RulesAdopted'],
    schema: payload({
      ruleSet: text('规则集', 100),
      calendar: text('工作日历', 64),
      includeServed: yesNo('已送达的期限是否一并变更').optional(),
    }),
  },
  confirmDeadlines: {
    label: '按新日历确认期限',
    by: OFFICE,
    events: ['DeadlineConfirmed'],
    schema: payload({ calendar: text('工作日历', 64) }),
  },
  addNote: { label: '补充说明', by: ['*'], events: ['NoteAdded'], schema: payload({ text: text('说明') }) },
  addEvidence: {
    label: '补充材料',
    by: ['*'],
    events: ['EvidenceAdded'],
    schema: payload({ photos: ids('照片').optional(), documents: ids('材料').optional() }),
  },
} as const satisfies CommandTable;

export type HazardCommand = keyof typeof HAZARD_COMMANDS;
/** Payload of a hazard's command as its schema gives it. */
export type PayloadOf<Name extends HazardCommand> = z.output<(typeof HAZARD_COMMANDS)[Name]['schema']>;
