import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { App } from './api.ts';
import { sessionCookie } from './authenticate.ts';

const DOCS = '/docs';

/** Describes every route that follows in OpenAPI 3.1, made from the schemas that check them, and serves it with a page to read it. */
export async function describeApi(app: App, prefix: string, secure: boolean): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '督办系统接口',
        version: '1',
        description:
          '安全生产隐患整改与问责。时间为带时区的 RFC 3339；日期为东八区的 YYYY-MM-DD。错误为 RFC 9457 problem+json，`code` 稳定不变。浏览器写入时须带 x-csrf-token；程序用 Bearer 令牌。',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: sessionCookie(secure) },
          token: { type: 'http', scheme: 'bearer' },
        },
      },
      security: [{ session: [] }, { token: [] }],
    },
    transform: (document) => {
      const { schema, url } = jsonSchemaTransform(document);
      const open = document.route.config?.gate === 'public';
      return { schema: open ? { ...schema, security: [] } : schema, url };
    },
  });
  // The page that reads the description is for everybody, as the description is.
  app.addHook('onRoute', (route) => {
    if (route.url === DOCS || route.url.startsWith(`${DOCS}/`)) route.config = { ...route.config, gate: 'public' };
  });
  await app.register(swaggerUi, {
    routePrefix: DOCS,
    staticCSP: true,
    // Without https there is nothing to upgrade to: the page would find none of its own scripts.
    transformStaticCSP: (header) => (secure ? header : header.replace(/\s*upgrade-insecure-requests;?/, '')),
    uiConfig: { url: `${prefix}/openapi.json`, docExpansion: 'list' },
  });
  app.get(`${prefix}/openapi.json`, { schema: { hide: true }, config: { gate: 'public' } }, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(app.swagger()),
  );
}
