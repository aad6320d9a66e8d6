import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BundleOptions, bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = fileURLToPath(new URL('..', import.meta.url));
const fold = path.join(root, 'src/core/fold.ts');
const PREFIX = 'workflows-';
const PART = '.part-';
/** No build takes longer. */
const BUILD_MS = 10 * 60_000;

/** A bundle on disk, ready for `Worker.create({ workflowBundle })` and for replays. */
export interface WorkflowBundle {
  readonly codePath: string;
  readonly bytes: number;
  /** False when it was found in the cache. */
  readonly built: boolean;
}

export interface BundleRequest {
  /** Folder for bundles, one file per state of the sources. */
  readonly cacheFolder: string;
  /** Replays only: absolute path of a module that stands in for `src/core/fold.ts`, to show that no order depends on it. */
  readonly foldModule?: string;
}

/** The code of the workflow sandbox, bundled once per state of the sources (about a second) and then read from the cache. */
export async function buildWorkflowBundle({ cacheFolder, foldModule }: BundleRequest): Promise<WorkflowBundle> {
  const codePath = path.join(cacheFolder, `${PREFIX}${hashOfSources(foldModule)}.cjs`);
  const found = await stat(codePath).catch(() => undefined);
  if (found !== undefined) return { codePath, bytes: found.size, built: false };
  await mkdir(cacheFolder, { recursive: true });
  // Two may build at once, in one process too.
  const part = `${codePath}${PART}${randomUUID()}`;
  await inChild({ file: part, foldModule });
  await rename(part, codePath);
  if (foldModule === undefined) await removeOlder(cacheFolder, path.basename(codePath));
  return { codePath, bytes: (await stat(codePath)).size, built: true };
}

/** What the child process is asked to do. */
export interface BundleJob {
  readonly file: string;
  readonly foldModule: string | undefined;
}

// webpack and swc would stay in the memory of a process that runs for months (150 MB): a child takes it along.
async function inChild(job: BundleJob): Promise<void> {
  const script = fileURLToPath(new URL('./bundle-child.ts', import.meta.url));
  await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', script, JSON.stringify(job)]);
}

/** Bundles the workflow code into a file; runs in the child process. */
export async function bundleInto({ file, foldModule }: BundleJob): Promise<void> {
  const { code } = await bundleWorkflowCode(options(foldModule));
  await writeFile(file, code);
}

function options(foldModule: string | undefined): BundleOptions {
  return {
    workflowsPath: path.join(root, 'workflows/index.ts'),
    logger: new DefaultLogger('ERROR'),
    // Shared by all workflows of a thread: without it each cached case holds its own copy of XState and the machines.
    preloadModules: [foldModule ?? fold],
    webpackConfigHook: (config) => ({
      ...config,
      plugins: [...(config.plugins ?? []), ...(foldModule === undefined ? [] : [replaceFold(foldModule)])],
      // Without these names XState's development build is taken, which inspects and warns.
      resolve: { ...config.resolve, conditionNames: ['module', 'require', 'import', 'default'] },
    }),
  };
}

type WebpackPlugin = NonNullable<ReturnType<NonNullable<BundleOptions['webpackConfigHook']>>['plugins']>[number];

function replaceFold(foldModule: string): WebpackPlugin {
  return {
    apply(compiler: { hooks: { normalModuleFactory: { tap(name: string, run: (factory: Factory) => void): void } } }) {
      compiler.hooks.normalModuleFactory.tap('another-fold', (factory) =>
        factory.hooks.beforeResolve.tap('another-fold', (data) => {
          // The stand-in itself may wrap the real fold.
          if (data.request.endsWith('/core/fold.ts') && data.contextInfo.issuer !== foldModule)
            data.request = foldModule;
        }),
      );
    },
  };
}

interface Factory {
  hooks: {
    beforeResolve: {
      tap(name: string, run: (data: { request: string; contextInfo: { issuer: string } }) => void): void;
    };
  };
}

function hashOfSources(foldModule: string | undefined): string {
  const require = createRequire(import.meta.url);
  const packages = ['@temporalio/worker', 'xstate'].map((name) => require.resolve(`${name}/package.json`));
  const sources = globSync(['workflows/**/*.ts', 'src/core/**/*.ts', 'workers/bundle.ts'], { cwd: root }).sort();
  const hash = createHash('sha256');
  for (const file of [
    ...packages,
    ...sources.map((source) => path.join(root, source)),
    ...(foldModule === undefined ? [] : [foldModule]),
  ]) {
    hash
      .update(`${path.relative(root, file)}\n`)
      .update(readFileSync(file))
      .update('\n');
  }
  return hash.digest('hex').slice(0, 24);
}

async function removeOlder(folder: string, keep: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    if (!name.startsWith(PREFIX) || name === keep || (name.includes(PART) && (await isAtWork(file)))) continue;
    await rm(file, { force: true });
  }
}

/** Whether somebody may still be writing it; what a killed process left behind is older. */
async function isAtWork(part: string): Promise<boolean> {
  const found = await stat(part).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs < BUILD_MS;
}
