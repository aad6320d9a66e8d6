import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, logIn, type Stand, startStand } from './stand.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await startStand();
});

afterAll(() => stand.close());

/** Every route that a file of src/api/routes adds under /api/v1, in OpenAPI's spelling. */
function routesInCode(): string[] {
  const folder = new URL('../../src/api/routes/', import.meta.url);
  return readdirSync(folder).flatMap((file) => {
    const code = readFileSync(new URL(file, folder), 'utf8');
    const found = [...code.matchAll(/\bapp\.(get|post|put|patch|delete)\(\s*'([^']+)'/g)];
    expect([file, found.length]).not.toEqual([file, 0]);
    return found.map(
      ([, method = '', path = '']) =>
        `${method.toUpperCase()} /api/v1${path.replace(/:(\w+)/g, '{$1}').replace('*', '{*}')}`,
    );
  });
}

describe('the OpenAPI description', () => {
  it('has every route, each with a summary, a tag and its answers', async () => {
    const { body, headers } = await call(stand.url, 'GET', '/api/v1/openapi.json');
    expect(headers.get('content-type')).toContain('application/json');
    expect(body.openapi).toMatch(/^3\.1/);
    const described = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.length).toBeGreaterThanOrEqual(27);
    expect(described.sort()).toEqual(routesInCode().sort());
    for (const methods of Object.values<object>(body.paths)) {
      for (const operation of Object.values<{ summary: string; tags: string[]; responses: object }>(methods as never)) {
        expect(operation.summary).toMatch(/[一-鿿]/);
        expect(operation.tags).toHaveLength(1);
        expect(Object.keys(operation.responses).length).toBeGreaterThan(0);
      }
    }
  });

  it('refers to nothing that is not in it, and names the parameters of each path', async () => {
    const { body, text } = await call(stand.url, 'GET', '/api/v1/openapi.json');
    for (const [, ref = ''] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
      const target = ref
        .replace(/^#\//, '')
        .split('/')
        .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], body);
      expect([ref, target === undefined]).toEqual([ref, false]);
    }
    for (const [path, methods] of Object.entries<object>(body.paths)) {
      const inPath = [...path.matchAll(/\{([\w*]+)\}/g)].map(([, name]) => name);
      for (const operation of Object.values<{ parameters?: { in: string; name: string }[] }>(methods as never)) {
        const named = (operation.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name);
        expect([path, named.sort()]).toEqual([path, inPath.sort()]);
      }
    }
  });

  it('says which routes need no log-in, and how errors look', async () => {
    const { body } = await call(stand.url, 'GET', '/api/v1/openapi.json');
    expect(body.paths['/api/v1/health'].get.security).toEqual([]);
    expect(body.paths['/api/v1/cases'].get).not.toHaveProperty('security');
    expect(body.security).toEqual([{ session: [] }, { token: [] }]);
    expect(
      body.paths['/api/v1/cases/{id}/commands'].post.responses['409'].content['application/problem+json'].schema
        .required,
    ).toEqual(expect.arrayContaining(['code', 'detail', 'requestId']));
  });
});

describe('pages', () => {
  it('/ is Chinese, has no script of its own and a strict policy, and its links lead somewhere', async () => {
    const page = await call(stand.url, 'GET', '/');
    expect(page.text).toMatch(/<html lang="zh-CN">[\s\S]*督办系统/);
    expect(page.text).not.toMatch(/<script(?![^>]*\bsrc=)|\bstyle=|onclick/);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|https:|\*/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    for (const [, link = ''] of page.text.matchAll(/href="([^"]+)"/g))
      expect([link, (await call(stand.url, 'GET', link)).status]).toEqual([link, 200]);
  });

  it('/docs loads without inline script from this server alone', async () => {
    const page = await call(stand.url, 'GET', '/docs/');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self' ?;/);
    expect(page.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
    for (const [, link = ''] of page.text.matchAll(/(?:src|href)="(\.?\/[^"]+)"/g))
      expect([link, (await call(stand.url, 'GET', new URL(link, `${stand.url}/docs/`).pathname)).status]).toEqual([
        link,
        200,
      ]);
  });
});

describe('health and metrics', () => {
  it('is degraded, not down, while Temporal is away; a check that fails counts as away', async () => {
    expect((await call(stand.url, 'GET', '/api/v1/health')).body).toMatchObject({
      status: 'ok',
      temporal: { ok: true },
      ledger: { ok: true, cases: 0 },
    });
    Object.assign(stand.engine, { temporal: { ok: false, state: 'unreachable' } });
    const away = await call(stand.url, 'GET', '/api/v1/health');
    expect([away.status, away.body.status, away.body.temporal.state]).toEqual([200, 'degraded', 'unreachable']);
    const auditor = await logIn(stand, 'auditor');
    expect((await auditor.get('/metrics')).text).toMatch(/^duban_temporal_up 0$/m);
    Object.assign(stand.engine, { temporal: { ok: true, state: 'running' } });
  });

  it('are Prometheus text: every line a comment or a sample, each metric with help and type, no case and no person in it', async () => {
    const auditor = await logIn(stand, 'auditor');
    const { text, headers } = await auditor.get('/metrics');
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = text.trimEnd().split('\n');
    for (const line of lines)
      expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [0-9.e+-]+)$/);
    const typed = new Set(lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2]));
    for (const line of lines.filter((one) => !one.startsWith('#')))
      expect(typed).toContain(line.replace(/[{ ].*/, '').replace(/_(bucket|sum|count)$/, ''));
    expect(text).toMatch(/duban_http_request_seconds_count\{route="\/api\/v1\/health",method="GET",status="2xx"\} \d+/);
    expect(text).not.toMatch(/H-2025|p-|V1/);
  });
});
