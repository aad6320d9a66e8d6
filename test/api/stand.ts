import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addAccount } from '../../db/account.ts';
import { publishCalendar } from '../../db/calendar.ts';
import { migrate } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open.ts';
import { saveRegisters } from '../../db/organisation.ts';
import { publishRuleSet } from '../../db/rule-set.ts';
import type { ApiSettings, EngineHealth } from '../../src/api/api.ts';
import { hashPassword } from '../../src/api/login.ts';
import { createServer } from '../../src/api/server.ts';
import { type Instant, kinds } from '../../src/core/index.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { plainPress } from '../ledger/plain-press.ts';

export const START: Instant = '2025-03-03T09:00:00+08:00';
export const PASSWORD = 'correct horse battery';

/** People of the sample office: account name → posts. All have the same password. */
const PEOPLE: {
  readonly [name: string]: {
    readonly posts: readonly string[];
    readonly roles?: readonly ('admin' | 'auditor')[];
    readonly mustChange?: true;
  };
} = {
  grid1: { posts: ['village.gridWorker@V1'] },
  grid2: { posts: ['village.gridWorker@V2'] },
  head1: { posts: ['village.head@V1'] },
  head2: { posts: ['village.head@V2'] },
  office: { posts: ['street.safetyOffice'] },
  office2: { posts: ['street.safetyOffice'] },
  chief: { posts: ['street.safetyOffice.head'] },
  unit1: { posts: ['unit.head@U1'] },
  unit2: { posts: ['unit.head@U2'] },
  team: { posts: ['acceptanceTeam'] },
  both: { posts: ['village.head@V1', 'street.safetyOffice'] },
  turncoat: { posts: ['unit.head@U1', 'acceptanceTeam'] },
  admin: { posts: [], roles: ['admin'] },
  auditor: { posts: ['auditor'] },
  fresh: { posts: ['street.safetyOffice'], mustChange: true },
  nobody: { posts: [] },
};

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly facts: object | undefined;
}

export type Stand = Awaited<ReturnType<typeof startStand>>;

