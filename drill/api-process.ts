/** The HTTP side in a process of its own, to be killed: `node api-process.ts SETUP`; says `ready` when it listens. */
import { createServer } from '../src/api/server.ts';
import { kinds } from '../src/core/index.ts';
import { createClient } from '../workers/connection.ts';
import { createPoker, type Poker } from '../workers/poker.ts';
import { createPress } from '../workers/press.ts';
import { clockOf, log, openLedger, readSetup } from './process-setup.ts';

const setup = readSetup();
let poker: Poker | undefined;
const { db, ledger } = await openLedger(setup, (wakes) => poker?.poke(wakes));
const client = createClient({ config: { namespace: setup.namespace }, address: setup.temporal });
poker = createPoker({ client, ledger, taskQueue: setup.taskQueue, log });
const fine = { ok: true, state: 'running' };
const app = await createServer({
  db,
  ledger,
  kinds,
  log,
  now: clockOf(setup),
  press: createPress({ db, ledger, now: clockOf(setup) }),
  health: async () => ({ temporal: fine, worker: fine, mail: fine }),
  settings: {
    dataDir: setup.dataDir,
    publicUrl: undefined,
    requestsPerMinute: 1_000_000,
    loginsPerMinute: 1_000,
  },
});
await app.listen({ port: setup.port, host: '127.0.0.1' });
process.stdout.write('ready\n');
