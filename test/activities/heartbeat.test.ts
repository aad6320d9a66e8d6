import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { allSent, pulseOf, sendPulse } from '../../activities/heartbeat.ts';
import { createOutboxPost } from '../../activities/mail.ts';
import type { ChoresHealth } from '../../src/ledger/chores.ts';
import { temporaryFolder } from '../live/stand.ts';

const AT = '2025-03-03T09:00:00+08:00';
const WELL: ChoresHealth = {
  canary: { ok: true, state: 'running' },
  reconcile: { ok: true, state: 'waiting' },
  returns: { ok: true, state: 'waiting' },
  heartbeat: { ok: true, state: 'running' },
};
const FIGURES = { cases: 5, open: 3, events: 40, wakes: 0, deliveriesDue: 2, deliveriesFailed: 1 };

let server: Server | undefined;
afterEach(() => server?.close());

async function receiver(status: number) {
  const bodies: string[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end();
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping` };
}

describe('the heartbeat', () => {
  it('goes to the URL and by mail, in counts and ages', async () => {
    const folder = temporaryFolder();
    const { bodies, url } = await receiver(204);
    const post = createOutboxPost({ folder: folder.path, from: 'duban@example.test' });
    const sent = await sendPulse(pulseOf(AT, FIGURES, WELL, []), { url, mail: 'watch@example.test' }, post);
    expect(sent).toEqual({ url: 'sent', mail: 'sent' });
    expect(allSent(sent)).toBe(true);
    expect(JSON.parse(bodies[0] ?? '')).toEqual({
      product: 'duban',
      at: AT,
      ok: true,
      casesOpen: 3,
      wakes: 0,
      lagSeconds: 0,
      unfiredClockSeconds: 0,
      deliveriesDue: 2,
      deliveriesFailed: 1,
      rulesOverdue: 0,
      rulesNeverFired: 0,
      canary: 'running',
      reconcile: 'waiting',
    });
    const mail = readFileSync(path.join(folder.path, readdirSync(folder.path)[0] ?? ''), 'utf8');
    expect(mail).toContain('To: watch@example.test');
    folder.end();
  });

  it('says that things are not well, but does not stay away because of it', () => {
    const late = pulseOf('2025-03-03T10:00:00+08:00', { ...FIGURES, oldestUnfired: AT }, WELL, []);
    expect(late).toMatchObject({ ok: false, unfiredClockSeconds: 3600 });
    const canaryMissing: ChoresHealth = { ...WELL, canary: { ok: false, state: 'overdue' } };
    expect(pulseOf(AT, FIGURES, canaryMissing, [])).toMatchObject({ ok: false, canary: 'overdue' });
  });

  it.each([500, 404, 302])('an answer of %d is not taken for a receipt', async (status) => {
    const { url } = await receiver(status);
    const sent = await sendPulse(pulseOf(AT, FIGURES, WELL, []), { url }, undefined);
    expect(sent).toEqual({ url: `http-${status}` });
    expect(allSent(sent)).toBe(false);
  });

  it('a receiver that is away is said to be', async () => {
    expect(await sendPulse(pulseOf(AT, FIGURES, WELL, []), { url: 'http://127.0.0.1:1/' }, undefined)).toEqual({
      url: 'unreachable',
    });
  });
});
