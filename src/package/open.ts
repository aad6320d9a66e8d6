import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { PackageFault, type PackageFiles } from '../replay/package-files.ts';
import { openZip } from './zip-read.ts';

/** A package opened for reading. */
export interface OpenPackage extends PackageFiles {
  close(): Promise<void>;
}

/** Opens a package, packed as a ZIP or unpacked in a folder; throws PackageFault, and Node's error if there is nothing at that place. */
export async function openPackage(place: string): Promise<OpenPackage> {
  return (await stat(place)).isDirectory() ? openFolder(place) : openZip(place);
}

async function openFolder(folder: string): Promise<OpenPackage> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of found)
    if (!entry.isFile() && !entry.isDirectory())
      throw new PackageFault('package-hostile', `${entry.name}（不是普通文件）`);
  const names = found
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  return {
    names: names.sort(),
    read: (name) => createReadStream(path.join(folder, ...name.split('/'))),
    close: async () => undefined,
  };
}
