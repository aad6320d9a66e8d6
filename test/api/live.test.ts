import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/open.ts';
import { kinds } from '../../src/core/index.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { type Client, hazard, logIn, type Stand, startStand } from './stand.ts';

let stand: Stand;
let office: Client;
let unit1: Client;
let unit2: Client;

beforeAll(async () => {
  stand = await startStand();
  [office, unit1, unit2] = (await Promise.all(['office', 'unit1', 'unit2'].map((name) => logIn(stand, name)))) as [
    Client,
    Client,
    Client,
  ];
});
afterAll(() => stand.close());

interface Said {
  readonly event: string;
  readonly id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by tests
  readonly data: any;
}

/** An open stream: what it said so far, and a wait for what it says next. */
async function listen(client: Client, lastEventId?: string) {
  const said: Said[] = [];
  const waiting = new Set<() => void>();
  let ended = false;
  const notify = () => {
    for (const wake of waiting) wake();
  };
  const request = get(`${stand.url}/api/v1/live`, {
    headers: { cookie: client.cookie, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
  });
  request.on('error', () => undefined);
  let rest = '';
  request.on('response', (response) => {
    expect(response.headers['content-type']).toContain('text/event-stream');
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      const parts = (rest + text).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const lines = new Map(part.split('\n').map((line) => line.split(/: ?(.*)/s, 2) as [string, string]));
        if (lines.has('event'))
          said.push({
            event: lines.get('event') ?? '',
            data: JSON.parse(lines.get('data') ?? 'null'),
            ...(lines.has('id') ? { id: lines.get('id') as string } : {}),
          });
      }
      notify();
    });
    response.on('close', () => {
      ended = true;
      notify();
    });
  });
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise<void>((resolve) => waiting.add(resolve));
  };
  await until(() => said.length > 0);
  return {
    said,
    until,
    close: () => request.destroy(),
    get ended() {
      return ended;
    },
  };
}

const casesOf = (said: readonly Said[]) => said.filter(({ event }) => event === 'case').map(({ data }) => data.caseId);

describe('live updates', () => {
  it('tell of a case whoever may see it, and of his desk whose duty it is; others hear nothing', async () => {
    const [atOffice, atUnit1, atUnit2] = [await listen(office), await listen(unit1), await listen(unit2)];
    const first = await office.post('/hazards', hazard('U1'));
    const second = await office.post('/hazards', hazard('U2'));
    await atOffice.until(() => casesOf(atOffice.said).length >= 2);
    expect(casesOf(atOffice.said)).toEqual([first.body.caseId, second.body.caseId]);
    expect(atOffice.said.find(({ event }) => event === 'case')?.data).toEqual({
      caseId: first.body.caseId,
      seq: 1,
      kind: 'hazard',
      stage: 'identified',
    });
    expect(atOffice.said.some(({ event, data }) => event === 'desk' && data.caseId === first.body.caseId)).toBe(true);
    await atUnit2.until(() => casesOf(atUnit2.said).length > 0);
    expect(casesOf(atUnit1.said)).toEqual([first.body.caseId]);
    expect(casesOf(atUnit2.said)).toEqual([second.body.caseId]);
    expect(atUnit1.said.some(({ event }) => event === 'desk')).toBe(false);
    for (const one of [atOffice, atUnit1, atUnit2]) one.close();
  });

  it('tell what another process recorded', async () => {
    const stream = await listen(office);
    const db = await openDatabase({ sqlite: `${stand.folder}/ledger.db` });
    const other = createLedger({ db, kinds, now: () => stand.clock.now });
    const { body } = await office.get('/cases?limit=1');
    const { caseId, seq } = body.cases[0];
    await other.record({
      kind: 'hazard',
      caseId,
      commandId: 'other-process',
      type: 'addNote',
      payload: { text: '补充' },
      actor: { post: 'street.safetyOffice', person: 'p-office' },
    });
    await other.close();
    await stream.until(() => casesOf(stream.said).includes(caseId));
    expect(stream.said.find(({ data }) => data.caseId === caseId)?.data.seq).toBe(seq + 1);
    stream.close();
  });

  it('go on where they were broken off', async () => {
    const before = await listen(office);
    const one = await office.post('/hazards', hazard('U1'));
    await before.until(() => casesOf(before.said).length > 0);
    const last = before.said.findLast(({ id }) => id !== undefined)?.id;
    before.close();
    const missed = await office.post('/hazards', hazard('U2'));
    const after = await listen(office, last);
    await after.until(() => casesOf(after.said).includes(missed.body.caseId));
    expect(casesOf(after.said)).not.toContain(one.body.caseId);
    expect(after.said[0]?.event).toBe('ready');
    after.close();
  });

  it('end with the session, and need one', async () => {
    const leaving = await logIn(stand, 'chief');
    const stream = await listen(leaving);
    expect((await leaving.delete('/session')).status).toBe(204);
    await stream.until(() => stream.ended);
    expect((await leaving.get('/live')).status).toBe(401);
  });

  it('end when the server closes', async () => {
    const other = await startStand();
    const client = await logIn(other, 'office');
    const answer = await fetch(`${other.url}/api/v1/live`, { headers: { cookie: client.cookie } });
    await other.close();
    expect(await answer.text()).toContain('event: ready');
  });
});
