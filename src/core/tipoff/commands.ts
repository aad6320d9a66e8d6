import { z } from 'zod';
import { type CommandTable, OFFICE } from '../commands.ts';
import { FOUND } from '../hazard/commands/main-line.ts';
import { ADOPT_RULES, CONFIRM_DEADLINES } from '../new-terms-commands.ts';
import { OUTSIDE } from '../outside.ts';
import { amount, documentNumber, ids, oneOf, payload, text, yesNo } from '../payload.ts';
import { FINDINGS } from './finding.ts';

/** The reporter himself, by his receipt code; who he is stands nowhere. */
const REPORTER = 'public';
/** The post that keeps the key of the sealed identities (保管人). */
export const CUSTODIAN = 'street.safetyOffice.head';
/** More people do not sign one report; who comes with more speaks through the first. */
const MOST_JOINT = 50;

/** Commands of the tip-off. */
export const TIPOFF_COMMANDS = {
  receiveTipoff: {
    label: '接收举报',
    by: [...OFFICE, REPORTER],
    opens: true,
    events: ['TipoffReceived'],
    schema: payload({
      channel: oneOf('渠道', ['phone', 'letter', 'mail', 'fax', 'visit', 'web']),
      matter: text('举报事项'),
      reporter: oneOf('举报人', ['sealed', 'anonymous']),
      where: text('地点', 200).optional(),
      area: text('所在村（居）', 64).optional(),
      joint: z
        .number({ error: '联名人数应为数字' })
        .int('联名人数应为整数')
        .min(2, '联名人数至少为 2')
        .max(MOST_JOINT, `联名人数最多为 ${MOST_JOINT}`)
        .optional(),
      attachments: ids('附件').optional(),
    }),
  },
  triageTipoff: {
    label: '分办',
    by: OFFICE,
    events: ['TipoffTriaged'],
    schema: payload({ to: text('承办岗位', 200) }),
  },
  acceptTipoff: { label: '受理', by: OFFICE, events: ['TipoffAccepted'], schema: payload({}) },
  declineTipoff: {
    label: '不予受理',
    by: OFFICE,
    events: ['TipoffNotOurs'],
    schema: payload({ receiver: text('转送单位', 200).optional() }),
  },
  transferTipoff: {
    label: '转送其他部门或层级',
    by: OFFICE,
    events: ['TipoffTransferred'],
    schema: payload({
      receiver: text('接收单位', 200),
      level: oneOf('接收层级', ['village', 'department', 'district', 'other']),
      document: documentNumber,
    }),
  },
  recordTransferReceipt: {
    label: '登记转送签收',
    by: OFFICE,
    events: ['TipoffTransferReceived', 'TipoffTransferReturned'],
    schema: payload({ ...OUTSIDE, accepted: yesNo('是否接收').optional() }),
  },
  joinTipoff: {
    label: '并入在先举报',
    by: OFFICE,
    events: ['TipoffJoined'],
    schema: payload({ into: text('在先举报编号', 64) }),
  },
  withdrawTipoff: {
    label: '登记撤回',
    by: [...OFFICE, REPORTER],
    events: ['TipoffWithdrawn'],
    schema: payload({}),
  },
  supplementTipoff: {
    label: '补充举报内容',
    by: [...OFFICE, REPORTER],
    events: ['SupplementReceived'],
    schema: payload({ text: text('补充内容'), attachments: ids('附件').optional() }),
  },
  openHazard: {
    label: '转为隐患',
    by: OFFICE,
    events: ['HazardOpened'],
    schema: payload({
      ...FOUND,
    }),
  },
  linkHazard: {
    label: '关联已有隐患',
    by: OFFICE,
    events: ['HazardLinked'],
    schema: payload({ hazard: text('隐患编号', 64) }),
  },
  extendVerification: { label: '延长核查', by: OFFICE, events: ['VerificationExtended'], schema: payload({}) },
  concludeTipoff: {
    label: '核查结论',
    by: OFFICE,
    events: ['TipoffVerified'],
    schema: payload({
      result: text('结果', 200),
      finding: oneOf('是否属实', FINDINGS).optional(),
      fine: amount('罚款金额', 1e9).optional(),
    }),
  },
  answerTipoff: { label: '答复举报人', by: OFFICE, events: ['TipoffAnswered'], schema: payload({}) },
  offerReward: {
    label: '拟定奖励',
    by: OFFICE,
    events: ['RewardOffered'],
    schema: payload({
      fine: amount('罚款金额', 1e9).optional(),
      amount: amount('奖励金额', 1e9).optional(),
    }),
  },
  claimReward: { label: '登记领奖', by: [...OFFICE, REPORTER], events: ['RewardClaimed'], schema: payload({}) },
  payReward: {
    label: '发放奖励',
    by: OFFICE,
    events: ['RewardPaid'],
    schema: payload({ to: oneOf('领取人', ['first', 'proxy']).optional() }),
  },
  waiveReward: { label: '登记放弃领奖', by: [...OFFICE, REPORTER], events: ['RewardWaived'], schema: payload({}) },
  closeTipoff: { label: '办结', by: OFFICE, events: ['TipoffClosed'], schema: payload({}) },
  recordOpening: {
    label: '登记查看举报人身份',
    by: [CUSTODIAN],
    events: ['IdentityOpened'],
    schema: payload({ motive: text('查看事由', 500) }),
  },
  adoptRules: ADOPT_RULES,
  confirmDeadlines: CONFIRM_DEADLINES,
  addNote: { label: '补充说明', by: OFFICE, events: ['NoteAdded'], schema: payload({ text: text('说明') }) },
} as const satisfies CommandTable;

export type TipoffCommand = keyof typeof TIPOFF_COMMANDS;
/** Payload of a tip-off's command as its schema gives it. */
export type PayloadOf<Name extends TipoffCommand> = z.output<(typeof TIPOFF_COMMANDS)[Name]['schema']>;
