import { z } from 'zod';
import { jsonObject, paging, yesNo } from './fields.ts';

// The HTTP contract of papers (文书) and evidence files. Field errors are Chinese sentences.

const post = z.object({ post: z.string(), organisation: z.string().optional() });

/** Id of a paper in a path. */
export const noticeParams = z.object({
  id: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, '文书编号只能用字母、数字、点、横线和下划线'),
});

/** A file of a case by its hash. */
export const blobParams = noticeParams.extend({
  sha256: z.string().regex(/^[0-9a-f]{64}$/, '文件校验值应为 64 位十六进制数'),
});

/** The effect that ordered a paper. */
export const openBody = z.strictObject({
  seq: z.int('seq 应为整数').min(1, 'seq 至少为 1'),
  nth: z.int('nth 应为整数').min(0, 'nth 不能为负'),
});

export const openedPaper = z.object({ caseId: z.string(), stage: z.string(), seq: z.number() });

const paperHead = {
  caseId: z.string(),
  notice: z.string(),
  title: z.string(),
  stage: z.string(),
  stageLabel: z.string(),
  reference: z.string().optional().describe('发文字号，签发后才有'),
  issuedAt: z.string().optional(),
  missing: z.array(z.object({ id: z.string(), label: z.string() })),
};

/** What became of what a case owes: every mail and paper delivery, its papers, and the papers not yet drafted. */
export const caseNotices = z.object({
  notices: z.array(
    z.object({
      id: z.string(),
      seq: z.number(),
      channel: z.string(),
      about: z.string(),
      label: z.string().describe('事由，或文书名称'),
      post: z.string(),
      organisation: z.string().optional(),
      person: z.string().optional(),
      because: z.string(),
      state: z.string(),
      attempts: z.number(),
      sentAt: z.string().optional(),
    }),
  ),
  papers: z.array(z.object(paperHead)),
  owed: z.array(
    z.object({
      seq: z.number(),
      nth: z.number(),
      notice: z.string(),
      title: z.string(),
      post: z.string(),
      organisation: z.string().optional(),
    }),
  ),
});

/** A paper in full: each figure with its source, its way to the addressee, its files. */
export const paperDetail = z.object({
  ...paperHead,
  opener: z.string(),
  template: z.string(),
  issuer: post,
  to: post,
  copies: z.array(post),
  signature: z.string(),
  receiptRequired: z.boolean(),
  values: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      required: z.boolean(),
      value: z.unknown().optional(),
      from: z.record(z.string(), z.unknown()).optional().describe('出处：记录、登记册、规则，或填写人'),
    }),
  ),
  services: z.array(
    z.object({
      method: z.string(),
      methodLabel: z.string(),
      at: z.string(),
      by: z.string(),
      proof: z.string().optional(),
      witnesses: z.array(z.string()).optional(),
    }),
  ),
  received: z.object({ at: z.string(), by: z.string(), refused: z.boolean() }).optional(),
  undelivered: z.array(z.object({ at: z.string(), channel: z.string(), reason: z.string() })),
  reason: z.string().optional().describe('作废或撤回的理由'),
  files: z.object({ docx: z.string(), pdf: z.string() }).optional().describe('签发时制作的文件的 SHA-256'),
});

const paperWords = z.array(
  z.object({ text: z.string(), field: z.string().optional().describe('由哪一项填入；出处见文书详情') }),
);

/** The paper as it is read on a screen, its values marked, and the form in which a person completes it. */
export const paperText = z.object({
  pieces: z.array(
    z.discriminatedUnion('piece', [
      z.object({ piece: z.literal('line'), role: z.string(), words: paperWords, end: z.string().optional() }),
      z.object({ piece: z.literal('grid'), columns: z.array(z.string()), rows: z.array(z.array(paperWords)) }),
      z.object({
        piece: z.literal('form'),
        rows: z.array(z.object({ label: z.string(), lines: z.array(paperWords) })),
      }),
      z.object({ piece: z.literal('rule') }),
    ]),
  ),
  form: jsonObject.describe('文书内容的 JSON Schema'),
});

/** `inline`: shown in the page instead of saved. */
export const fileQuery = z.strictObject({ inline: yesNo('inline').optional() });

/** A page of the register of a year. */
export const registerQuery = z.strictObject({
  year: z.coerce
    .number({ error: 'year 应为年份' })
    .int('year 应为年份')
    .min(2000, 'year 应为年份')
    .max(9999, 'year 应为年份'),
  ...paging,
});

/** The register of papers (发文登记簿), with the proof that no number is missing. */
export const noticeRegister = z.object({
  year: z.number(),
  series: z.array(
    z.object({
      series: z.string(),
      count: z.number(),
      last: z.number(),
      complete: z.boolean().describe('序号连续，没有缺号'),
    }),
  ),
  lines: z.array(
    z.object({
      series: z.string(),
      number: z.number(),
      reference: z.string(),
      caseId: z.string(),
      title: z.string(),
      issuedAt: z.string(),
      to: post,
      stage: z.string(),
      stageLabel: z.string(),
      reason: z.string().optional(),
    }),
  ),
  cursor: z.string().optional(),
});

export const storedBlob = z.object({ sha256: z.string(), size: z.number(), type: z.string() });

/** A file as it is; its media type stands in the header. */
export const fileAnswer = z.any().describe('文件内容');
