import { z } from 'zod';
import { type CommandTable, OFFICE } from '../commands.ts';
import { amount, oneOf, payload, text, yesNo } from '../payload.ts';
import { SERVICE_METHODS } from './state.ts';

const ENGINE_ONLY = ['engine'] as const;

const post = z.strictObject({ post: z.string().min(1).max(200), organisation: z.string().max(100).optional() });
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, '应为文件的 SHA-256');
const witnesses = z.array(z.string().trim().min(1).max(100)).max(10, '见证人不得超过 10 名').optional();
const values = z.record(z.string().max(100), z.json());
/** What the engine makes of the facts when it drafts. */
const drafted = {
  template: text('模板版本', 100),
  fields: z.array(z.strictObject({ id: z.string(), label: z.string(), required: z.boolean() })).max(200),
  values: z.record(z.string(), z.strictObject({ value: z.json(), from: z.record(z.string(), z.json()) })),
};
/** The files as they were made for the signature; the engine adds them, nobody types them. */
const made = z.strictObject(
  {
    number: amount('序号', 1e6),
    year: amount('年份', 9999),
    reference: text('发文字号', 100),
    values: sha256,
    docx: sha256,
    pdf: sha256,
  },
  { error: '文书文件由系统在签发时制作，请在文书页面签发' },
);

/** Commands of the paper. `notice.issuer` and `notice.addressee` are relations: the post that issues it, the one to whom it goes. */
export const NOTICE_COMMANDS = {
  draftNotice: {
    label: '起草文书',
    by: ENGINE_ONLY,
    opens: true,
    events: ['NoticeDrafted'],
    schema: payload({
      ...drafted,
      notice: text('文书', 100),
      title: text('标题', 200),
      issuer: post,
      to: post,
      copies: z.array(post).max(50),
      signature: z.enum(['none', 'given', 'required']),
      receiptRequired: yesNo('是否需要签收'),
      review: z.literal('required').optional(),
      ordered: z.strictObject({ seq: z.int(), nth: z.int(), at: z.string(), type: z.string() }),
      signed: z.strictObject({ post: z.string(), person: z.string().optional(), at: z.string() }).optional(),
      rung: z.int().optional(),
    }),
  },
  redraftNotice: {
    label: '按当日事实重新起草',
    by: ENGINE_ONLY,
    events: ['NoticeRedrafted'],
    schema: payload(drafted),
  },
  completeNotice: {
    label: '补充文书内容',
    by: ['notice.issuer', ...OFFICE],
    events: ['NoticeCompleted'],
    schema: payload({ values }),
  },
  reviewNotice: { label: '审核文书', by: OFFICE, events: ['NoticeReviewed'], schema: payload({}) },
  returnNotice: { label: '退回修改', by: ['notice.issuer'], events: ['NoticeReturned'], schema: payload({}) },
  signNotice: { label: '签发文书', by: ['notice.issuer'], events: ['NoticeSigned'], schema: payload({ made }) },
  issueNotice: {
    label: '发出文书',
    by: ENGINE_ONLY,
    events: ['NoticeIssued', 'NoticeVoided'],
    schema: payload({ made }),
  },
  voidNotice: {
    label: '作废文书',
    by: ['notice.issuer', ...OFFICE, ...ENGINE_ONLY],
    events: ['NoticeVoided'],
    schema: payload({}),
  },
  serveNotice: {
    label: '登记送达',
    by: [...OFFICE, 'street.inspectors', ...ENGINE_ONLY],
    events: ['NoticeServed'],
    schema: payload({
      method: oneOf('送达方式', SERVICE_METHODS),
      by: text('送达人', 200),
      receivedBy: text('签收人', 200).optional(),
      witnesses,
      place: text('地点', 200).optional(),
      proof: sha256.optional(),
    }),
  },
  recordReceipt: {
    label: '登记签收',
    by: ['notice.addressee', ...OFFICE],
    events: ['NoticeReceived'],
    schema: payload({
      by: text('签收人', 200),
      refused: yesNo('是否拒签').optional(),
      witnesses,
      proof: sha256.optional(),
    }),
  },
  recordUndelivered: {
    label: '登记未能送达',
    by: [...OFFICE, ...ENGINE_ONLY],
    events: ['NoticeUndelivered'],
    schema: payload({ channel: text('方式', 100), because: text('原因', 300) }),
  },
  recordAnswer: {
    label: '登记回复',
    by: ['notice.addressee', ...OFFICE],
    events: ['NoticeAnswered'],
    schema: payload({ answer: text('回复') }),
  },
  recallNotice: { label: '撤回文书', by: OFFICE, events: ['NoticeRecalled'], schema: payload({}) },
  closeNotice: { label: '文书归档', by: OFFICE, events: ['NoticeClosed'], schema: payload({}) },
  addNote: { label: '补充说明', by: ['*'], events: ['NoteAdded'], schema: payload({ text: text('说明') }) },
} as const satisfies CommandTable;

export type NoticeCommand = keyof typeof NOTICE_COMMANDS;
/** Payload of a paper's command as its schema gives it. */
export type PayloadOf<Name extends NoticeCommand> = z.output<(typeof NOTICE_COMMANDS)[Name]['schema']>;
