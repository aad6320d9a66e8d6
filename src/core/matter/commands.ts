import { z } from 'zod';
import { type CommandTable, OFFICE } from '../commands.ts';
import { contestDecisionSchema, contestSchema } from '../flag.ts';
import { CONFIRM_DEADLINES } from '../new-terms-commands.ts';
import { OUTSIDE } from '../outside.ts';
import { amount, dayField, ids, instantField, oneOf, payload, text, yesNo } from '../payload.ts';
import { MATTER_GROUNDS } from './grounds.ts';

const demand = z.strictObject({
  demand: text('要求', 500),
  owner: text('责任单位', 200),
  due: dayField('完成日期'),
});
/** Number of a demand, counted from 1. */
const demandNumber = z.number({ error: '要求的序号应为数字' }).int().positive();

/** Commands of the matter. `rung.issuer` and `matter.subject` are relations: the open rung's issuer, the subject's head. */
export const MATTER_COMMANDS = {
  openMatter: {
    label: '启动问责（不涉及具体隐患）',
    by: OFFICE,
    opens: true,
    events: ['MatterOpened'],
    schema: payload({
      ladder: oneOf('阶梯', ['A', 'B']),
      subjectKind: oneOf('问责对象类别', ['village', 'department', 'unit']),
      subjectId: text('问责对象编号', 64),
      ground: oneOf('事由类别', [...MATTER_GROUNDS, 'dutyMissed', 'other']),
      what: text('事由', 120),
      basis: text('依据', 500),
      lastDay: dayField('应办结日期').optional(),
      progressLag: amount('进度滞后比例', 1).optional(),
      generalAccidentsInQuarter: amount('本季一般事故起数', 100).optional(),
      startRung: z.number({ error: '起始层级应为数字' }).int().positive().optional(),
    }),
  },
  signNotice: {
    label: '签发文书',
    by: ['rung.issuer'],
    events: ['NoticeSigned'],
    schema: payload({
      notice: text('文书', 100),
      interviewAt: instantField('约谈时间').optional(),
      place: z.string().max(200).optional(),
      person: z.string().max(200).optional(),
      host: z.string().max(200).optional(),
      reasons: z.string().max(2_000).optional(),
      materials: z.string().max(2_000).optional(),
    }),
  },
  recordNoticeReceipt: {
    label: '登记签收',
    by: OFFICE,
    events: ['NoticeReceived'],
    schema: payload({
      by: text('签收人岗位', 200),
      mode: oneOf('送达方式', ['mail', 'secondChannel', 'inPerson']).optional(),
      refused: yesNo('是否拒绝签收').optional(),
      witnesses: ids('见证人').optional(),
    }),
  },
  answerNotice: {
    label: '书面答复',
    by: ['matter.subject'],
    events: ['AnswerFiled'],
    schema: payload({ answer: text('答复'), plan: z.string().max(4_000).optional() }),
  },
  assessAnswer: {
    label: '评议答复',
    by: OFFICE,
    events: ['AnswerSufficient', 'AnswerPoor', 'AnswerContested'],
    schema: payload({ result: oneOf('结论', ['sufficient', 'poor', 'contested']) }),
  },
  recordInterview: {
    label: '登记约谈',
    by: OFFICE,
    events: ['InterviewHeld', 'InterviewMissed'],
    schema: payload({
      attended: oneOf('到场情况', ['inPerson', 'proxy', 'absent', 'excused']),
      person: z.string().max(200).optional(),
      host: z.string().max(200).optional(),
      recorder: z.string().max(200).optional(),
      attendees: ids('参加人员').optional(),
      statement: z.string().max(4_000).optional(),
      demands: z
        .union([z.array(demand).max(50, '要求不得超过 50 项'), z.string().max(4_000)], {
          error: '每项要求须写明内容、责任单位和完成日期',
        })
        .optional(),
      interviewAt: instantField('另定的约谈时间').optional(),
    }),
  },
  postponeInterview: {
    label: '约谈改期',
    by: ['street.leader', ...OFFICE],
    events: ['InterviewPostponed'],
    schema: payload({
      interviewAt: instantField('约谈时间'),
      askedBy: oneOf('改期提出方', ['subject', 'host']).optional(),
    }),
  },
  fileInterviewMinutes: {
    label: '登记约谈纪要',
    by: OFFICE,
    events: ['InterviewMinutesFiled'],
    schema: payload({
      signedBy: z.string().max(200).optional(),
      returnedAt: instantField('签回时间').optional(),
    }),
  },
  fileInterviewReport: {
    label: '报送约谈整改报告',
    by: ['matter.subject'],
    events: ['InterviewReportFiled'],
    schema: payload({ report: z.string().max(4_000).optional() }),
  },
  checkInterview: {
    label: '核查约谈要求',
    by: OFFICE,
    events: ['InterviewPassed', 'InterviewFailed'],
    schema: payload({ passed: yesNo('是否落实'), unmet: z.array(demandNumber).max(50).optional() }),
  },
  recordReceipt: {
    label: '登记移送回执',
    by: OFFICE,
    events: ['TransferReceived', 'TransferReturned'],
    schema: payload({ ...OUTSIDE, by: text('接收单位', 200), accepted: yesNo('是否接收').optional() }),
  },
  recordOutsideDecision: {
    label: '登记外部决定',
    by: OFFICE,
    events: ['OutsideDecided'],
    schema: payload({ ...OUTSIDE, what: text('决定', 200), amount: amount('金额', 1e9).optional() }),
  },
  recordFacts: {
    label: '登记问责事实',
    by: OFFICE,
    events: ['FactsRecorded'],
    schema: payload({
      progressLag: amount('进度滞后比例', 1).optional(),
      generalAccidentsInQuarter: amount('本季一般事故起数', 100).optional(),
      sectorTrend: oneOf('行业态势', ['worse', 'stable', 'better']).optional(),
      falseReport: yesNo('是否虚报').optional(),
      shouldHaveFound: yesNo('是否应排未排').optional(),
      accident: yesNo('是否发生事故').optional(),
      fakeRectification: yesNo('是否虚假整改').optional(),
      backTracing: yesNo('是否责任倒查').optional(),
      reinspectionFailed: yesNo('复查是否不合格').optional(),
      unsafeAfterStop: yesNo('停产后是否仍不安全').optional(),
      penalised: yesNo('是否已处罚').optional(),
      grave: yesNo('情节是否严重').optional(),
    }),
  },
  skipRungs: { label: '越级', by: OFFICE, events: ['RungSkipped'], schema: payload({ to: amount('层级', 20) }) },
  raiseFlag: {
    label: '登记问责标记',
    by: OFFICE,
    events: ['FlagRaised'],
    schema: payload({ code: text('标记', 100) }),
  },
  contestFlag: {
    label: '对标记提出异议',
    by: ['matter.subject', ...OFFICE],
    events: ['FlagContested'],
    schema: contestSchema,
  },
  decideFlagContest: {
    label: '复核标记异议',
    by: OFFICE,
    events: ['FlagContestDecided'],
    schema: contestDecisionSchema,
  },
  acceptResult: { label: '核实办结', by: OFFICE, events: ['MatterEnded'], schema: payload({}) },
  withdrawMatter: { label: '撤销问责事项', by: OFFICE, events: ['MatterEnded'], schema: payload({}) },
  confirmDeadlines: CONFIRM_DEADLINES,
  addNote: { label: '补充说明', by: ['*'], events: ['NoteAdded'], schema: payload({ text: text('说明') }) },
} as const satisfies CommandTable;

export type MatterCommand = keyof typeof MATTER_COMMANDS;
/** Payload of a matter's command as its schema gives it. */
export type PayloadOf<Name extends MatterCommand> = z.output<(typeof MATTER_COMMANDS)[Name]['schema']>;
