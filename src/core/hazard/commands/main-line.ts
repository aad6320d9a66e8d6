import { z } from 'zod';
import { type CommandTable, OFFICE } from '../../commands.ts';
import { amount, dayField, ids, instantField, oneOf, payload, text, yesNo } from '../../payload.ts';
import { FINDERS, UNIT } from './posts.ts';

const TIERS = ['T0', 'T1', 'T2', 'T3'] as const;

/** What is said of a hazard when it is found, by whoever finds it. */
export const FOUND = {
  unit: text('单位', 100),
  kind: text('隐患类别', 100),
  where: text('部位', 200),
  what: text('隐患情况'),
  found: instantField('发现时间'),
  photos: ids('照片').optional(),
  threatensLife: yesNo('是否危及人身安全').optional(),
} as const;

const facts = z.strictObject({
  threatensLife: yesNo('是否危及人身安全'),
  matchesMajorCriteria: yesNo('是否符合重大隐患判定标准').optional(),
  criterion: z.string().max(200).optional(),
  needsStop: yesNo('是否需要停产停用').optional(),
  unitCannotFixAlone: yesNo('单位能否自行整改').optional(),
  estimatedDays: amount('预计整改天数', 3_650).optional(),
  localCanHandle: yesNo('属地和行业能否处置').optional(),
});

/** Commands of the main line: found, graded, ordered, rectified, extended, accepted, struck off. */
export const MAIN_LINE_COMMANDS = {
  reportHazard: {
    label: '登记隐患',
    by: FINDERS,
    opens: true,
    events: ['HazardReported'],
    schema: payload({
      ...FOUND,
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
} as const satisfies CommandTable;
