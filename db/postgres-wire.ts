/** What goes to the server for one statement of a load; `text` only where the connection has not prepared it yet. */
interface Sent {
  readonly name: string;
  readonly text: string | undefined;
  readonly values: readonly unknown[];
}

const [PARSE, BIND, DESCRIBE, EXECUTE, SYNC] = [0x50, 0x42, 0x44, 0x45, 0x53];
const PORTAL = 0x50;
const [TEXT, BINARY] = [0, 1];
/** No character of a JavaScript string takes more bytes of UTF-8 for each of its units. */
const MOST_BYTES_A_UNIT = 3;
const FIRST_SIZE = 1 << 16;
/** A load larger than this gives its room back. */
const LARGEST_KEPT = 1 << 20;

/** Room that loads are written into one after the other: the driver's own writer starts with 256 bytes for each message and copies them at every growth, and each message is a write to the socket (7 µs a statement become 5, without the writes). */
let room = Buffer.allocUnsafeSlow(FIRST_SIZE);

/**
 * The messages of PostgreSQL's extended query protocol (version 3) for a load: parse (and describe) what is new, bind and execute each
 * statement in the unnamed portal, and one sync, which ends their transaction. Answers are asked for as text.
 */
export function loadBytes(load: readonly Sent[]): Buffer {
  let at = 0;
  for (const { name, text, values } of load) {
    if (text !== undefined) at = message(at, PARSE, (from) => int16(cString(cString(from, name), text), 0));
    at = message(at, BIND, (from) => parameters(cString(cString(from, ''), name), values));
    if (text !== undefined) at = message(at, DESCRIBE, (from) => cString(byte(from, PORTAL), ''));
    at = message(at, EXECUTE, (from) => int32(cString(from, ''), 0));
  }
  at = message(at, SYNC, (from) => from);
  const bytes = Buffer.from(room.subarray(0, at));
  if (room.length > LARGEST_KEPT) room = Buffer.allocUnsafeSlow(FIRST_SIZE);
  return bytes;
}

/** Each message: a letter, and its length without the letter. */
function message(at: number, letter: number, content: (from: number) => number): number {
  const start = byte(at, letter);
  const end = content(int32(start, 0));
  int32(start, end - start);
  return end;
}

function parameters(from: number, values: readonly unknown[]): number {
  let at = int16(from, values.length);
  for (const value of values) at = int16(at, Buffer.isBuffer(value) ? BINARY : TEXT);
  at = int16(at, values.length);
  for (const value of values) at = parameter(at, value);
  return int16(at, 0);
}

function parameter(at: number, value: unknown): number {
  if (value === null || value === undefined) return int32(at, -1);
  const start = at + 4;
  const end = Buffer.isBuffer(value)
    ? bytes(start, value)
    : characters(start, Array.isArray(value) ? arrayText(value) : String(value));
  int32(at, end - start);
  return end;
}

function bytes(at: number, value: Buffer): number {
  const end = at + value.length;
  ensure(end);
  value.copy(room, at);
  return end;
}

function characters(at: number, text: string): number {
  ensure(at + text.length * MOST_BYTES_A_UNIT);
  return at + room.write(text, at);
}

function cString(at: number, text: string): number {
  return byte(characters(at, text), 0);
}

function byte(at: number, value: number): number {
  ensure(at + 1);
  room[at] = value;
  return at + 1;
}

function int16(at: number, value: number): number {
  ensure(at + 2);
  return room.writeInt16BE(value, at);
}

function int32(at: number, value: number): number {
  ensure(at + 4);
  return room.writeInt32BE(value, at);
}

function ensure(size: number): void {
  if (size <= room.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(size, room.length * 2));
  room.copy(larger);
  room = larger;
}

/** An array as PostgreSQL reads it from text. */
function arrayText(values: readonly unknown[]): string {
  return `{${values.map(arrayItem).join()}}`;
}

function arrayItem(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  const text = Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : String(value);
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
