import { found } from './finding.ts';

/** A package as something that has files, wherever they are. */
export interface PackageFiles {
  readonly names: readonly string[];
  /** The file piece by piece; throws PackageFault if it cannot be read. */
  read(name: string): AsyncIterable<Uint8Array>;
}

/** A package that cannot be read as one: cut off, or made to do harm. */
export class PackageFault extends Error {
  readonly fault: 'package-broken' | 'package-hostile';
  readonly where: string;

  constructor(fault: PackageFault['fault'], where: string) {
    super(found(fault, where).message);
    this.name = 'PackageFault';
    this.fault = fault;
    this.where = where;
  }
}

/** Small files are read whole; none of them is larger than this. */
const MOST_WHOLE = 512 * 1024 * 1024;
/** A line holds an event of at most 65,535 bytes, its hash and its leaf. */
const LONGEST_LINE = 70_000;

/** A small file as text; throws PackageFault if it is not there, too large or no UTF-8. */
export async function readText(files: PackageFiles, name: string): Promise<string> {
  if (!files.names.includes(name)) throw new PackageFault('package-broken', `${name}（缺少）`);
  const decoder = decoding();
  let text = '';
  let size = 0;
  for await (const piece of files.read(name)) {
    size += piece.length;
    if (size > MOST_WHOLE) throw new PackageFault('package-hostile', `${name}（过大）`);
    text += decoded(decoder, piece, name);
  }
  return text + decoded(decoder, undefined, name);
}

/** The lines of a file, each ended by a newline, with their numbers from 1; throws PackageFault. */
export async function* lines(files: PackageFiles, name: string): AsyncGenerator<{ line: string; number: number }> {
  const decoder = decoding();
  let rest = '';
  let number = 0;
  for await (const piece of files.read(name)) {
    const parts = (rest + decoded(decoder, piece, name)).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new PackageFault('package-hostile', `${name} 第 ${number + 1} 行（过长）`);
    for (const line of parts) yield { line, number: ++number };
  }
  rest += decoded(decoder, undefined, name);
  if (rest !== '') throw new PackageFault('package-broken', `${name} 第 ${number + 1} 行（没有结束）`);
}

/** Bytes that are no UTF-8 would silently become others, and a mark at the beginning vanish. */
function decoding(): TextDecoder {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
}

function decoded(decoder: TextDecoder, piece: Uint8Array | undefined, name: string): string {
  try {
    return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
  } catch {
    throw new PackageFault('package-broken', `${name}（不是 UTF-8 文字）`);
  }
}
