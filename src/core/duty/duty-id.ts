import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { CaseId } from '../names.ts';

/** Case ids are at most 64 characters; `-A1` of a matter and `-N12.1` of a paper are put behind them. */
const LONGEST = 48;

/** The case of a duty: one per rule, what it is about, and (where several owe it) who owes it; known before it exists. */
export function dutyId(rule: string, subject: string, bearer?: string): CaseId {
  const parts = [rule.replace(/^duty\./, ''), subject, ...(bearer === undefined ? [] : [short(bearer)])];
  const id = `D.${parts.join('.')}`;
  return id.length <= LONGEST && /^[A-Za-z0-9._-]+$/.test(id) ? id : `D.${parts[0]?.slice(0, 24)}.${short(id, 20)}`;
}

function short(text: string, length = 8): string {
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, length);
}
