import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../log/canonical.ts';
import type { RuleSet } from './rule-set.ts';

/** The text of a rule set that is stored, exported and hashed: RFC 8785 canonical JSON, the same bytes for the same rules. */
export function ruleSetText(rules: RuleSet): string {
  return canonicalJson(rules, Number.POSITIVE_INFINITY);
}

/** SHA-256 of the rule set's text, lower-case hex. */
export function contentHash(rules: RuleSet): string {
  return bytesToHex(sha256(utf8ToBytes(ruleSetText(rules))));
}
