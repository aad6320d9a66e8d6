import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { ensureWeb, isBuilt, WEB_FOLDER, webSources } from '../../src/cli/web-build.ts';

const OLD_MS = 3_600_000;

/**
 * Folder of the web application built from the sources as they are now: the product's own if it is current, else one beside it that is named
 * after the sources, so that runs at the same time neither wait for nor disturb each other.
 */
export async function builtWeb(): Promise<string> {
  const sources = webSources();
  if (isBuilt(WEB_FOLDER, sources)) return WEB_FOLDER;
  const folder = path.join(path.dirname(WEB_FOLDER), `test-web-${sources.slice(0, 16)}`);
  forgetOld(path.dirname(WEB_FOLDER));
  await ensureWeb(() => undefined, folder);
  return folder;
}

function forgetOld(dist: string): void {
  if (!existsSync(dist)) return;
  for (const name of readdirSync(dist).filter((one) => one.startsWith('test-web-'))) {
    const folder = path.join(dist, name);
    // Another file's build may have put its own in place since.
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found !== undefined && Date.now() - found.mtimeMs > OLD_MS) rmSync(folder, { recursive: true, force: true });
  }
}
