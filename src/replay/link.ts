/** What ties an event to its chain, as its bytes say it. */
export interface EventLink {
  readonly caseId: string;
  readonly seq: number;
  /** Lower-case hex, empty for the first event of a case. */
  readonly prevHash: string;
}

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const MINUS = 45;
const PLUS = 43;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const NO = -1;
/** As deep as canonical JSON may go. */
const MAX_DEPTH = 100;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const PLAIN_HASH = /^(?:[0-9a-f]{64})?$/;

/**
 * Case, number and hash before of an event from its canonical bytes; undefined where they are no such event. It checks the whole text as JSON
 * without white space and makes nothing of it but these three, which is twice as fast as `JSON.parse`: a verifier reads every event there is.
 */
export function readLink(text: string): EventLink | undefined {
  let caseId: string | undefined;
  let seq: number | undefined;
  let prevHash: string | undefined;
  let at = text.charCodeAt(0) === OPEN_OBJECT ? 1 : NO;
  if (at === NO) return undefined;
  for (;;) {
    const keyEnd = skipString(text, at);
    if (keyEnd === NO || text.charCodeAt(keyEnd) !== COLON) return undefined;
    const end = skipValue(text, keyEnd + 1, 1);
    if (end === NO) return undefined;
    switch (text.slice(at + 1, keyEnd - 1)) {
      case 'caseId':
        if (caseId !== undefined || text.charCodeAt(keyEnd + 1) !== QUOTE) return undefined;
        caseId = text.slice(keyEnd + 2, end - 1);
        if (caseId.includes('\\')) return undefined;
        break;
      case 'seq':
        seq = seq === undefined ? Number(text.slice(keyEnd + 1, end)) : Number.NaN;
        break;
      case 'prevHash':
        if (prevHash !== undefined || text.charCodeAt(keyEnd + 1) !== QUOTE) return undefined;
        prevHash = text.slice(keyEnd + 2, end - 1);
        break;
      case 'hash':
        return undefined;
      default:
        break;
    }
    at = end + 1;
    if (text.charCodeAt(end) === COMMA) continue;
    if (text.charCodeAt(end) !== CLOSE_OBJECT || at !== text.length) return undefined;
    return caseId !== undefined && seq !== undefined && Number.isSafeInteger(seq) && isPlainHash(prevHash)
      ? { caseId, seq, prevHash }
      : undefined;
  }
}

function isPlainHash(text: string | undefined): text is string {
  return text !== undefined && PLAIN_HASH.test(text);
}

/** Behind the value that begins at `at`; -1 if there is none. */
function skipValue(text: string, at: number, depth: number): number {
  switch (text.charCodeAt(at)) {
    case QUOTE:
      return skipString(text, at);
    case OPEN_OBJECT:
      return skipMembers(text, at, depth + 1);
    case OPEN_LIST:
      return skipItems(text, at, depth + 1);
    case 116:
      return text.startsWith('true', at) ? at + 4 : NO;
    case 102:
      return text.startsWith('false', at) ? at + 5 : NO;
    case 110:
      return text.startsWith('null', at) ? at + 4 : NO;
    default:
      return skipNumber(text, at);
  }
}

function skipMembers(text: string, open: number, depth: number): number {
  if (depth > MAX_DEPTH) return NO;
  if (text.charCodeAt(open + 1) === CLOSE_OBJECT) return open + 2;
  for (let at = open + 1; ; at++) {
    const keyEnd = skipString(text, at);
    if (keyEnd === NO || text.charCodeAt(keyEnd) !== COLON) return NO;
    at = skipValue(text, keyEnd + 1, depth);
    if (at === NO) return NO;
    const next = text.charCodeAt(at);
    if (next === CLOSE_OBJECT) return at + 1;
    if (next !== COMMA) return NO;
  }
}

function skipItems(text: string, open: number, depth: number): number {
  if (depth > MAX_DEPTH) return NO;
  if (text.charCodeAt(open + 1) === CLOSE_LIST) return open + 2;
  for (let at = open + 1; ; at++) {
    at = skipValue(text, at, depth);
    if (at === NO) return NO;
    const next = text.charCodeAt(at);
    if (next === CLOSE_LIST) return at + 1;
    if (next !== COMMA) return NO;
  }
}

function skipString(text: string, open: number): number {
  if (text.charCodeAt(open) !== QUOTE) return NO;
  for (let at = open + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at + 1;
    if (unit < 0x20) return NO;
    if (unit !== BACKSLASH) continue;
    ESCAPE.lastIndex = at;
    if (!ESCAPE.test(text)) return NO;
    at = ESCAPE.lastIndex - 1;
  }
  return NO;
}

function skipNumber(text: string, from: number): number {
  const start = text.charCodeAt(from) === MINUS ? from + 1 : from;
  let at = skipDigits(text, start);
  if (at === start || (text.charCodeAt(start) === ZERO && at > start + 1)) return NO;
  if (text.charCodeAt(at) === DOT) {
    const fraction = skipDigits(text, at + 1);
    if (fraction === at + 1) return NO;
    at = fraction;
  }
  if ((text.charCodeAt(at) | 0x20) !== 0x65) return at;
  const sign = text.charCodeAt(at + 1);
  const first = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
  const end = skipDigits(text, first);
  return end === first ? NO : end;
}

function skipDigits(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= NINE) at++;
  return at;
}
