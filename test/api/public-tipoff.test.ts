import { randomUUID } from 'node:crypto';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerCustodianKey } from '../../db/custodian-key.ts';
import { keyIdOf, newKeyPair } from '../../src/api/seal-identity.ts';
import { addMs } from '../../src/core/index.ts';
import { type Client, call, logIn, type Stand, startStand } from './stand.ts';

let stand: Stand;
let office: Client;

beforeAll(async () => {
  stand = await startStand();
  office = await logIn(stand, 'office');
  const { publicKey } = newKeyPair();
  const hex = Buffer.from(publicKey).toString('hex');
  await registerCustodianKey(stand.db.knex, {
    keyId: keyIdOf(publicKey),
    publicKey: hex,
    registeredAt: stand.clock.now,
  });
});
afterAll(() => stand.close());

/** A stranger with an address of his own: the proxy on this machine says whose request it is. */
let strangers = 0;
function stranger() {
  const address = `10.1.${Math.floor(++strangers / 250)}.${(strangers % 250) + 1}`;
  const headers = { 'x-forwarded-for': address };
  return {
    report: (more: object = {}) =>
      call(stand.url, 'POST', '/api/v1/public/tipoffs', {
        headers,
        body: { requestId: randomUUID(), matter: '仓库违规住人', ...more },
      }),
    status: (code: string) => call(stand.url, 'POST', '/api/v1/public/tipoffs/status', { headers, body: { code } }),
    act: (code: string, act: string, text?: string) =>
      call(stand.url, 'POST', '/api/v1/public/tipoffs/acts', {
        headers,
        body: { code, act, commandId: randomUUID(), ...(text === undefined ? {} : { text }) },
      }),
    raw: (raw: string) => call(stand.url, 'POST', '/api/v1/public/tipoffs', { headers, raw }),
  };
}

/** A picture with a text chunk, as cameras and editors write them. */
function pictureWithNotes(): Buffer {
  return Buffer.from(
    encode({ width: 2, height: 2, data: new Uint8Array(12), channels: 3, depth: 8, text: { Author: 'Ouyang Jubao' } }),
  );
}

describe('a stranger reports without a log-in', () => {
  it('gets a number and a code, and follows by the code how far it is, to the reward', async () => {
    const who = stranger();
    const sent = await who.report({ where: '三号仓库', identity: { name: '欧阳举报', contact: '13812345678' } });
    expect([sent.status, sent.body.stageLabel]).toEqual([201, '待受理']);
    const { caseId, receipt } = sent.body;
    expect((await stand.ledger.events(caseId))[0]).toMatchObject({
      actor: { post: 'public' },
      payload: { channel: 'web' },
    });
    expect((await who.status(receipt)).body).toMatchObject({
      caseId,
      stageLabel: '待受理',
      progress: [{ what: '接收举报' }],
      openings: [],
      can: ['supplement', 'withdraw'],
    });
    await office.act(caseId, 'triageTipoff', { to: 'street.safetyOffice' });
    await office.act(caseId, 'acceptTipoff');
    expect((await who.act(receipt, 'supplement', '夜里也住人')).status).toBe(200);
    await office.act(caseId, 'concludeTipoff', { result: '属实', fine: 10_000 });
    await office.act(caseId, 'answerTipoff');
    await office.act(caseId, 'offerReward');
    const offered = (await who.status(receipt)).body;
    expect(offered).toMatchObject({
      answer: { result: '属实' },
      reward: { amount: 3_000, basis: '罚款10,000元×15%＝1,500元，低于下限，按下限3,000元' },
      can: ['supplement', 'claim', 'waive'],
    });
    expect((await who.act(receipt, 'claim')).body).toMatchObject({ stage: 'rewardClaimed' });
    await office.act(caseId, 'payReward');
    expect((await who.status(receipt)).body).toMatchObject({ stage: 'closed', can: [] });
    expect((await who.act(receipt, 'withdraw')).status).toBe(409);
  });

  it('gets the same answer for the same request, and one case', async () => {
    const who = stranger();
    const requestId = randomUUID();
    const first = await who.report({ requestId });
    expect((await who.report({ requestId })).body).toEqual(first.body);
    expect((await who.report({ requestId, matter: '别的' })).body.code).toBe('command-id-reused');
    expect((await who.report({ requestId: '123' })).body.fields).toHaveProperty('requestId');
  });

  it('may send pictures, which lose what their maker wrote into them', async () => {
    const picture = pictureWithNotes();
    expect(picture.includes('Ouyang')).toBe(true);
    const sent = await stranger().report({ attachments: [{ data: picture.toString('base64') }] });
    expect(sent.status).toBe(201);
    const [first] = await stand.ledger.events(sent.body.caseId);
    const [hash] = (first?.payload.attachments ?? []) as string[];
    const stored = await office.get(`/cases/${sent.body.caseId}/blobs/${hash}`);
    expect([stored.status, stored.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(stored.text).not.toContain('Ouyang');
  });

  it('what is no picture, too large, a script, or no JSON harms nobody', async () => {
    const who = stranger();
    const pdf = Buffer.from('%PDF-1.7 /Author (Ouyang)').toString('base64');
    expect((await who.report({ attachments: [{ data: pdf }] })).status).toBe(415);
    expect((await who.report({ attachments: [{ data: '@@@' }] })).status).toBe(422);
    const huge = await who.raw(`{"matter":"${'x'.repeat(25 * 1024 * 1024)}"}`);
    expect([huge.status, huge.body.detail]).toEqual([413, expect.stringContaining('8 MB')]);
    expect((await who.raw('<script>')).status).toBe(400);
    const script = '<script>alert(1)</script>';
    const { receipt, caseId } = (await who.report({ matter: script })).body;
    const shown = await who.status(receipt);
    expect(shown.headers.get('content-type')).toContain('application/json');
    expect((await office.get(`/cases/${caseId}`)).body.title).toBe(script);
  });
});

describe('guessing', () => {
  it('a wrong code, an unknown one and one of another sort get the same answer, and after ten an address must wait', async () => {
    const { receipt } = (await stranger().report()).body;
    const who = stranger();
    const near = `${receipt.slice(0, -1)}${receipt.endsWith('A') ? 'B' : 'A'}`;
    const answers = [near, 'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA', 'x', ...Array(7).fill(near)];
    const seen = [];
    for (const code of answers) {
      const { status, body } = await who.status(code);
      seen.push([status, body.code, body.detail]);
    }
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(seen[0]?.[0]).toBe(404);
    // The right one too: an address that guesses learns nothing by being let through.
    expect((await who.status(receipt)).status).toBe(429);
    expect((await stranger().status(receipt)).status).toBe(200);
    stand.clock.now = addMs(stand.clock.now, 15 * 60_000);
    expect((await who.status(receipt)).status).toBe(200);
  });

  it('is bounded over all addresses together', async () => {
    const { receipt } = (await stranger().report()).body;
    for (let i = 0; i < 40; i++) {
      const who = stranger();
      await Promise.all(Array.from({ length: 8 }, (_, n) => who.status(`wrong-${i}-${n}`)));
    }
    const held = await stranger().status(receipt);
    expect([held.status, Number(held.headers.get('retry-after')) > 0]).toEqual([429, true]);
    stand.clock.now = addMs(stand.clock.now, 60_000);
    expect((await stranger().status(receipt)).status).toBe(200);
  });

  it('reports of one address are bounded too', async () => {
    const who = stranger();
    const answers = [];
    for (let i = 0; i < 11; i++) answers.push((await who.report()).status);
    expect(answers).toEqual([...Array(10).fill(201), 429]);
  });
});
