import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const root = path.join(import.meta.dirname, '../..');

/** Where the built web application stands. */
export const WEB_FOLDER = path.join(root, 'dist/web');

/** What the pages are made from: their own sources, the core and contract they show, and the versions of the packages. */
const SOURCES = [
  ...['src/web', 'src/core', 'src/replay', 'src/api/contract'],
  ...['src/cli/web-build.ts', 'vite.config.ts', 'package-lock.json'],
];
/** Names the sources of a build, beside it. */
const DIGEST_FILE = 'sources.txt';
const COMPRESSED = /\.(js|css|svg|json)$/;

/** SHA-256 over the names and bytes of everything the web application is built from. */
export function webSources(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES.flatMap(filesOf).sort()) {
    const bytes = readFileSync(path.join(root, source));
    hash.update(`${source}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/** Whether a build in this folder was made from these sources. */
export function isBuilt(folder: string, sources: string): boolean {
  const digest = path.join(folder, DIGEST_FILE);
  return existsSync(digest) && readFileSync(digest, 'utf8') === sources;
}

/** Builds the web application unless the folder holds it already; `progress` gets Chinese lines. Throws what the builder said. */
export async function ensureWeb(progress: (line: string) => void, folder = WEB_FOLDER): Promise<void> {
  const sources = webSources();
  if (isBuilt(folder, sources)) return;
  progress('正在生成网页（首次启动或更新之后，约十秒）……');
  mkdirSync(path.dirname(folder), { recursive: true });
  const made = mkdtempSync(`${folder}-`);
  try {
    await build(made);
    await compressAll(made);
    writeFileSync(path.join(made, DIGEST_FILE), sources);
    putInPlace(made, folder);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  progress('网页已生成。');
}

/** Before a start: builds what is missing or older than its sources. Pages that could not be built keep nobody from starting; it is said what to do. */
export async function webForStart(progress: (line: string) => void): Promise<void> {
  try {
    await ensureWeb(progress);
  } catch (error) {
    progress(error instanceof Error ? error.message : String(error));
    progress('网页没有生成，其余服务照常启动：请在项目目录运行 npm install 和 npm run build 后重新启动。');
  }
}

function filesOf(source: string): string[] {
  const place = path.join(root, source);
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [source];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

/** In a process of its own: the builder's threads and memory are gone when it is done. */
function build(outDir: string): Promise<void> {
  const vite = path.join(path.dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const args = [vite, 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'];
  // A test run or a developer's shell must not make a developer's build.
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`网页没有生成：\n${said.trim()}`))));
  });
}

/** The same files beside themselves, smaller, so that no request waits for a compressor. */
async function compressAll(folder: string): Promise<void> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => COMPRESSED.test(name));
  const [brotli, zip] = [promisify(brotliCompress), promisify(gzip)];
  await Promise.all(
    files.map(async (name) => {
      const file = path.join(folder, name);
      const bytes = readFileSync(file);
      const options = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
      writeFileSync(`${file}.br`, await brotli(bytes, options));
      writeFileSync(`${file}.gz`, await zip(bytes, { level: 9 }));
    }),
  );
}

/** Another process may have built the same in the meantime: whoever comes last has made the same files. */
function putInPlace(made: string, folder: string): void {
  chmodSync(made, 0o755);
  const old = `${made}-old`;
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(made, folder);
  rmSync(old, { recursive: true, force: true });
}
