import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEventLog } from '../../src/ledger/log.ts';
import { logSeeds } from '../../src/ledger/log-key.ts';
import { faultsOf, type Loose, takenApart } from '../package/files.ts';
import { appointCustodian } from './custodian.ts';
import { hazard, logIn, nextId, START, type Stand, startStand } from './stand.ts';

let stand: Stand;
let auditor: Awaited<ReturnType<typeof logIn>>;
let caseId: string;

beforeAll(async () => {
  stand = await startStand();
  const grid = await logIn(stand, 'grid1');
  caseId = (await grid.post('/hazards', hazard())).body.caseId;
  auditor = await logIn(stand, 'auditor');
});
afterAll(() => stand.close());

async function exported(query: string) {
  const response = await fetch(`${stand.url}/api/v1/export?${query}`, { headers: { cookie: auditor.cookie } });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

async function sequence(): Promise<void> {
  const log = createEventLog({ db: stand.db, origin: 'a.example/duban', seeds: logSeeds({ dataDir: stand.folder }) });
  await log.sequence(START);
}

/** The files of a package that was asked for. */
async function taken(query: string): Promise<Loose> {
  const { status, type, bytes } = await exported(query);
  expect([status, type]).toEqual([200, 'application/zip']);
  const file = path.join(stand.folder, 'taken', 'package.zip');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  return takenApart(file);
}

describe('the auditor’s package over HTTP', () => {
  it('cannot be had before the first checkpoint, nor of nothing, nor by everybody', async () => {
    expect((await exported('all=true')).status).toBe(404);
    expect((await exported('')).status).toBe(422);
    expect((await exported(`all=true&case=${caseId}`)).status).toBe(422);
    expect((await exported('case=H-2020-000009')).status).toBe(404);
    const grid = await logIn(stand, 'grid1');
    expect((await grid.get('/export?all=true')).status).toBe(403);
  });

  it('comes whole, verifies, and is on record', async () => {
    await sequence();
    expect(await faultsOf(await taken(`case=${caseId}`))).toEqual([]);
    const { body } = await auditor.get('/access-log?object=package');
    expect(body.accesses[0]).toMatchObject({ act: 'export', detail: caseId, person: 'p-auditor' });
  });

  it('holds nothing of who reported a tip-off', async () => {
    const office = await logIn(stand, 'office');
    await appointCustodian(stand);
    const identity = { name: '欧阳举报', contact: '13812345678' };
    const tipoff = { commandId: nextId(), channel: 'phone', matter: '仓库违规住人', identity };
    const { caseId: reported } = (await office.post('/tipoffs', tipoff)).body;
    expect(reported).toMatch(/^T-/);
    await sequence();
    const loose = await taken('all=true');
    expect(JSON.parse(String(loose.get('manifest.json'))).cases[reported]).toBe(1);
    for (const [name, bytes] of loose)
      for (const secret of Object.values(identity)) expect(bytes.includes(secret), name).toBe(false);
  });
});
