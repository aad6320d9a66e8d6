import { hash } from 'node:crypto';
import type { JsonObject, Refusal } from '../core/case.ts';
import { parseInstant } from '../core/instant.ts';
import { CanonicalJsonError, canonicalJson } from '../core/log/canonical.ts';
import { refuse } from '../core/refusal.ts';
import type { RecordRequest } from './ledger.ts';

const CASE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const COMMAND_ID = /^[\x21-\x7e]{1,100}$/;
/** Keys that the engine gives to firings and messages; a person's command must not take one. */
const ENGINE_KEY = /^(clk|msg):/;

/** A request that is well formed: its instant in normal form, with the fingerprint by which its repetition is recognised. */
export interface CheckedRequest extends RecordRequest {
  /** First 16 bytes of SHA-256 over what was asked and by whom, hex. */
  readonly fingerprint: string;
}

/** Checks what the core takes for granted; a refusal if the request is malformed. */
export function checkRequest(request: RecordRequest): CheckedRequest | Refusal {
  const fields: Record<string, string> = {};
  if (!COMMAND_ID.test(request.commandId) || ENGINE_KEY.test(request.commandId))
    fields.commandId = '操作编号应为 1 至 100 个可见的英文字符，且不能以 clk: 或 msg: 开头。';
  if (request.caseId !== undefined && !CASE_ID.test(request.caseId))
    fields.caseId = '案件编号只能用英文字母、数字、点、短横线，最长 64 个字符。';
  const at = request.at === undefined ? undefined : normalInstant(request.at, fields);
  const fingerprint = fingerprintOf(request.payload, { ...request, ...(at === undefined ? {} : { at }) }, fields);
  if (Object.keys(fields).length > 0 || fingerprint === undefined) return refuse('invalid', { fields });
  return { ...request, ...(at === undefined ? {} : { at }), fingerprint };
}

function normalInstant(text: string, fields: Record<string, string>): string | undefined {
  try {
    return parseInstant(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    fields.at = error.message;
    return undefined;
  }
}

function fingerprintOf(
  payload: JsonObject,
  request: RecordRequest,
  fields: Record<string, string>,
): string | undefined {
  const { actor } = request;
  try {
    const asked = canonicalJson([request.type, payload, request.at ?? null, actor.post, actor.person ?? null]);
    return hash('sha256', asked, 'hex').slice(0, 32);
  } catch (error) {
    if (!(error instanceof CanonicalJsonError)) throw error;
    fields.payload = error.message;
    return undefined;
  }
}
