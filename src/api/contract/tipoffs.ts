import { z } from 'zod';
import { TIPOFF_COMMANDS } from '../../core/tipoff/commands.ts';
import { actFields, openedAnswer } from './commands.ts';
import { words } from './fields.ts';

// Tip-offs: what the office enters, what the public enters without a log-in, what the reporter sees by his code, what the custodian opens.

const person = { name: words('举报人姓名', 100), contact: words('举报人联系方式', 200) };
const identity = z
  .strictObject(
    { ...person, joint: z.array(z.strictObject(person)).min(1).max(49, '联名人最多 49 名').optional() },
    { error: '举报人信息应包括 name 和 contact' },
  )
  .describe('封存到保管人的公钥，不进入台账，服务器自己不能打开');

/** A report that the office takes down (telephone, letter, visit, fax, mail). */
export const tipoffBody = TIPOFF_COMMANDS.receiveTipoff.schema
  .omit({ reporter: true })
  .extend({ ...actFields, identity: identity.optional() });

export const tipoffAnswer = openedAnswer.extend({
  receipt: z.string().describe('交给举报人的查询码；只在此处出现，系统只存其带密钥的散列'),
});

/** A file of the public intake: base64, one picture. */
const attachment = z.strictObject({
  data: z.base64({ error: '附件内容应为 base64' }).max(11_200_000, '每张照片不得超过 8 MB'),
});

/** Files a report may bring. */
export const MOST_ATTACHMENTS = 5;

export const publicTipoffBody = z.strictObject({
  requestId: z
    .string({ error: '请提供 requestId（随机生成，重试用同一个）' })
    .regex(/^[A-Za-z0-9_-]{22,100}$/, 'requestId 应为至少 22 个随机字符（128 位），只用字母、数字、- 和 _'),
  matter: words('举报事项', 2_000),
  where: words('地点', 200).optional(),
  area: words('所在村（居）', 64).optional(),
  identity: identity.optional(),
  attachments: z.array(attachment).max(MOST_ATTACHMENTS, `附件最多 ${MOST_ATTACHMENTS} 个`).optional(),
});

export const publicTipoffAnswer = z.object({
  caseId: z.string(),
  receipt: z.string().describe('查询码；只出现这一次，请妥善保存'),
  stage: z.string(),
  stageLabel: z.string(),
});

const code = z.string({ error: '请填写查询码' }).trim().min(1, '请填写查询码').max(60, '查询码过长');
export const codeBody = z.strictObject({ code });

export const publicActBody = z.strictObject({
  code,
  commandId: z
    .string({ error: '请提供 commandId' })
    .regex(/^[A-Za-z0-9_-]{1,100}$/, 'commandId 只用字母、数字、- 和 _'),
  act: z.enum(['supplement', 'withdraw', 'claim', 'waive'], {
    error: 'act 只能是 supplement 补充、withdraw 撤回、claim 申请领奖、waive 放弃领奖',
  }),
  text: z.string().trim().min(1, '请填写内容').max(2_000, '内容不得超过 2000 字').optional(),
});

const opening = z.object({ at: z.string(), by: z.string(), motive: z.string() });

export const tipoffStatus = z.object({
  caseId: z.string(),
  stage: z.string(),
  stageLabel: z.string(),
  receivedAt: z.string(),
  dueDay: z.string().optional().describe('当前环节的最后一日'),
  progress: z.array(z.object({ at: z.string(), what: z.string() })),
  answer: z.object({ at: z.string(), result: z.string() }).optional(),
  reward: z
    .object({ amount: z.number(), basis: z.string(), claimBy: z.string().optional() })
    .optional()
    .describe('金额，元'),
  openings: z.array(opening).describe('举报人身份每次被查看的时间、岗位和事由'),
  can: z.array(z.enum(['supplement', 'withdraw', 'claim', 'waive'])).describe('举报人现在可以办理的事'),
});

export const publicTipoffTerms = z.object({
  identified: z.boolean().describe('现在能否接收实名举报（保管人的公钥已登记）'),
  attachments: z.object({ most: z.number(), bytes: z.number(), types: z.array(z.string()) }),
});

/** What the custodian gives to open an envelope; the key is used once and kept nowhere. */
export const openIdentityBody = z.strictObject({
  motive: z
    .string({ error: '请写明查看举报人身份的事由' })
    .trim()
    .min(5, '事由至少 5 个字')
    .max(500, '事由不得超过 500 字'),
  key: z
    .string({ error: '请提供保管密钥文件的内容 key' })
    .min(1, '请提供保管密钥文件的内容 key')
    .max(4_000, 'key 过长'),
  passphrase: z.string({ error: '请提供口令 passphrase' }).min(1, '请提供口令').max(1_000, '口令过长'),
});
export const identityAnswer = z.object({
  caseId: z.string(),
  name: z.string(),
  contact: z.string(),
  joint: z.array(z.object({ name: z.string(), contact: z.string() })).optional(),
});

export const openingsBody = z.strictObject({
  caseId: z.string({ error: '请填写举报编号' }).regex(/^T-[A-Za-z0-9-]{1,40}$/, '举报编号形如 T-2025-000001'),
  receipt: code,
});
export const openingsAnswer = z.object({ openings: z.array(opening).describe('身份被查看的记录') });

export const statisticsQuery = z.strictObject({
  quarter: z.string({ error: '请填写季度 quarter，例如 2025-Q1' }).regex(/^20\d\d-Q[1-4]$/, '季度应形如 2025-Q1'),
});
export const statisticsAnswer = z.looseObject({ quarter: z.string(), received: z.number() });
