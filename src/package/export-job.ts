import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { DatabaseLocation } from '../../db/open.ts';
import { PackageRefused } from './export.ts';
import type { Asked, PackagePlace } from './make.ts';

/** What the process that makes a package is told. */
export interface ExportTask {
  readonly location: DatabaseLocation;
  readonly place: PackagePlace;
  readonly asked: Asked;
}

/** A package in the making: its bytes as they come. If it fails on the way the stream ends with an error; whoever destroys it ends the work. */
export interface ExportJob {
  readonly zip: Readable;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
}

/** Starts to make a package in a process of its own; resolves with its first bytes, rejects with PackageRefused if there are none. */
export async function startExport(task: ExportTask): Promise<ExportJob> {
  const script = fileURLToPath(new URL('./export-child.ts', import.meta.url));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script]);
  const gone = once(child, 'exit').then(([code]) => Number(code ?? 1));
  const said = text(child.stderr);
  child.stdin.on('error', () => undefined).end(JSON.stringify(task));
  const zip = child.stdout;
  // Whoever has gone away wants no more of it.
  zip.on('close', () => void (zip.readableEnded || child.kill()));
  const first = await Promise.race([once(zip, 'readable').then(() => 'bytes' as const), gone]);
  if (first !== 'bytes' || zip.readableLength === 0) throw refusal(await said);
  return { zip: Readable.from(whole(zip, gone), { objectMode: false }), gone: gone.then(() => undefined) };
}

/** A package that was cut short must not look like one that came whole. */
async function* whole(zip: Readable, gone: Promise<number>): AsyncGenerator<Uint8Array> {
  yield* zip;
  if ((await gone) !== 0) throw new Error('the package was not finished');
}

function refusal(said: string): Error {
  const line = said.trim().split('\n').at(-1) ?? '';
  try {
    const { code, message } = JSON.parse(line) as { code: PackageRefused['code'] | 'failed'; message?: string };
    if (code !== 'failed') return new PackageRefused(code, message ?? '');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return new Error('the package could not be made');
}
