import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { logInAll } from '../drill/http.ts';
import { openOffice } from '../drill/office.ts';
import { createServer } from '../src/api/server.ts';
import { kinds } from '../src/core/index.ts';
import { createLedger } from '../src/ledger/record.ts';
import { createPress } from '../workers/press.ts';
import type { Figure } from './figure.ts';
import { createMeter } from './measure.ts';
import { NOW } from './record.ts';

const COMMANDS = 600;
const WARM = 100;

/** A person's command over HTTP (real server, real log-in, one client) beside the same command at the ledger. */
export async function benchHttp(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-bench-'));
  const db = await openOffice({ sqlite: path.join(folder, 'duban.db') });
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
    settings: {
      dataDir: folder,
      publicUrl: undefined,
      requestsPerMinute: 1_000_000,
      loginsPerMinute: 1_000,
    },
  });
  try {
    const { grid, office } = await logInAll(await app.listen({ port: 0, host: '127.0.0.1' }));
    const cases: string[] = [];
    for (let i = 0; i < 20; i++) {
      const { status, body } = await grid.send('POST', '/hazards', {
        commandId: `open-${i}`,
        unit: 'U1',
        kind: `kind-${i}`,
        where: '二楼',
        what: '堵塞',
        found: NOW,
        post: grid.post,
      });
      if (status !== 201) throw new Error(`report: ${status} ${JSON.stringify(body)}`);
      cases.push(String(body.caseId));
    }
    let turn = 0;
    const caseOf = () => cases[turn++ % cases.length] ?? '';
    const payload = { text: '已电话核实单位联系人' };
    const overHttp = async (name: string) => {
      const { status, body } = await office.send('POST', `/cases/${caseOf()}/commands`, {
        commandId: name,
        type: 'addNote',
        payload,
        post: office.post,
      });
      if (status !== 200) throw new Error(`note: ${status} ${JSON.stringify(body)}`);
    };
    const atLedger = async (name: string) => {
      const outcome = await ledger.record({
        kind: 'hazard',
        caseId: caseOf(),
        commandId: name,
        type: 'addNote',
        payload,
        actor: { post: 'street.safetyOffice', person: 'p-office' },
      });
      if (!outcome.ok) throw new Error(outcome.refusal.code);
    };
    const [http, record] = [createMeter(), createMeter()];
    for (let i = 0; i < WARM; i++) await Promise.all([overHttp(`warm-http-${i}`), atLedger(`warm-ledger-${i}`)]);
    for (let round = 0; round < 4; round++) {
      await record.stretch((note) => oneByOne(`ledger-${round}`, atLedger, note));
      await http.stretch((note) => oneByOne(`http-${round}`, overHttp, note));
    }
    const [ours, floor] = [http.result(), record.result()];
    return [
      {
        subject: 'http',
        what: 'a command over HTTP above record(), p50',
        measured: ours.p50 - floor.p50,
        unit: 'ms',
        target: { of: 'measured', atMost: 10 },
      },
      {
        subject: 'http',
        what: 'a command over HTTP, p50',
        measured: ours.p50,
        unit: 'ms',
        floor: floor.p50,
        ratio: ours.p50 / floor.p50,
      },
      {
        subject: 'http',
        what: 'a command over HTTP, p99',
        measured: ours.p99,
        unit: 'ms',
        floor: floor.p99,
        ratio: ours.p99 / floor.p99,
      },
    ];
  } finally {
    await app.close();
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function oneByOne(name: string, act: (name: string) => Promise<void>, note: (ms: number) => void): Promise<void> {
  for (let i = 0; i < COMMANDS / 4; i++) {
    const started = performance.now();
    await act(`${name}-${i}`);
    note(performance.now() - started);
  }
}
