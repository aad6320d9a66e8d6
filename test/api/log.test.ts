import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endCheckpointMail, planCheckpointMail } from '../../db/checkpoint-mail.ts';
import { addDays, dayOf } from '../../src/core/index.ts';
import { checkSignature, openNote, parseCheckpoint, parseKey } from '../../src/core/log/checkpoint.ts';
import { sameHash } from '../../src/core/log/tree.ts';
import { createEventLog } from '../../src/ledger/log.ts';
import { call, hazard, logIn, START, type Stand, startStand } from './stand.ts';

let stand: Stand;

beforeAll(async () => {
  stand = await startStand();
});

afterAll(() => stand.close());

const get = (path: string) => call(stand.url, 'GET', `/api/v1/log/${path}`);

describe('the log over HTTP', () => {
  it('is not there before the first checkpoint', async () => {
    expect((await get('checkpoint')).status).toBe(404);
    expect((await get('vkey')).status).toBe(404);
  });

  it('gives a checkpoint, its key and the hashes under it to everybody', async () => {
    const grid = await logIn(stand, 'grid1');
    expect((await grid.post('/hazards', hazard())).status).toBe(201);
    const log = createEventLog({ db: stand.db, origin: 'shanyao.example/duban', seeds: [new Uint8Array(32).fill(7)] });
    await log.sequence(START);
    const note = openNote((await get('checkpoint')).text);
    const key = parseKey((await get('vkey')).text);
    expect(checkSignature(note, key)).toBe('good');
    const { size, root } = parseCheckpoint(note.text);
    expect(size).toBe(1);
    const tile = await fetch(`${stand.url}/api/v1/log/tile/0/000.p/1`);
    expect(sameHash(new Uint8Array(await tile.arrayBuffer()), root)).toBe(true);
    expect((await get('tile/0/000.p/2')).status).toBe(404);
    expect((await get('tile/0/0')).status).toBe(404);
  });

  it('is told of by health: the newest checkpoint, and what was mailed of it', async () => {
    const health = async () => (await call(stand.url, 'GET', '/api/v1/health')).body;
    expect((await health()).log).toMatchObject({ ok: true, state: 'running', size: 1, signedAt: START });
    const day = addDays(dayOf(START), -2);
    await planCheckpointMail(stand.db.knex, { day, size: 1, note: 'note' });
    expect(await health()).toMatchObject({ status: 'degraded', log: { ok: false, state: 'mail-overdue' } });
    await endCheckpointMail(stand.db.knex, day, START);
    expect((await health()).log).toMatchObject({ ok: true, mailedSize: 1, mailedAt: START });
  });

  it('gives the events themselves to auditors only, however the path is spelt', async () => {
    for (const path of ['tile/entries/000.p/1', 'tile/%65ntries/000.p/1', 'tile/entries%2F000.p/1'])
      expect([401, 404], path).toContain((await get(path)).status);
    const office = await logIn(stand, 'office');
    expect((await office.get('/log/tile/entries/000.p/1')).status).toBe(403);
    const auditor = await logIn(stand, 'auditor');
    const response = await fetch(`${stand.url}/api/v1/log/tile/entries/000.p/1`, {
      headers: { cookie: auditor.cookie },
    });
    expect(await stand.db.knex('access_log').where({ object: 'log' })).toMatchObject([
      { account: 'auditor', act: 'read-events', detail: 'tile/entries/000.p/1' },
    ]);
    const bytes = Buffer.from(await response.arrayBuffer());
    const event = bytes.subarray(2);
    expect(bytes.readUInt16BE()).toBe(event.length);
    const { root } = parseCheckpoint(openNote((await get('checkpoint')).text).text);
    expect(
      sameHash(
        createHash('sha256')
          .update(Buffer.concat([Buffer.of(0), event]))
          .digest(),
        root,
      ),
    ).toBe(true);
  });
});
