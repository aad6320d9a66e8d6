import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { Api, App } from './api.ts';
import { problem } from './problem.ts';

/** Where `npm run build` puts the web application. */
const BUILT = path.join(import.meta.dirname, '../../dist/web');
/** Stands in the built page for the nonce of each answer (vite.config.ts). */
const NONCE = '__CSP_NONCE__';
/** Paths of the interface: an unknown one below them is an error, never a page. */
const NO_PAGE = /^\/(api|docs|log|assets|metrics)(\/|$)|^\/[^/]+\.[a-z0-9]{2,5}$/;

/** Addresses of the public tip-off page, which is an entry of its own and needs no log-in. */
const TIPOFF: ReadonlySet<string> = new Set(['/tipoff', '/tipoff/', encodeURI('/举报')]);

const NOT_BUILT = `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>督办系统</title></head>
<body>
<h1>督办系统</h1>
<p>网页尚未生成：请系统管理员在项目目录运行 npm run build，再重新启动。接口不受影响：<a href="/docs/">接口文档</a>。</p>
</body>
</html>
`;

/**
 * Serves the web application: files with hashed names for ever, and one page for every address that is not the interface's, so that links
 * into the application can be opened and reloaded.
 */
export async function webRoutes(app: App, { settings, secure }: Api): Promise<void> {
  const folder = settings.webDir ?? BUILT;
  const index = path.join(folder, 'index.html');
  const page = existsSync(index) ? readFileSync(index, 'utf8') : NOT_BUILT;
  const tipoff = path.join(folder, 'tipoff.html');
  const tipoffPage = existsSync(tipoff) ? readFileSync(tipoff, 'utf8') : page;
  if (existsSync(path.join(folder, 'assets')))
    await app.register(async (scope) => {
      scope.addHook('onRoute', (route) => {
        route.config = { ...route.config, gate: 'public', rateLimit: false };
        route.schema = { ...route.schema, hide: true };
      });
      await scope.register(fastifyStatic, {
        root: path.join(folder, 'assets'),
        prefix: '/assets/',
        decorateReply: false,
        preCompressed: true,
        immutable: true,
        maxAge: '365d',
        index: false,
      });
    });
  const worker = path.join(folder, 'sw.js');
  if (existsSync(worker)) {
    const code = readFileSync(worker, 'utf8');
    app.get('/sw.js', { schema: { hide: true }, config: { gate: 'public' } }, async (_request, reply) =>
      reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(code),
    );
  }
  app.get('/*', { schema: { hide: true }, config: { gate: 'public' } }, async (request, reply) => {
    const [address = ''] = request.url.split('?', 1);
    if (NO_PAGE.test(address)) throw problem('not-found');
    const nonce = randomBytes(16).toString('base64');
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('content-security-policy', policy(nonce, secure))
      .send((TIPOFF.has(address) ? tipoffPage : page).replaceAll(NONCE, nonce));
  });
}

/** The components put their styles into the page as they are first shown: those carry the nonce; scripts are files of this server alone. */
function policy(nonce: string, secure: boolean): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}
