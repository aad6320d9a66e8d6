/** The Temporal side in a process of its own, to be killed: `node worker-process.ts SETUP`; says `ready` when it polls. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWorkflowBundle } from '../workers/bundle.ts';
import { loadTemporalConfig } from '../workers/config.ts';
import { type DurableSide, startWorker } from '../workers/main.ts';
import { clockOf, log, openLedger, plainWords, readSetup } from './process-setup.ts';

const setup = readSetup();
const config = loadTemporalConfig(fileURLToPath(new URL('../temporal.yaml', import.meta.url)));
let side: DurableSide | undefined;
const { ledger } = await openLedger(setup, (wakes) => side?.poker.poke(wakes));
side = startWorker({
  ledger,
  config: {
    ...config,
    namespace: setup.namespace,
    taskQueue: setup.taskQueue,
    worker: {
      ...config.worker,
      ...(setup.maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows: setup.maxCachedWorkflows }),
    },
  },
  address: setup.temporal,
  settings: {
    dataDir: setup.dataDir,
    publicUrl: undefined,
    smtpUrl: setup.smtpUrl,
    smtpFrom: setup.smtpUrl === undefined ? undefined : 'duban@street.example',
  },
  words: plainWords,
  log,
  now: clockOf(setup),
  bundle: await buildWorkflowBundle({ cacheFolder: path.join(setup.dataDir, 'cache') }),
});
await side.ready;
process.stdout.write('ready\n');
