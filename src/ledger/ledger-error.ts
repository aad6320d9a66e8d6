/** Why the ledger cannot answer although the database can: `case-not-found`, `terms-unknown`, `no-rule-set`, `too-contended`. */
export type LedgerErrorCode = 'case-not-found' | 'terms-unknown' | 'no-rule-set' | 'too-contended';

/** A failure that is no refusal of an input: a stable code and a Chinese sentence. Nothing was written. */
export class LedgerError extends Error {
  readonly code: LedgerErrorCode;

  constructor(code: LedgerErrorCode, message: string) {
    super(message);
    this.name = 'LedgerError';
    this.code = code;
  }
}
