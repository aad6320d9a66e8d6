/** Event bytes, format v1: RFC 8785 canonical JSON (JCS). The same value always gives the same bytes, in any language. */

/** The most bytes one event may have: a length of two bytes, as tlog-tiles entries store it. */
export const MAX_EVENT_BYTES = 65_535;

/** Why a value has no canonical bytes. */
export type CanonicalJsonCode =
  | 'not-json' // undefined in an array or alone, function, symbol, bigint, NaN, Infinity
  | 'not-plain' // Date, Map, class instance, typed array
  | 'lone-surrogate' // text that is no Unicode, so it has no UTF-8
  | 'too-deep' // nested beyond 100 levels, or cyclic
  | 'too-large';

/** A value that cannot be written as canonical JSON: a stable code and a Chinese sentence. */
export class CanonicalJsonError extends Error {
  readonly code: CanonicalJsonCode;

  constructor(code: CanonicalJsonCode, message: string) {
    super(message);
    this.name = 'CanonicalJsonError';
    this.code = code;
  }
}

const MAX_DEPTH = 100;

/** Canonical JSON of any plain value; undefined members are left out; throws CanonicalJsonError on what JSON cannot say or beyond `maxBytes` of UTF-8. */
export function canonicalJson(value: unknown, maxBytes: number = MAX_EVENT_BYTES): string {
  const text = write(value, 0);
  // A code unit takes at most three bytes, so most texts need no counting.
  if (text.length * 3 > maxBytes && utf8Length(text) > maxBytes) {
    throw new CanonicalJsonError('too-large', `内容过大：超过 ${maxBytes} 字节，请改为附件上传`);
  }
  return text;
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      // RFC 8785 §3.2.2.3 takes ECMAScript's own Number-to-String; -0 becomes 0 there too.
      if (!Number.isFinite(value)) throw new CanonicalJsonError('not-json', `数值 ${value} 不能写入记录`);
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : writeNested(value, depth + 1);
    default:
      throw new CanonicalJsonError('not-json', `类型 ${typeof value} 不能写入记录`);
  }
}

function writeNested(value: object, depth: number): string {
  if (depth > MAX_DEPTH) throw new CanonicalJsonError('too-deep', `内容嵌套超过 ${MAX_DEPTH} 层或循环引用`);
  return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
}

function writeArray(list: readonly unknown[], depth: number): string {
  let text = '[';
  // By index, because the iteration must meet holes: they are undefined and refused.
  for (let i = 0; i < list.length; i += 1) {
    text += i === 0 ? write(list[i], depth) : `,${write(list[i], depth)}`;
  }
  return `${text}]`;
}

function writeObject(object: object, depth: number): string {
  if (!isPlain(object)) throw new CanonicalJsonError('not-plain', '只有普通对象能写入记录');
  let text = '{';
  let separator = '';
  // Array.prototype.sort without a comparator orders by UTF-16 code units, as RFC 8785 §3.2.3 demands.
  for (const key of sorted(Object.keys(object))) {
    const member: unknown = object[key as keyof typeof object];
    if (member === undefined) continue;
    text += `${separator}${writeString(key)}:${write(member, depth)}`;
    separator = ',';
  }
  return `${text}}`;
}

/** Keys are mostly few and often in order already, where the comparison costs less than the call of sort. */
function sorted(keys: string[]): string[] {
  for (let i = 1; i < keys.length; i += 1) {
    if ((keys[i] as string) < (keys[i - 1] as string)) return keys.sort();
  }
  return keys;
}

function writeString(text: string): string {
  if (!text.isWellFormed())
    throw new CanonicalJsonError('lone-surrogate', '文字中有不完整的字符（孤立代理项），请重新输入');
  return JSON.stringify(text);
}

/** Plain means that nothing but `Object.prototype` (of any realm: a workflow sandbox has its own) or null stands behind it. */
function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    // The halves of a pair are counted as two each, together the four bytes that the pair takes.
    if (unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff)) bytes += 2;
    else if (unit >= 0x80) bytes += 1;
  }
  return bytes;
}
