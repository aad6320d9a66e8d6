import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSealed } from '../../db/sealed-identity.ts';
import { createIdentitySeal, identityKey } from '../../src/api/seal-identity.ts';
import { type Client, call, logIn, nextId, type Stand, startStand } from './stand.ts';

const IDENTITY = { name: '欧阳举报', contact: '13812345678' };

let stand: Stand;
let office: Client;

beforeAll(async () => {
  stand = await startStand();
  office = await logIn(stand, 'office');
});

afterAll(() => stand.close());

const tipoff = (more: object = {}) => ({ commandId: nextId(), channel: 'phone', matter: '仓库违规住人', ...more });

describe('a tip-off', () => {
  it('keeps the reporter out of every answer, event, table, log line and file', async () => {
    const body = tipoff({ identity: IDENTITY });
    const opened = await office.post('/tipoffs', body);
    expect([opened.status, opened.body.stage]).toEqual([201, 'received']);
    const { caseId } = opened.body;
    expect(caseId).toMatch(/^T-2025-\d{6}$/);
    await office.act(caseId, 'triageTipoff', { to: 'street.safetyOffice' });
    await office.act(caseId, 'acceptTipoff');

    const texts = [opened.text, JSON.stringify(stand.lines)];
    for (const read of ['', '/events', '/allowed', '/notices', '/explain/tipoff.triage'])
      texts.push((await office.get(`/cases/${caseId}${read}`)).text);
    for (const read of ['/cases', '/desk', '/late', '/people']) texts.push((await office.get(read)).text);
    texts.push((await office.post('/tipoffs', { ...body, matter: '别的' })).text);
    const events = await stand.ledger.events(caseId);
    expect(events[0]?.payload).toMatchObject({ reporter: 'sealed' });
    texts.push(JSON.stringify(events));
    // The files too: what was ever written is in the database or its write-ahead log.
    for (const file of readdirSync(stand.folder)) texts.push(readFileSync(path.join(stand.folder, file), 'utf8'));
    for (const text of texts)
      for (const secret of [IDENTITY.name, IDENTITY.contact]) expect(text.includes(secret)).toBe(false);
  });

  it('can be opened again with the key of the data folder, and only there', async () => {
    const { caseId } = (await office.post('/tipoffs', tipoff({ identity: IDENTITY }))).body;
    const sealed = await findSealed(stand.db.knex, caseId);
    const seal = createIdentitySeal(identityKey({ identityKey: undefined, dataDir: stand.folder }));
    expect(sealed?.keyId).toBe(seal.keyId);
    expect(seal.open(caseId, sealed?.sealed ?? new Uint8Array())).toEqual(IDENTITY);
    expect(() => seal.open('T-2025-000009', sealed?.sealed ?? new Uint8Array())).toThrow();
    expect(() => createIdentitySeal(new Uint8Array(32)).open(caseId, sealed?.sealed ?? new Uint8Array())).toThrow();
    const bent = Uint8Array.from(sealed?.sealed ?? []);
    bent[30] = (bent[30] ?? 0) ^ 1;
    expect(() => seal.open(caseId, bent)).toThrow();
    expect(statSync(path.join(stand.folder, 'identity.key')).mode & 0o777).toBe(0o600);
  });

  it('gives the reporter a code that stands in no table; the same again for the same command, the first identity stays', async () => {
    const body = tipoff({ identity: IDENTITY });
    const first = await office.post('/tipoffs', body);
    expect(first.body.receipt).toMatch(/^([A-HJ-NP-Z2-9]{4}-){3}[A-HJ-NP-Z2-9]{4}$/);
    expect((await office.post('/tipoffs', { ...body, identity: { name: '别人', contact: '1' } })).body).toEqual(
      first.body,
    );
    const seal = createIdentitySeal(identityKey({ identityKey: undefined, dataDir: stand.folder }));
    const sealed = await findSealed(stand.db.knex, first.body.caseId);
    expect(seal.open(first.body.caseId, sealed?.sealed ?? new Uint8Array())).toEqual(IDENTITY);
    const other = (await office.post('/tipoffs', tipoff())).body;
    expect(other.receipt).not.toBe(first.body.receipt);
    for (const file of readdirSync(stand.folder))
      expect(readFileSync(path.join(stand.folder, file), 'utf8').includes(first.body.receipt)).toBe(false);
  });

  it('may be anonymous; then nothing is sealed', async () => {
    const { caseId } = (await office.post('/tipoffs', tipoff())).body;
    expect((await stand.ledger.events(caseId))[0]?.payload).toMatchObject({ reporter: 'anonymous' });
    expect(await findSealed(stand.db.knex, caseId)).toBeUndefined();
  });

  it('with bad fields is refused before anything is recorded, and the answer does not repeat them', async () => {
    const answer = await office.post(
      '/tipoffs',
      tipoff({
        channel: 'pigeon',
        identity: { name: IDENTITY.name, contact: '', address: IDENTITY.contact },
        reporter: IDENTITY.name,
      }),
    );
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.body.fields).sort()).toEqual([
      'channel',
      'identity.address',
      'identity.contact',
      'reporter',
    ]);
    expect(answer.text).not.toContain(IDENTITY.name);
    expect(answer.text).not.toContain(IDENTITY.contact);
  });

  it('is the street’s alone: village and unit see the hazard that came of it, and not the tip-off', async () => {
    const { caseId } = (await office.post('/tipoffs', tipoff({ identity: IDENTITY }))).body;
    await office.act(caseId, 'triageTipoff', { to: 'street.safetyOffice' });
    await office.act(caseId, 'acceptTipoff');
    const found = {
      unit: 'U1',
      kind: 'livingInWarehouse',
      where: '仓库',
      what: '违规住人',
      found: '2025-03-03T08:30:00+08:00',
    };
    expect((await office.act(caseId, 'openHazard', found)).status).toBe(200);
    const [hazardId] = (await office.get(`/cases/${caseId}`)).body.facts.hazards;
    await stand.ledger.settle(hazardId);
    for (const name of ['head1', 'unit1', 'grid1']) {
      const client = await logIn(stand, name);
      for (const read of ['', '/events', '/allowed', '/notices'])
        expect((await client.get(`/cases/${caseId}${read}`)).status).toBe(404);
      expect((await client.get('/cases?kind=tipoff')).body.cases).toEqual([]);
      expect((await client.get('/cases')).body.cases.map((row: { caseId: string }) => row.caseId)).toContain(hazardId);
      expect([name, (await client.get(`/cases/${hazardId}`)).status]).toEqual([name, 200]);
    }
  });

  it('is read on the record', async () => {
    const { caseId } = (await office.post('/tipoffs', tipoff())).body;
    await office.get(`/cases/${caseId}`);
    expect(await stand.db.knex('access_log').where({ object: caseId })).toMatchObject([
      { account: 'office', person: 'p-office', act: 'read' },
    ]);
  });

  it('is opened by the custodian alone, with a motive, and the reporter sees each opening by his code', async () => {
    const { caseId, receipt } = (await office.post('/tipoffs', tipoff({ identity: IDENTITY }))).body;
    const ask = (code: string, id = caseId) =>
      call(stand.url, 'POST', '/api/v1/tipoffs/openings', { body: { caseId: id, receipt: code } });
    expect((await ask(receipt)).body).toEqual({ openings: [] });

    expect((await office.post(`/tipoffs/${caseId}/identity`, { motive: '核实奖励发放对象' })).body.code).toBe(
      'not-permitted',
    );
    const chief = await logIn(stand, 'chief');
    expect((await chief.post(`/tipoffs/${caseId}/identity`, { motive: '看' })).body.fields).toHaveProperty('motive');
    const opened = await chief.post(`/tipoffs/${caseId}/identity`, { motive: '核实奖励发放对象' });
    expect(opened.body).toEqual({ caseId, ...IDENTITY });
    expect(opened.headers.get('cache-control')).toBe('no-store');

    expect((await ask(receipt.toLowerCase())).body.openings).toMatchObject([
      { by: '街道安办主任', motive: '核实奖励发放对象' },
    ]);
    for (const [code, id] of [
      [`${receipt.slice(0, -1)}${receipt.endsWith('A') ? 'B' : 'A'}`, caseId],
      [receipt, 'T-2025-999999'],
    ])
      expect([(await ask(code, id)).status, (await ask(code, id)).text.includes(IDENTITY.name)]).toEqual([404, false]);
  });

  it('that was anonymous has nothing to open, and no opening is recorded', async () => {
    const { caseId } = (await office.post('/tipoffs', tipoff())).body;
    const chief = await logIn(stand, 'chief');
    expect((await chief.post(`/tipoffs/${caseId}/identity`, { motive: '核实奖励发放对象' })).status).toBe(404);
    expect(await stand.db.knex('access_log').where({ object: caseId, act: 'unseal' })).toEqual([]);
  });
});
