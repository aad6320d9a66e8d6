import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a package carries to be read and verified without us. */
export interface PackagePrograms {
  /** The page, one file of HTML. */
  readonly page: string;
  /** The verifier, one file for Node. */
  readonly verifier: string;
}

/** The page and the verifier, bundled from the sources once per state of them (about a second) and then read from the cache. */
export async function packagePrograms(cacheFolder: string): Promise<PackagePrograms> {
  const file = path.join(cacheFolder, `package-${hashOfSources()}.json`);
  const cached = await readFile(file, 'utf8').catch(() => undefined);
  if (cached !== undefined) return JSON.parse(cached);
  const programs = { page: await buildPage(), verifier: await buildVerifier() };
  await mkdir(cacheFolder, { recursive: true });
  const part = `${file}.part-${process.pid}`;
  await writeFile(part, JSON.stringify(programs));
  await rename(part, file);
  return programs;
}

/** Readable: an auditor must be able to read what proves. Node's own crypto stands in for the packages. */
async function buildVerifier(): Promise<string> {
  const portable = (name: string) => path.join(root, 'src/package/portable', name);
  const code = await bundled('src/package/verify-alone.ts', {
    platform: 'node',
    minify: false,
    alias: {
      '@noble/hashes/sha2.js': portable('hashes.ts'),
      '@noble/hashes/utils.js': portable('bytes.ts'),
      '@noble/curves/ed25519.js': portable('ed25519.ts'),
      '@scure/base': portable('base64.ts'),
    },
  });
  return `#!/usr/bin/env node\n${code}`;
}

async function buildPage(): Promise<string> {
  const bundle = await bundled('src/viewer/main.ts', { platform: 'browser', minify: true, alias: {} });
  const code = bundle.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  const digest = createHash('sha256').update(code).digest('base64');
  const style = readFileSync(path.join(root, 'src/viewer/style.css'), 'utf8');
  const shell = readFileSync(path.join(root, 'src/viewer/page.html'), 'utf8');
  // Functions as replacements: a `$` in the code must not be taken for a pattern.
  return shell
    .replace('/*style*/', () => style)
    .replace('/*digest*/', () => digest)
    .replace('/*code*/', () => code);
}

interface BundleKind {
  readonly platform: 'node' | 'browser';
  readonly minify: boolean;
  readonly alias: Record<string, string>;
}

async function bundled(entry: string, { platform, minify, alias }: BundleKind): Promise<string> {
  // Loaded only where something is built: it is a native module of 20 MB.
  const { rolldown } = await import('rolldown');
  const build = await rolldown({
    cwd: root,
    input: path.join(root, entry),
    platform,
    resolve: { alias },
    logLevel: 'silent',
  });
  try {
    const { output } = await build.generate({
      format: platform === 'node' ? 'esm' : 'iife',
      minify,
      codeSplitting: false,
    });
    return output[0].code;
  } finally {
    await build.close();
  }
}

function hashOfSources(): string {
  const require = createRequire(import.meta.url);
  const hash = createHash('sha256').update(readFileSync(require.resolve('rolldown/package.json')));
  const folders = ['src/core', 'src/replay', 'src/viewer', 'src/package'];
  const files = globSync(
    folders.map((folder) => `${folder}/**/*.{ts,css,html}`),
    { cwd: root },
  ).sort();
  for (const file of files)
    hash
      .update(`${file}\n`)
      .update(readFileSync(path.join(root, file)))
      .update('\n');
  return hash.digest('hex').slice(0, 24);
}
