import { randomUUID } from 'node:crypto';
import path from 'node:path';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { createBlobs } from '../../db/blob.ts';
import { createCaseIndex } from '../ledger/case-index.ts';
import { createCaseLists } from '../ledger/case-list.ts';
import { createLogWatch } from '../ledger/log-watch.ts';
import { createPapers } from '../ledger/notices.ts';
import type { Api, ApiDeps, App } from './api.ts';
import { admit, watchGates } from './authenticate.ts';
import { calendarFileRoutes } from './calendar-file.ts';
import { createCodeGuard } from './code-guard.ts';
import { createLiveHub } from './live.ts';
import { createLoginGuard } from './login-guard.ts';
import { createMetrics } from './metrics.ts';
import { describeApi } from './openapi.ts';
import { PROBLEM_TYPE, problem, problemBody, problemOf } from './problem.ts';
import { createReceiptCodes, receiptKey } from './receipt-code.ts';
import { accessLogRoutes } from './routes/access-log.ts';
import { accidentRoutes } from './routes/accidents.ts';
import { accountRoutes } from './routes/accounts.ts';
import { blobRoutes } from './routes/blobs.ts';
import { bounceRoutes } from './routes/bounces.ts';
import { calendarRoutes } from './routes/calendar.ts';
import { calendarFeedRoutes } from './routes/calendar-feed.ts';
import { caseListRoutes } from './routes/case-list.ts';
import { caseSheetRoutes } from './routes/case-sheet.ts';
import { caseRoutes } from './routes/cases.ts';
import { chartRoutes } from './routes/charts.ts';
import { commandRoutes } from './routes/commands.ts';
import { conformanceRoutes } from './routes/conformance.ts';
import { deskRoutes } from './routes/desk.ts';
import { dutyRoutes } from './routes/duties.ts';
import { exportRoutes } from './routes/export.ts';
import { figureRoutes } from './routes/figures.ts';
import { hazardRoutes } from './routes/hazards.ts';
import { healthRoutes } from './routes/health.ts';
import { inboxRoutes } from './routes/inbox.ts';
import { lateRoutes } from './routes/late.ts';
import { leaderRoutes } from './routes/leader.ts';
import { listViewRoutes } from './routes/list-views.ts';
import { liveRoutes } from './routes/live.ts';
import { logRoutes } from './routes/log.ts';
import { matterRoutes } from './routes/matters.ts';
import { noticeFileRoutes } from './routes/notice-files.ts';
import { noticeRoutes } from './routes/notices.ts';
import { officeChangeRoutes } from './routes/office-changes.ts';
import { oidcRoutes } from './routes/oidc.ts';
import { organisationRoutes } from './routes/organisations.ts';
import { peopleRoutes } from './routes/people.ts';
import { photoRoutes } from './routes/photos.ts';
import { postRoutes } from './routes/posts.ts';
import { proofRoutes } from './routes/proof.ts';
import { publicTipoffRoutes } from './routes/public-tipoff.ts';
import { registerImportRoutes } from './routes/register-import.ts';
import { registerRoutes } from './routes/registers.ts';
import { replayRoutes } from './routes/replay.ts';
import { returnRoutes } from './routes/returns.ts';
import { rosterRoutes } from './routes/roster.ts';
import { ruleTrialRoutes } from './routes/rule-trials.ts';
import { ruleRoutes } from './routes/rules.ts';
import { sessionRoutes } from './routes/session.ts';
import { settingsRoutes } from './routes/settings.ts';
import { surroundingRoutes } from './routes/surroundings.ts';
import { tipoffRoutes } from './routes/tipoffs.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { unitRoutes } from './routes/units.ts';
import { whatIfRoutes } from './routes/what-if.ts';
import { createTellers } from './teller.ts';
import { createTermsReader } from './terms.ts';
import { validatorCompiler } from './validation.ts';
import { webRoutes } from './web.ts';

/** Where the interface lives. */
export const API_PREFIX = '/api/v1';

const BODY_LIMIT = 256 * 1024;
const REQUESTS_PER_MINUTE = 3_000;

const ROUTES = [
  sessionRoutes,
  oidcRoutes,
  tokenRoutes,
  accountRoutes,
  officeChangeRoutes,
  settingsRoutes,
  hazardRoutes,
  tipoffRoutes,
  publicTipoffRoutes,
  accidentRoutes,
  rosterRoutes,
  matterRoutes,
  commandRoutes,
  caseListRoutes,
  listViewRoutes,
  caseSheetRoutes,
  chartRoutes,
  figureRoutes,
  surroundingRoutes,
  liveRoutes,
  caseRoutes,
  replayRoutes,
  proofRoutes,
  accessLogRoutes,
  noticeRoutes,
  noticeFileRoutes,
  blobRoutes,
  photoRoutes,
  deskRoutes,
  inboxRoutes,
  calendarFeedRoutes,
  bounceRoutes,
  lateRoutes,
  organisationRoutes,
  peopleRoutes,
  postRoutes,
  unitRoutes,
  registerRoutes,
  registerImportRoutes,
  dutyRoutes,
  returnRoutes,
  leaderRoutes,
  whatIfRoutes,
  ruleRoutes,
  ruleTrialRoutes,
  calendarRoutes,
  healthRoutes,
  logRoutes,
  conformanceRoutes,
  exportRoutes,
];

