import { createHash, type Hash } from 'node:crypto';
import { Readable, type Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { FileFacts } from '../replay/package-format.ts';

/** A ZIP in the making; the same files in the same order give the same bytes. */
export interface ZipWriter {
  /** Adds a file and resolves when it is written, with its hash and size; nothing is held in memory. */
  add(name: string, content: Content, packed?: 'deflated' | 'stored'): Promise<FileFacts>;
  /** Resolves when everything is written out. */
  end(): Promise<void>;
}

/** What a file is made of. */
export type Content = string | Uint8Array | AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** DOS time has no zone: the first instant that it can say, whatever zone this machine is in. */
const ALWAYS = new Date(1980, 0, 1);
const LEVEL = 6;
const READABLE = 0o100644;

/** Writes a ZIP to a stream. */
export function createZip(out: Writable): ZipWriter {
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream as Readable, out);
  const failed = new Promise<never>((_, reject) => {
    zip.on('error', reject);
    written.catch(reject);
  });
  // Whoever waits for a file hears of it; nobody may be waiting.
  failed.catch(() => undefined);
  return {
    async add(name, content, packed = 'deflated') {
      const facts = { sum: createHash('sha256'), size: 0 };
      const stream = Readable.from(pieces({ content }, facts), { objectMode: false });
      const compress = packed === 'deflated';
      zip.addReadStream(stream, name, {
        mtime: ALWAYS,
        mode: READABLE,
        forceDosTimestamp: true,
        ...(compress ? { compress, compressionLevel: LEVEL } : { compress }),
      });
      await Promise.race([finished(stream), failed]);
      return { sha256: facts.sum.digest('hex'), size: facts.size };
    },
    async end() {
      zip.end();
      await Promise.race([written, failed]);
    },
  };
}

/** The content piece by piece, counted and hashed. The ZIP keeps every stream until its end, so what a stream has given must be let go of. */
async function* pieces(
  held: { content: Content | undefined },
  facts: { readonly sum: Hash; size: number },
): AsyncGenerator<Uint8Array> {
  const content = held.content ?? '';
  held.content = undefined;
  for await (const piece of typeof content === 'string' || content instanceof Uint8Array ? [content] : content) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
    facts.sum.update(bytes);
    facts.size += bytes.length;
    if (bytes.length > 0) yield bytes;
  }
}
