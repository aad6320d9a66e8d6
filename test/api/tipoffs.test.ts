import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerCustodianKey } from '../../db/custodian-key.ts';
import { findSealed } from '../../db/sealed-identity.ts';
import { makeKeyFile } from '../../src/api/custodian-key.ts';
import { type Client, call, logIn, nextId, PASSWORD, type Stand, startStand } from './stand.ts';

const IDENTITY = { name: '欧阳举报', contact: '13812345678' };
const PASSPHRASE = 'a long enough passphrase';
const MOTIVE = '核实奖励发放对象';

let stand: Stand;
let office: Client;
let chief: Client;
let key: Awaited<ReturnType<typeof makeKeyFile>>;

beforeAll(async () => {
  stand = await startStand();
  office = await logIn(stand, 'office');
  chief = await logIn(stand, 'chief');
  expect((await chief.post('/session/confirm', { password: PASSWORD })).status).toBe(200);
  key = await makeKeyFile(PASSPHRASE);
});

afterAll(() => stand.close());

const tipoff = (more: object = {}) => ({ commandId: nextId(), channel: 'phone', matter: '仓库违规住人', ...more });
const openings = (receipt: string, caseId: string) =>
  call(stand.url, 'POST', '/api/v1/tipoffs/openings', { body: { caseId, receipt } });

