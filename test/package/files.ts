import { createHash } from 'node:crypto';
import { openPackage } from '../../src/package/open.ts';
import type { PackageFiles } from '../../src/replay/package-files.ts';
import { type Manifest, PACKAGE_FILES } from '../../src/replay/package-format.ts';
import { findingsOf } from '../../src/replay/package-report.ts';
import { type PackageCheck, verifyPackage } from '../../src/replay/package-verify.ts';

/** A package taken apart into memory, to be tampered with. */
export type Loose = ReadonlyMap<string, Buffer>;

/** Every file of a package. */
export async function takenApart(place: string): Promise<Loose> {
  const files = await openPackage(place);
  const loose = new Map<string, Buffer>();
  for (const name of files.names) {
    const pieces: Uint8Array[] = [];
    for await (const piece of files.read(name)) pieces.push(piece);
    loose.set(name, Buffer.concat(pieces));
  }
  await files.close();
  return loose;
}

/** Verifies loose files: codes of what was found, each once. */
export async function faultsOf(loose: Loose, check: PackageCheck = {}): Promise<readonly string[]> {
  const files: PackageFiles = {
    names: [...loose.keys()].sort(),
    read: (name) =>
      (async function* () {
        yield loose.get(name) as Buffer;
      })(),
  };
  const { findings } = await findingsOf(() => verifyPackage(files, check));
  return [...new Set(findings.map(({ fault }) => fault))].sort();
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function manifestOf(loose: Loose): Manifest {
  return JSON.parse(String(loose.get(PACKAGE_FILES.manifest)));
}

/** The files with one of them changed, and the manifest made to fit, as a careful forger would; its signature he cannot make. */
export function forged(loose: Loose, name: string, content: string | Buffer, more: Partial<Manifest> = {}): Loose {
  const changed = new Map(loose).set(name, Buffer.from(content));
  const manifest = manifestOf(loose);
  const files = Object.fromEntries(
    Object.keys(manifest.files).map((one) => {
      const bytes = changed.get(one) ?? Buffer.alloc(0);
      return [one, { sha256: sha256(bytes), size: bytes.length }];
    }),
  );
  return changed.set(PACKAGE_FILES.manifest, Buffer.from(`${JSON.stringify({ ...manifest, files, ...more })}\n`));
}

/** The lines of `events.jsonl`. */
export function eventLines(loose: Loose): readonly string[] {
  return String(loose.get(PACKAGE_FILES.events)).trimEnd().split('\n');
}

/** The files with other events. */
export function withLines(loose: Loose, lines: readonly string[], more: Partial<Manifest> = {}): Loose {
  return forged(loose, PACKAGE_FILES.events, `${lines.join('\n')}\n`, more);
}