/** A real server on a free loopback port over a real SQLite file (or the database told), with a clock that stands until it is moved. */
export async function startStand(settings: Partial<ApiSettings> = {}, location?: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-api-'));
  const clock = { now: START };
  const engine: EngineHealth = {
    temporal: { ok: true, state: 'running' },
    worker: { ok: true, state: 'running' },
    mail: { ok: true, state: 'outbox' },
  };
  const lines: LogLine[] = [];
  const log = Object.fromEntries(
    ['info', 'warn', 'error'].map((level) => [
      level,
      (message: string, facts?: object) => void lines.push({ level, message, facts }),
    ]),
  ) as unknown as Parameters<typeof createServer>[0]['log'];
  const db = await openDatabase(location ?? { sqlite: path.join(folder, 'ledger.db') });
  await migrate(db);
  await seed(db);
  const ledger = createLedger({ db, kinds, now: () => clock.now });
  const app = await createServer({
    db,
    ledger,
    kinds,
    log,
    now: () => clock.now,
    press: plainPress(),
    health: async () => engine,
    settings: {
      dataDir: folder,
      publicUrl: undefined,
      requestsPerMinute: 100_000,
      loginsPerMinute: 1_000,
      ...settings,
    },
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    app,
    url,
    clock,
    db,
    engine,
    folder,
    ledger,
    lines,
    async close() {
      await app.close();
      await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function seed(db: Awaited<ReturnType<typeof openDatabase>>): Promise<void> {
  const data = (name: string) => readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8');
  await publishCalendar(db.knex, { id: 'cn-2024-2026', body: data('calendar.cn-2024-2026.json'), publishedAt: START });
  await publishRuleSet(db.knex, {
    id: 'default-2025',
    effectiveFrom: '2025-01-01',
    calendar: 'cn-2024-2026',
    body: data('rules.default.json'),
    publishedAt: START,
  });
  const held = Object.entries(PEOPLE).flatMap(([name, { posts }]) =>
    posts.map((post) => ({ person: `p-${name}`, ...placeOf(post) })),
  );
  const posts = new Map(
    held.map(({ organisation, post }) => [`${post}@${organisation}`, { organisation, name: post, label: post }]),
  );
  await saveRegisters(db.knex, {
    organisations: [
      { id: 'S', name: '山腰街道', kind: 'street' },
      { id: 'V1', name: '前村', kind: 'village', parent: 'S' },
      { id: 'V2', name: '后村', kind: 'village', parent: 'S' },
      { id: 'U1', name: '一厂', kind: 'unit', parent: 'V1' },
      { id: 'U2', name: '二厂', kind: 'unit', parent: 'V2' },
    ],
    persons: Object.keys(PEOPLE).map((name) => ({
      id: `p-${name}`,
      name: `人员${name}`,
      mail: `${name}@example.test`,
      phone: '13900000000',
    })),
    posts: [...posts.values()],
    holdings: held.map(({ organisation, post, person }) => ({
      organisation,
      post,
      person,
      validFrom: '2020-01-01T00:00:00+08:00',
    })),
    units: [
      { id: 'U1', supervisor: 'V1', industry: 'textile', size: 'small' },
      { id: 'U2', supervisor: 'V2', industry: 'textile', size: 'small' },
    ],
  });
  const passwordHash = await hashPassword(PASSWORD);
  for (const [name, { roles = [], mustChange = false }] of Object.entries(PEOPLE))
    await addAccount(db.knex, { name, person: `p-${name}`, passwordHash, roles, mustChange });
}

function placeOf(key: string): { readonly post: string; readonly organisation: string } {
  const [post = '', organisation = ''] = key.split('@');
  return { post, organisation };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by tests
  readonly body: any;
}

export interface Call {
  readonly headers?: { readonly [name: string]: string };
  readonly body?: unknown;
  /** Sent as it is instead of a JSON body. */
  readonly raw?: string;
}

/** One request; the body as JSON if it is JSON. */
export async function call(
  url: string,
  method: string,
  path: string,
  { headers = {}, body, raw }: Call = {},
): Promise<Answer> {
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const type: { [name: string]: string } = sent === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...type, ...headers },
    redirect: 'manual',
    ...(sent === undefined ? {} : { body: sent }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export type Client = Awaited<ReturnType<typeof logIn>>;

/** A browser that has logged in: sends its cookie, and the CSRF token with every write. */
export async function logIn({ url }: Pick<Stand, 'url'>, name: string, password = PASSWORD) {
  const answer = await call(url, 'POST', '/api/v1/session', { body: { name, password } });
  if (answer.status !== 200) throw new Error(`log-in of ${name}: ${answer.status} ${answer.text}`);
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  const csrf: string = answer.body.csrfToken;
  const send = (method: string, path: string, body?: unknown, headers: { readonly [name: string]: string } = {}) =>
    call(url, method, `/api/v1${path}`, {
      headers: { cookie, ...(method === 'GET' ? {} : { 'x-csrf-token': csrf }), ...headers },
      ...(body === undefined ? {} : { body }),
    });
  return {
    cookie,
    csrf,
    session: answer.body,
    get: (path: string) => send('GET', path),
    post: (path: string, body: unknown, headers?: { readonly [name: string]: string }) =>
      send('POST', path, body, headers),
    put: (path: string, body: unknown) => send('PUT', path, body),
    delete: (path: string) => send('DELETE', path),
    act: (caseId: string, type: string, payload: object = {}, more: object = {}) =>
      send('POST', `/cases/${caseId}/commands`, { commandId: nextId(), type, payload, ...more }),
  };
}

let ids = 0;

/** A fresh command id. */
export function nextId(): string {
  return `cmd-${++ids}`;
}

/** What a grid worker enters. */
export function hazard(unit = 'U1', more: object = {}) {
  return {
    commandId: nextId(),
    unit,
    kind: 'blockedExit',
    where: '二楼安全出口',
    what: '堆放货物堵塞安全出口',
    found: '2025-03-03T08:40:00+08:00',
    photos: ['before-1'],
    ...more,
  };
}
