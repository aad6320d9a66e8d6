import type { App } from '../api.ts';

const PAGE = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>督办系统</title>
<link rel="stylesheet" href="/home.css">
</head>
<body>
<main>
<h1>督办系统</h1>
<p>安全生产隐患整改与问责：从发现、定级、整改、验收到销号，期限由系统计算，提醒、逾期和升级自动发生，每一步都记入不可更改的台账。</p>
<ul>
<li><a href="/docs">接口文档</a>：登录、登记隐患、办理案件</li>
<li><a href="/api/v1/health">运行状态</a></li>
<li><a href="/api/v1/openapi.json">OpenAPI 描述</a></li>
</ul>
</main>
</body>
</html>
`;

const STYLE = `:root { color-scheme: light dark; font-family: "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
main { max-width: 40rem; margin: 4rem auto; padding: 0 1rem; line-height: 1.7; }
h1 { font-size: 1.6rem; }
`;

/** The page at `/`: what this is, and where the interface is described. */
export function homeRoutes(app: App): void {
  app.get('/', { schema: { hide: true }, config: { gate: 'public' } }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(PAGE),
  );
  app.get('/home.css', { schema: { hide: true }, config: { gate: 'public' } }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(STYLE),
  );
}
