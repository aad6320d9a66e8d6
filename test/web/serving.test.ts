import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, type Stand, startStand } from '../api/stand.ts';
import { builtWeb } from './built.ts';

describe('the pages as the server gives them', () => {
  let stand: Stand;
  let script: string;
  beforeAll(async () => {
    const webDir = await builtWeb();
    stand = await startStand({ webDir });
    const page = readFileSync(path.join(webDir, 'index.html'), 'utf8');
    script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? '';
  });
  afterAll(() => stand.close());

  it('one page for every address within the application, each time with a nonce of its own', async () => {
    const [first, second] = [await call(stand.url, 'GET', '/'), await call(stand.url, 'GET', '/cases/H-2026-000001')];
    for (const { status, headers, text } of [first, second]) {
      expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(headers.get('cache-control')).toBe('no-cache');
      const policy = headers.get('content-security-policy') ?? '';
      const [, nonce = ''] = /'nonce-([^']+)'/.exec(policy) ?? [];
      expect(nonce.length).toBeGreaterThan(20);
      expect(text).toContain(`nonce="${nonce}"`);
      expect(text).not.toContain('__CSP_NONCE__');
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|https?:/);
    }
    expect(first.headers.get('content-security-policy')).not.toBe(second.headers.get('content-security-policy'));
  });

  it('files for ever, compressed for whoever takes it', async () => {
    const answer = await fetch(`${stand.url}${script}`, { headers: { 'accept-encoding': 'br' } });
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-encoding')).toBe('br');
    expect(answer.headers.get('content-type')).toContain('javascript');
    expect((await answer.text()).length).toBeGreaterThan(1_000);
  });

  it('no page where the interface has nothing, nor for files that do not exist', async () => {
    for (const address of ['/api/v1/nothing', '/api', '/assets/nothing.js', '/robots.txt', '/log/nothing']) {
      const { status, headers, body } = await call(stand.url, 'GET', address);
      expect([address, status]).toEqual([address, expect.toSatisfy((code: number) => code === 404 || code === 401)]);
      expect([address, headers.get('content-type')]).toEqual([address, 'application/problem+json']);
      expect(body.code).toMatch(/^not-(found|logged-in)$/);
    }
    expect((await call(stand.url, 'GET', '/assets/..%2f..%2fpackage.json')).status).toBeGreaterThanOrEqual(400);
  });

  it('says what to do where the pages have not been built; the interface works all the same', async () => {
    const bare = await startStand({ webDir: path.join(stand.folder, 'nothing') });
    const page = await call(bare.url, 'GET', '/');
    expect(page.text).toContain('网页尚未生成');
    expect((await call(bare.url, 'GET', '/api/v1/health')).status).toBe(200);
    await bare.close();
  });
});
