import { databaseError } from '../../db/database-error.ts';
import type { Refusal } from '../core/case.ts';

/** Members of an error answer (RFC 9457) besides `status`; `code` is stable, `detail` a Chinese sentence. */
export interface ProblemDetails {
  readonly code: string;
  readonly detail: string;
  /** Field → Chinese sentence. */
  readonly fields?: { readonly [field: string]: string };
  /** Commands that are legal now. */
  readonly allowed?: readonly string[];
  readonly stage?: string;
  /** Answers among which the caller must choose. */
  readonly choices?: readonly string[];
  /** Seconds after which it may be tried again; also sent as Retry-After. */
  readonly retryAfter?: number;
}

/** The media type of RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json';

/** The HTTP status of every code that is not 422. */
const STATUS: { readonly [code: string]: number } = {
  'malformed-request': 400,
  'not-logged-in': 401,
  'wrong-credentials': 401,
  'not-your-duty': 403,
  'acceptor-is-rectifier': 403,
  'acceptor-is-sole-orderer': 403,
  'not-permitted': 403,
  'csrf-token-missing': 403,
  'password-change-required': 403,
  'confirmation-needed': 403,
  'custodian-key-missing': 409,
  'join-target-unknown': 409,
  'hazard-linked-already': 409,
  'not-found': 404,
  'case-not-found': 404,
  'not-allowed-now': 409,
  stale: 409,
  'command-id-reused': 409,
  'already-paused': 409,
  'record-duplicate': 409,
  'record-unchanged': 409,
  'round-already-done': 409,
  'round-not-open': 409,
  'bearer-same': 409,
  'record-not-own': 403,
  'return-not-due': 409,
  'return-missing': 404,
  'return-unsigned': 409,
  'return-submitted': 409,
  'return-followed': 409,
  'notice-cancelled': 409,
  'notice-already-received': 409,
  'interview-already-held': 409,
  'interview-not-yet': 409,
  'flag-contested': 409,
  'flag-decided': 409,
  'consultation-bound': 409,
  'supervision-not-lifted': 409,
  'supervision-undecided': 409,
  'lift-not-published': 409,
  'restart-not-approved': 409,
  'approval-by-author': 403,
  'rule-set-not-found': 404,
  'draft-not-found': 404,
  'calendar-not-found': 404,
  'rule-set-id-taken': 409,
  'draft-stale': 409,
  'draft-closed': 409,
  'not-approved': 409,
  'not-tested': 409,
  'test-failed': 409,
  'no-what-if': 409,
  'already-in-force': 409,
  'already-withdrawn': 409,
  'organisation-in-use': 409,
  'account-exists': 409,
  'last-administrator': 409,
  'calendar-moved': 409,
  'calendar-same': 409,
  'payload-too-large': 413,
  'unsupported-media-type': 415,
  'rate-limited': 429,
  'locked-out': 429,
  'internal-error': 500,
  'blob-damaged': 500,
  'ledger-unavailable': 503,
  'mail-not-set-up': 503,
  'database-newer': 503,
};

const DEFAULT_STATUS = 422;

/** What the HTTP side itself has to say; the core's refusals bring their own sentences. */
const SENTENCES = {
  'malformed-request': '请求格式有误，请检查地址和 JSON 内容后重试。',
  'not-logged-in': '尚未登录或登录已过期，请重新登录。',
  'wrong-credentials': '用户名或密码不正确，请核对后重试。',
  'not-permitted': '您没有办理此事项的权限，请联系系统管理员。',
  'csrf-token-missing': '页面已过期，请刷新后重试（缺少或错误的 x-csrf-token）。',
  'password-change-required': '首次登录须先修改密码（PUT /api/v1/session/password）。',
  'confirmation-needed':
    '此事项须由本人重新输入密码确认（POST /api/v1/session/confirm）后十五分钟内办理，令牌不能代替。',
  'custodian-key-missing':
    '还没有登记举报人身份的保管公钥，不能接收实名举报：请保管人运行 duban custodian keygen，由管理员用 duban custodian register 登记公钥；匿名举报可以接收。',
  'custodian-key-wrong': '保管密钥或口令不正确，没有查看任何身份；请核对密钥文件和口令后重试。',
  'organisation-in-use': '该单位还有未了事项，不能撤销，请先移交或办结。',
  'account-exists': '这个登录名已有人使用，请换一个。',
  'last-administrator': '这是唯一可用的管理员账号，请先给另一人管理员角色。',
  'not-found': '没有找到您要的内容，请核对地址。',
  'case-not-found': '没有找到该案件，请核对编号。',
  'not-your-duty': '您的岗位不能办理此事项，请由有权岗位办理，或联系安办核对岗位授权。',
  'post-ambiguous': '您有多个岗位可以办理此事项，请用 post 指明以哪个岗位办理。',
  invalid: '填写的内容有误，请按提示逐项修改后重新提交。',
  'payload-too-large': '提交的内容过大（上限 256 KB），请精简后重试。',
  'unsupported-media-type': '只接受 JSON，请把 Content-Type 设为 application/json。',
  'rate-limited': '操作过于频繁，请稍后再试。',
  'locked-out': '登录失败次数过多，已暂时锁定，请稍后再试。',
  'mail-not-set-up': '本进程没有设置邮件，请设置 SMTP_URL 和 SMTP_FROM 后重新启动。',
  'ledger-unavailable': '台账暂时不可用，您的操作未确认记录；请稍后原样重试，不会重复登记。',
  'blob-damaged': '存档文件已损坏或丢失，不能提供；请系统管理员从备份恢复该文件后重试。',
  'internal-error': '系统内部出错，请稍后重试；如再次出现，请把请求编号告诉管理员。',
} as const;

