import type { Database } from '../db/open.ts';
import { logInAll } from '../drill/http.ts';
import { createServer } from '../src/api/server.ts';
import { kinds } from '../src/core/index.ts';
import { createLedger } from '../src/ledger/record.ts';
import { createPress } from '../workers/press.ts';
import { NOW } from './record.ts';

/** A real server over a database, with people who have logged in. */
export async function serve(db: Database, folder: string) {
  const ledger = createLedger({ db, kinds, now: () => NOW });
  const fine = { ok: true, state: 'running' };
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const app = await createServer({
    db,
    ledger,
    kinds,
    log: silent,
    now: () => NOW,
    press: createPress({ db, ledger, now: () => NOW }),
    health: async () => ({ temporal: fine, worker: fine, mail: fine }),
    settings: { dataDir: folder, publicUrl: undefined, requestsPerMinute: 1_000_000, loginsPerMinute: 1_000 },
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const people = await logInAll(url);
  return {
    url,
    ledger,
    people,
    async close() {
      await app.close();
      await ledger.close();
    },
  };
}
