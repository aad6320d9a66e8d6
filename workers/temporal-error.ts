/** Why there is no Temporal server; each has its own advice in the message. */
export type TemporalServerErrorCode =
  | 'cli-unusable'
  | 'cli-not-found'
  | 'folder-not-writable'
  | 'folder-in-use'
  | 'port-busy'
  | 'not-ready';

/** The embedded Temporal server cannot be had; the message is a Chinese text that says what to do. */
export class TemporalServerError extends Error {
  readonly code: TemporalServerErrorCode;

  constructor(code: TemporalServerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TemporalServerError';
    this.code = code;
  }
}