export type ProblemCode = keyof typeof SENTENCES;

/** Thrown by routes and hooks; the error handler turns it into problem+json. Never carries a stack into an answer. */
export class Problem extends Error {
  readonly details: ProblemDetails;
  readonly statusCode: number;

  constructor(details: ProblemDetails) {
    super(details.code);
    this.name = 'Problem';
    this.details = details;
    this.statusCode = statusOf(details.code);
  }
}

/** A problem of the HTTP side with the catalogue's sentence. */
export function problem(code: ProblemCode, more: Partial<Omit<ProblemDetails, 'code'>> = {}): Problem {
  return new Problem({ code, detail: SENTENCES[code], ...more });
}

/** A refusal of the core as an answer. */
export function problemOfRefusal({ code, message, stage, allowed, fields }: Refusal): Problem {
  return new Problem({
    code,
    detail: message,
    ...(stage ? { stage } : {}),
    ...(allowed ? { allowed } : {}),
    ...(fields ? { fields: inChinese(fields) } : {}),
  });
}

/** A check of the core without a sentence of its own speaks the library's English. */
function inChinese(fields: NonNullable<Refusal['fields']>): NonNullable<Refusal['fields']> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, words]) => [
      field,
      /[一-鿿]/.test(words) ? words : '请填写此项，或核对内容和格式',
    ]),
  );
}

/** The HTTP status of a stable code; 422 unless the table says otherwise. */
export function statusOf(code: string): number {
  return STATUS[code] ?? DEFAULT_STATUS;
}

/** Codes of fastify and its parsers that have a meaning of their own; everything else of theirs below 500 is a malformed request. */
const FRAMEWORK: { readonly [code: string]: ProblemCode } = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_NOT_FOUND: 'not-found',
};

/** Any thrown value as a problem; what is not meant for users becomes `internal-error` without a word about the inside. */
export function problemOf(thrown: unknown): Problem {
  const error = databaseError(thrown);
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) return problem('internal-error');
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ledger-unavailable' || code === 'too-contended')
    return problem('ledger-unavailable', { retryAfter: 5 });
  if (code === 'case-not-found') return problem('case-not-found');
  if (code === 'blob-damaged') return problem('blob-damaged');
  const known = FRAMEWORK[code];
  if (known) return problem(known);
  const status = 'statusCode' in error ? Number(error.statusCode) : 500;
  return problem(status >= 400 && status < 500 ? 'malformed-request' : 'internal-error');
}

/** The answer's body. */
export function problemBody({ details, statusCode }: Problem, requestId: string) {
  const { code, detail, ...more } = details;
  return {
    type: `urn:duban:problem:${code}`,
    title: TITLES[statusCode] ?? '无法办理',
    status: statusCode,
    code,
    detail,
    ...more,
    requestId,
  };
}

const TITLES: { readonly [status: number]: string } = {
  400: '请求有误',
  401: '需要登录',
  403: '无权办理',
  404: '没有找到',
  409: '当前不能办理',
  413: '内容过大',
  415: '格式不支持',
  422: '内容有误',
  429: '过于频繁',
  500: '系统出错',
  503: '暂不可用',
};