/** The HTTP side, ready to `listen()` or `inject()`. Closing it leaves ledger and database open. */
export async function createServer(deps: ApiDeps): Promise<App> {
  const api = buildApi(deps);
  const app: App = fastify({
    bodyLimit: BODY_LIMIT,
    // A reverse proxy on the same machine says whose request it is; nobody else is believed.
    trustProxy: 'loopback',
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 400 },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => void sendProblem(api, error, request, reply),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error, request, reply) => sendProblem(api, error, request, reply));
  app.removeContentTypeParser('text/plain');
  app.decorateRequest('principal', undefined);

  await app.register(cookie);
  await app.register(helmet, headers(api));
  await app.register(rateLimit, {
    global: true,
    max: api.settings.requestsPerMinute ?? REQUESTS_PER_MINUTE,
    timeWindow: 60_000,
    errorResponseBuilder: (_request, { ttl }) => problem('rate-limited', { retryAfter: Math.ceil(ttl / 1_000) }),
  });
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) =>
    sendProblem(api, problem('not-found'), request, reply),
  );
  app.addHook('onRequest', async (request) => admit(api, request));
  app.addHook('onResponse', async (request, reply) => note(api, request, reply));
  app.addHook('onResponse', async ({ method, url }) => {
    if (method === 'GET' || method === 'HEAD') return;
    api.live.nudge();
    if (url.startsWith(`${API_PREFIX}/session`)) await api.live.checkSessions();
  });

  const checkGates = watchGates(app);
  await describeApi(app, API_PREFIX, api.secure);
  await app.register(
    async (scope: App) => {
      for (const routes of ROUTES) routes(scope, api);
    },
    { prefix: API_PREFIX },
  );
  calendarFileRoutes(app, api);
  await webRoutes(app, api);
  app.addHook('onClose', () => api.index.close());
  app.addHook('preClose', async () => api.live.close());
  await app.ready();
  // What was recorded while no server ran is taken in before somebody asks.
  void api.index.catchUp(0);
  checkGates();
  return app;
}

function buildApi(deps: ApiDeps): Api {
  const blobs = createBlobs(deps.db.knex, path.join(deps.settings.dataDir, 'blobs'));
  const terms = createTermsReader(deps.db.knex);
  const index = createCaseIndex(deps.db);
  return {
    ...deps,
    blobs,
    papers: createPapers({ ledger: deps.ledger, db: deps.db, blobs, press: deps.press, now: deps.now }),
    terms,
    index,
    lists: createCaseLists(deps.db, index, deps.now),
    tellers: createTellers(deps.db, terms, deps.now),
    live: createLiveHub(deps, createLogWatch(deps.db)),
    receipts: createReceiptCodes(receiptKey(deps.settings)),
    codes: createCodeGuard(),
    guard: createLoginGuard(),
    metrics: createMetrics(),
    secure: deps.settings.publicUrl?.startsWith('https:') ?? false,
  };
}

function headers({ secure }: Api) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: secure,
    referrerPolicy: { policy: 'same-origin' as const },
  };
}

async function sendProblem({ log }: Api, error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const found = problemOf(error);
  if (found.statusCode >= 500)
    log.error('request failed', { requestId: request.id, code: found.details.code, ...traceOf(error) });
  if (found.details.retryAfter !== undefined) reply.header('retry-after', found.details.retryAfter);
  // As text, past the route's schemas: an error of any route has one form.
  const body = JSON.stringify(problemBody(found, request.id));
  await reply
    .code(found.statusCode)
    .type(PROBLEM_TYPE)
    .serializer((text: string) => text)
    .send(body);
}

/** Where it went wrong, never what was said: messages of drivers hold the values of statements. */
function traceOf(error: unknown): object {
  if (!(error instanceof Error)) return {};
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8)
    .map((line) => line.trim());
  return { error: error.name, ...('code' in error ? { driver: String(error.code) } : {}), frames };
}

function note({ log, metrics }: Api, request: FastifyRequest, reply: FastifyReply): void {
  const route = request.routeOptions.url ?? 'unknown';
  metrics.observe(route, request.method, reply.statusCode, reply.elapsedTime / 1_000);
  log.info('request', {
    requestId: request.id,
    method: request.method,
    route,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime),
  });
}
