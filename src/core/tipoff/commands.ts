import type { z } from 'zod';
import type { CommandTable } from '../commands.ts';
import { amount, ids, instantField, oneOf, payload, text, yesNo } from '../payload.ts';

const OFFICE = ['street.safetyOffice'] as const;

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
      unit: text('单位', 100),
      kind: text('隐患类别', 100),
      where: text('部位', 200),
      what: text('隐患情况'),
      found: instantField('发现时间'),
      photos: ids('照片').optional(),
      threatensLife: yesNo('是否危及人身安全').optional(),
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
  addNote: { label: '补充说明', by: OFFICE, events: ['NoteAdded'], schema: payload({ text: text('说明') }) },
} as const satisfies CommandTable;

export type TipoffCommand = keyof typeof TIPOFF_COMMANDS;
/** Payload of a tip-off's command as its schema gives it. */
export type PayloadOf<Name extends TipoffCommand> = z.output<(typeof TIPOFF_COMMANDS)[Name]['schema']>;
