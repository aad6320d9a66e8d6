import type { z } from 'zod';
import { type CommandTable, OFFICE } from '../commands.ts';
import { FOUND } from '../hazard/commands/main-line.ts';
import { ADOPT_RULES, CONFIRM_DEADLINES } from '../new-terms-commands.ts';
import { amount, ids, oneOf, payload, text } from '../payload.ts';

/** Commands of the tip-off. */
export const TIPOFF_COMMANDS = {
  receiveTipoff: {
    label: '接收举报',
    by: [...OFFICE, 'public'],
    opens: true,
    events: ['TipoffReceived'],
    schema: payload({
      channel: oneOf('渠道', ['phone', 'letter', 'mail', 'fax', 'visit', 'web']),
      matter: text('举报事项'),
      reporter: oneOf('举报人', ['sealed', 'anonymous']),
      where: text('地点', 200).optional(),
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
    label: '不予受理或转送',
    by: OFFICE,
    events: ['TipoffNotOurs'],
    schema: payload({ receiver: text('转送单位', 200).optional() }),
  },
  withdrawTipoff: { label: '登记撤回', by: OFFICE, events: ['TipoffWithdrawn'], schema: payload({}) },
  openHazard: {
    label: '转为隐患',
    by: OFFICE,
    events: ['HazardOpened'],
    schema: payload({
      ...FOUND,
    }),
  },
  extendVerification: { label: '延长核查', by: OFFICE, events: ['VerificationExtended'], schema: payload({}) },
  concludeTipoff: {
    label: '核查结论',
    by: OFFICE,
    events: ['TipoffVerified'],
    schema: payload({ result: text('结果', 200), fine: amount('罚款金额', 1e9).optional() }),
  },
  answerTipoff: { label: '答复举报人', by: OFFICE, events: ['TipoffAnswered'], schema: payload({}) },
  offerReward: {
    label: '拟定奖励',
    by: OFFICE,
    events: ['RewardOffered'],
    schema: payload({ fine: amount('罚款金额', 1e9).optional() }),
  },
  payReward: { label: '发放奖励', by: OFFICE, events: ['RewardPaid'], schema: payload({}) },
  waiveReward: { label: '登记放弃领奖', by: OFFICE, events: ['RewardWaived'], schema: payload({}) },
  closeTipoff: { label: '办结', by: OFFICE, events: ['TipoffClosed'], schema: payload({}) },
  adoptRules: ADOPT_RULES,
  confirmDeadlines: CONFIRM_DEADLINES,
  addNote: { label: '补充说明', by: OFFICE, events: ['NoteAdded'], schema: payload({ text: text('说明') }) },
} as const satisfies CommandTable;

export type TipoffCommand = keyof typeof TIPOFF_COMMANDS;
/** Payload of a tip-off's command as its schema gives it. */
export type PayloadOf<Name extends TipoffCommand> = z.output<(typeof TIPOFF_COMMANDS)[Name]['schema']>;
