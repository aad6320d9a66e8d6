import type { z } from 'zod';
import { type CommandTable, OFFICE } from '../commands.ts';
import { CONFIRM_DEADLINES } from '../new-terms-commands.ts';
import { OUTSIDE } from '../outside.ts';
import { ids, oneOf, payload, text, yesNo } from '../payload.ts';

const COMMITTEE = ['street.safetyCommittee'] as const;
const UNIT = ['unit.head', 'unit.safetyOfficer'] as const;

/** Commands of an entry of the internal list. */
export const ROSTER_COMMANDS = {
  proposeEntry: {
    label: '提出列入建议',
    by: OFFICE,
    opens: true,
    events: ['EntryProposed'],
    schema: payload({
      unit: text('单位', 100),
      criterion: text('标准编号', 64),
      grounds: text('事由'),
      facts: ids('依据案件').optional(),
    }),
  },
  noticeEntry: { label: '送达告知', by: OFFICE, events: ['EntryNoticed'], schema: payload({}) },
  hearUnit: {
    label: '登记陈述申辩',
    by: [...OFFICE, ...UNIT],
    events: ['EntryHeard'],
    schema: payload({ statement: text('陈述申辩内容'), consents: yesNo('是否同意列入').optional() }),
  },
  withdrawProposal: { label: '撤回建议', by: OFFICE, events: ['ProposalWithdrawn'], schema: payload({}) },
  raiseObjection: {
    label: '登记异议',
    by: [...OFFICE, 'village.head', 'department.head'],
    events: ['ObjectionRaised'],
    schema: payload({ objection: text('异议内容') }),
  },
  decideObjection: {
    label: '处理异议',
    by: OFFICE,
    events: ['ObjectionDecided'],
    schema: payload({ founded: yesNo('异议是否成立') }),
  },
  decideEntry: {
    label: '研究决定',
    by: COMMITTEE,
    events: ['EntryListed', 'EntryRejected'],
    schema: payload({ listed: yesNo('是否列入'), adopted: text('陈述申辩采纳情况').optional() }),
  },
  publishEntry: {
    label: '内部公布',
    by: OFFICE,
    events: ['EntryPublished'],
    schema: payload({ scope: oneOf('公布范围', ['internal', 'street']) }),
  },
  reviewEntry: {
    label: '复核',
    by: COMMITTEE,
    events: ['EntryReviewed', 'EntryRemoved'],
    schema: payload({ result: oneOf('复核结论', ['keep', 'remove']) }),
  },
  requestRemoval: {
    label: '申请提前移出',
    by: [...OFFICE, ...UNIT],
    events: ['RemovalRequested'],
    schema: payload({ grounds: text('整改情况') }),
  },
  decideRemoval: {
    label: '决定提前移出',
    by: COMMITTEE,
    events: ['EntryRemoved', 'RemovalRefused'],
    schema: payload({ granted: yesNo('是否移出') }),
  },
  recommendEntry: {
    label: '建议区级依法审查',
    by: OFFICE,
    events: ['EntryRecommended'],
    schema: payload({ penalty: text('行政处罚文书', 200), grounds: text('情形') }),
  },
  recordDistrictDecision: {
    label: '登记区级决定',
    by: OFFICE,
    events: ['DistrictDecided'],
    schema: payload({ ...OUTSIDE, decision: text('区级决定', 500) }),
  },
  tellDepartment: {
    label: '告知部门',
    by: OFFICE,
    events: ['DepartmentTold'],
    schema: payload({ department: text('部门', 100), constraint: text('建议采取的措施') }),
  },
  recordConstraintReply: {
    label: '登记部门答复',
    by: [...OFFICE, 'department.head'],
    events: ['ConstraintAnswered', 'ConstraintsAnswered'],
    schema: payload({ department: text('部门', 100), reply: text('答复') }),
  },
  confirmDeadlines: CONFIRM_DEADLINES,
  addNote: { label: '补充说明', by: OFFICE, events: ['NoteAdded'], schema: payload({ text: text('说明') }) },
} as const satisfies CommandTable;

export type RosterCommand = keyof typeof ROSTER_COMMANDS;
/** Payload of an entry's command as its schema gives it. */
export type PayloadOf<Name extends RosterCommand> = z.output<(typeof ROSTER_COMMANDS)[Name]['schema']>;
