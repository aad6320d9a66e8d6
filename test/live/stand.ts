import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Runtime } from '@temporalio/worker';
import type { Words } from '../../activities/mail-text.ts';
import type { Log } from '../../activities/perform.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { buildWorkflowBundle, type WorkflowBundle } from '../../workers/bundle.ts';
import { loadTemporalConfig, type TemporalConfig } from '../../workers/config.ts';
import { type DurableSide, startWorker, type WorkerSettings } from '../../workers/main.ts';
import { findTemporalCli, findTimeSkippingServer } from '../../workers/temporal-cli.ts';
import { prepareNamespace } from '../../workers/temporal-namespace.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The settings of temporal.yaml on the test server's own namespace. */
export const config: TemporalConfig = {
  ...loadTemporalConfig(path.join(here, '../../temporal.yaml')),
  namespace: 'default',
};

/** Names as the ids they stand for. */
export const words: Words = { duty: (id) => id, notice: (id) => id, post: (id) => id };

/** Collects what was said, so that a test can show that something was not. */
export function memoryLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const add =
    (level: string) =>
    (message: string, facts: object = {}) => {
      lines.push(`${level} ${message} ${JSON.stringify(facts)}`);
    };
  return { lines, info: add('info'), warn: add('warn'), error: add('error') };
}

/** A real development server with our search attributes. */
export async function startServer(): Promise<TestWorkflowEnvironment> {
  quiet();
  const cli = await findTemporalCli();
  const env = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: cli.path }, log: { format: 'pretty', level: 'error' } },
  });
  await prepareNamespace(env.connection, { ...config, retention: 86_400_000 });
  return env;
}

/** A real server whose clock stands still during calls and moves in `env.sleep`; it, too, must know the search attributes. */
export async function startTimeSkippingServer(): Promise<TestWorkflowEnvironment> {
  quiet();
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: await findTimeSkippingServer() } },
  });
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: { DubanKind: 2, DubanStage: 2, DubanTier: 2, DubanOrg: 2, DubanDueAt: 6, DubanFlags: 7 },
  });
  return env;
}

let silenced = false;

/** The SDK says much at every start; tests want errors only. */
export function quiet(): void {
  if (silenced) return;
  silenced = true;
  Runtime.install({
    logger: {
      log: () => undefined,
      trace: () => undefined,
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (message: string) => process.stderr.write(`${message}\n`),
    } as never,
    telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } },
  });
}

/** A folder of its own, removed by `end`. */
export function temporaryFolder(): { readonly path: string; end(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-live-'));
  return { path: folder, end: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The tiny kind's workflow code, kept between runs. */
export function tinyBundle(): Promise<WorkflowBundle> {
  return buildWorkflowBundle({
    cacheFolder: path.join(here, '../../node_modules/.cache/duban'),
    foldModule: path.join(here, 'tiny-kind.ts'),
  });
}

/** Our durable side on a server, with the tiny kind. */
export async function startSide(
  env: TestWorkflowEnvironment,
  ledger: Ledger,
  options: {
    readonly taskQueue: string;
    readonly settings: WorkerSettings;
    readonly log?: Log;
    readonly worker?: Partial<TemporalConfig['worker']>;
  },
): Promise<DurableSide> {
  const side = startWorker({
    ledger,
    config: {
      ...config,
      taskQueue: options.taskQueue,
      worker: { ...config.worker, shutdownGrace: 1_000, ...options.worker },
    },
    address: env.address,
    settings: options.settings,
    words,
    log: options.log ?? memoryLog(),
    bundle: await tinyBundle(),
  });
  await side.ready;
  return side;
}

/** Resolves when the condition holds; looks after each event of the workflow world, at most `ms`. */
export async function until(holds: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`did not happen within ${ms} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