describe('a tip-off before there is a custodian’s key', () => {
  it('is taken in anonymous; with a name it is refused, and says what to do', async () => {
    const named = await office.post('/tipoffs', tipoff({ identity: IDENTITY }));
    expect([named.status, named.body.code]).toEqual([409, 'custodian-key-missing']);
    expect(named.body.detail).toContain('duban custodian keygen');
    expect((await office.post('/tipoffs', tipoff())).status).toBe(201);
    expect((await call(stand.url, 'GET', '/api/v1/public/tipoffs')).body.identified).toBe(false);
    await registerCustodianKey(stand.db.knex, { ...key, registeredAt: stand.clock.now });
    expect((await call(stand.url, 'GET', '/api/v1/public/tipoffs')).body.identified).toBe(true);
  });
});

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

  it('gives the reporter a code of 138 bits that stands in no file; the same again for the same command, the first identity stays', async () => {
    const body = tipoff({ identity: IDENTITY });
    const first = await office.post('/tipoffs', body);
    expect(first.body.receipt).toMatch(/^([A-HJ-NP-Z2-9]{4}-){6}[A-HJ-NP-Z2-9]{4}$/);
    const before = await findSealed(stand.db.knex, first.body.caseId);
    expect((await office.post('/tipoffs', { ...body, identity: { name: '别人家', contact: '12345' } })).body).toEqual(
      first.body,
    );
    expect(await findSealed(stand.db.knex, first.body.caseId)).toEqual(before);
    const other = (await office.post('/tipoffs', tipoff())).body;
    expect(other.receipt).not.toBe(first.body.receipt);
    for (const file of readdirSync(stand.folder)) {
      const bytes = readFileSync(path.join(stand.folder, file), 'latin1');
      for (const secret of [first.body.receipt, first.body.receipt.replaceAll('-', '')])
        expect([file, bytes.includes(secret)]).toEqual([file, false]);
    }
  });

  it('may be anonymous; then nothing is sealed', async () => {
    const { caseId } = (await office.post('/tipoffs', tipoff())).body;
    expect((await stand.ledger.events(caseId))[0]?.payload).toMatchObject({ reporter: 'anonymous' });
    expect(await findSealed(stand.db.knex, caseId)).toBeUndefined();
  });

  it('of several says how many, and none of them', async () => {
    const joint = [{ name: '司徒甲', contact: '13900001111' }];
    const { caseId } = (await office.post('/tipoffs', tipoff({ identity: { ...IDENTITY, joint } }))).body;
    expect((await stand.ledger.events(caseId))[0]?.payload).toMatchObject({ joint: 2 });
    const opened = await chief.post(`/tipoffs/${caseId}/identity`, {
      motive: MOTIVE,
      key: key.text,
      passphrase: PASSPHRASE,
    });
    expect(opened.body).toEqual({ caseId, ...IDENTITY, joint });
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

  it('whose text names the reporter is refused: it would stand in the record for ever', async () => {
    const matter = `我是${IDENTITY.name}，电话 138-1234-5678`;
    const answer = await office.post('/tipoffs', tipoff({ identity: IDENTITY, matter }));
    expect([answer.status, Object.keys(answer.body.fields)]).toEqual([422, ['matter']]);
    expect(answer.text).not.toContain(IDENTITY.name);
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
});

describe('the identity', () => {
  it('is opened by the custodian alone, with key, passphrase and motive; it is in the case, and the reporter sees it by his code', async () => {
    const { caseId, receipt } = (await office.post('/tipoffs', tipoff({ identity: IDENTITY }))).body;
    expect((await openings(receipt, caseId)).body).toEqual({ openings: [] });
    const ask = { motive: MOTIVE, key: key.text, passphrase: PASSPHRASE };
    expect((await office.post(`/tipoffs/${caseId}/identity`, ask)).body.code).toBe('not-permitted');
    expect((await chief.post(`/tipoffs/${caseId}/identity`, { ...ask, motive: '看' })).body.fields).toHaveProperty(
      'motive',
    );

    const opened = await chief.post(`/tipoffs/${caseId}/identity`, ask);
    expect(opened.body).toEqual({ caseId, ...IDENTITY });
    expect(opened.headers.get('cache-control')).toBe('no-store');
    expect((await stand.ledger.events(caseId)).at(-1)).toMatchObject({
      type: 'IdentityOpened',
      actor: { post: 'street.safetyOffice.head', person: 'p-chief' },
      payload: { motive: MOTIVE },
    });
    expect(await stand.db.knex('access_log').where({ object: caseId, act: 'unseal' })).toHaveLength(1);
    expect((await openings(receipt.toLowerCase(), caseId)).body.openings).toMatchObject([
      { by: '街道安办主任', motive: MOTIVE },
    ]);
  });

  it('stays shut for a wrong passphrase, another key or a motive that names him: nothing is said, the attempt is on record', async () => {
    const { caseId } = (await office.post('/tipoffs', tipoff({ identity: IDENTITY }))).body;
    const other = await makeKeyFile(PASSPHRASE);
    for (const wrong of [
      { key: key.text, passphrase: 'wrong' },
      { key: other.text, passphrase: PASSPHRASE },
      { key: '{}', passphrase: PASSPHRASE },
    ]) {
      const answer = await chief.post(`/tipoffs/${caseId}/identity`, { motive: MOTIVE, ...wrong });
      expect([answer.status, answer.body.code]).toEqual([422, 'custodian-key-wrong']);
    }
    expect(await stand.db.knex('access_log').where({ object: caseId, act: 'unsealFailed' })).toHaveLength(3);
    const named = await chief.post(`/tipoffs/${caseId}/identity`, {
      motive: `核对${IDENTITY.name}的奖励`,
      key: key.text,
      passphrase: PASSPHRASE,
    });
    expect(Object.keys(named.body.fields)).toEqual(['motive']);
    expect(named.text).not.toContain(IDENTITY.name);
    expect((await stand.ledger.events(caseId)).map((event) => event.type)).not.toContain('IdentityOpened');
  });

  it('of an anonymous report does not exist, and no look is recorded', async () => {
    const { caseId } = (await office.post('/tipoffs', tipoff())).body;
    const answer = await chief.post(`/tipoffs/${caseId}/identity`, {
      motive: MOTIVE,
      key: key.text,
      passphrase: PASSPHRASE,
    });
    expect(answer.status).toBe(404);
    expect(await stand.db.knex('access_log').where({ object: caseId, act: 'unseal' })).toEqual([]);
  });

  it('key and passphrase are in no log line and no file', () => {
    const secrets = [PASSPHRASE, JSON.parse(key.text).box];
    const texts = [
      JSON.stringify(stand.lines),
      ...readdirSync(stand.folder).map((file) => readFileSync(path.join(stand.folder, file), 'latin1')),
    ];
    for (const text of texts) for (const secret of secrets) expect(text.includes(secret)).toBe(false);
  });
});

describe('the quarter’s figures', () => {
  it('are the street’s to see', async () => {
    const answer = await office.get('/tipoffs/statistics?quarter=2025-Q1');
    expect([answer.status, answer.body.quarter, answer.body.received > 3]).toEqual([200, '2025-Q1', true]);
    expect((await office.get('/tipoffs/statistics?quarter=2025')).status).toBe(422);
    expect((await (await logIn(stand, 'head1')).get('/tipoffs/statistics?quarter=2025-Q1')).status).toBe(403);
  });
});
