import { z } from 'zod';
import { type CommandTable, OFFICE } from '../commands.ts';
import { CONFIRM_DEADLINES } from '../new-terms-commands.ts';
import { OUTSIDE } from '../outside.ts';
import { amount, dayField, documentNumber, ids, instantField, oneOf, payload, text, yesNo } from '../payload.ts';
import { ACCIDENT_SORTS } from '../rules/accident-rules.ts';

/** Whoever has to report an accident, or hears of it. */
const REPORTERS = [
  ...OFFICE,
  'unit.head',
  'unit.safetyOfficer',
  'village.head',
  'village.clerk',
  'village.gridWorker',
  'department.head',
] as const;
const UNIT = ['unit.head', 'unit.safetyOfficer'] as const;

const people = (label: string) => amount(label, 100_000).int(`${label}应为整数`);
const figures = {
  dead: people('死亡人数'),
  injured: people('重伤人数'),
  loss: amount('直接经济损失（元）', 1e12),
} as const;

/** Who supervises the unit, where the register of units does not say it. */
const SUPERVISED = {
  supervisor: text('属地村（居）或部门', 100).optional(),
  supervisorKind: oneOf('监管单位类别', ['village', 'department']).optional(),
} as const;

/** Commands of the accident. */
export const ACCIDENT_COMMANDS = {
  recordAccident: {
    label: '登记事故',
    by: REPORTERS,
    opens: true,
    events: ['AccidentRegistered'],
    schema: payload({
      unit: text('事故单位', 100),
      sort: oneOf('事故类别', ACCIDENT_SORTS),
      happened: instantField('发生时间'),
      place: text('地点', 200),
      course: text('简要经过'),
      measures: text('已采取措施').optional(),
      ...figures,
      reportedAt: instantField('单位报告时间').optional(),
      department: text('行业主管部门', 100).optional(),
      ...SUPERVISED,
      photos: ids('照片').optional(),
    }),
  },
  recordUnitReport: {
    label: '登记单位报告',
    by: [...OFFICE, ...UNIT],
    events: ['UnitReported'],
    schema: payload({}),
  },
  forwardAccident: {
    label: '上报事故',
    by: OFFICE,
    events: ['AccidentForwarded'],
    schema: payload({ to: text('报告的上级', 200), by: oneOf('方式', ['phone', 'paper', 'system']).optional() }),
  },
  recordLevelForwarded: {
    label: '登记上级逐级上报',
    by: OFFICE,
    events: ['LevelForwarded'],
    schema: payload({ level: text('上报的层级', 200) }),
  },
  supplementFigures: {
    label: '补报伤亡变化',
    by: [...OFFICE, ...UNIT],
    events: ['FiguresSupplemented'],
    schema: payload(figures),
  },
  correctFigures: {
    label: '更正伤亡数据',
    by: OFFICE,
    events: ['FiguresCorrected'],
    schema: payload({ ...figures, document: documentNumber }),
  },
  recordSocialEffect: {
    label: '认定社会影响较大',
    by: ['street.safetyCommittee', 'street.head', 'street.leader.safety'],
    events: ['SocialEffectFound'],
    schema: payload({}),
  },
  startMatter: {
    label: '启动问责',
    by: OFFICE,
    events: ['MatterStarted'],
    schema: payload({
      ground: oneOf('事由', ['accident', 'backTracing']),
      ...SUPERVISED,
      startRung: z.number({ error: '起始层级应为数字' }).int().positive().optional(),
    }),
  },
  transferClue: {
    label: '移交问题线索',
    by: OFFICE,
    events: ['ClueTransferred'],
    schema: payload({ to: text('接收机关岗位', 200), what: text('线索事实'), records: ids('依据记录').optional() }),
  },
  recordClueReceipt: {
    label: '登记线索签收',
    by: OFFICE,
    events: ['ClueReceived'],
    schema: payload({ ...OUTSIDE }),
  },
  concludeTracing: {
    label: '倒查办结',
    by: OFFICE,
    events: ['TracingConcluded'],
    schema: payload({ result: text('倒查情况') }),
  },
  startAppraisal: { label: '技术鉴定开始', by: OFFICE, events: ['AppraisalStarted'], schema: payload({ ...OUTSIDE }) },
  endAppraisal: { label: '技术鉴定结束', by: OFFICE, events: ['AppraisalEnded'], schema: payload({ ...OUTSIDE }) },
  recordInvestigationExtension: {
    label: '登记调查延期',
    by: OFFICE,
    events: ['InvestigationExtended'],
    schema: payload({ ...OUTSIDE, until: dayField('延至') }),
  },
  recordInvestigation: {
    label: '登记调查报告',
    by: OFFICE,
    events: ['InvestigationReported'],
    schema: payload({ ...OUTSIDE, cause: text('事故原因'), responsibility: yesNo('是否责任事故').optional() }),
  },
  recordApproval: {
    label: '登记调查报告批复',
    by: OFFICE,
    events: ['InvestigationApproved'],
    schema: payload({ ...OUTSIDE, demands: text('整改和问责要求').optional() }),
  },
  recordAssessment: {
    label: '登记落实情况评估',
    by: OFFICE,
    events: ['AccidentAssessed'],
    schema: payload({ ...OUTSIDE, result: text('评估结论') }),
  },
  closeAccident: { label: '办结', by: OFFICE, events: ['AccidentClosed'], schema: payload({}) },
  dismissAccident: { label: '认定不属事故', by: OFFICE, events: ['AccidentDismissed'], schema: payload({}) },
  confirmDeadlines: CONFIRM_DEADLINES,
  addNote: { label: '补充说明', by: OFFICE, events: ['NoteAdded'], schema: payload({ text: text('说明') }) },
} as const satisfies CommandTable;

export type AccidentCommand = keyof typeof ACCIDENT_COMMANDS;
/** Payload of an accident's command as its schema gives it. */
export type PayloadOf<Name extends AccidentCommand> = z.output<(typeof ACCIDENT_COMMANDS)[Name]['schema']>;
