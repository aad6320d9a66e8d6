import path from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { addAccount, readAccount, setPassword } from '../../db/account.ts';
import { openDatabase } from '../../db/open.ts';
import { hashPassword } from '../../src/api/login.ts';
import { createServer } from '../../src/api/server.ts';
import { now as machineNow } from '../../src/cli/ledger-access.ts';
import { sampleOffice } from '../../src/cli/office.ts';
import { type Instant, kinds, toMs } from '../../src/core/index.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { createPress } from '../../workers/press.ts';
import { logIn } from '../api/stand.ts';
import { dataFolder } from '../cli/folder.ts';
import { plainPress } from '../ledger/plain-press.ts';
import { startBrowser } from '../package/browser.ts';
import { builtWeb } from './built.ts';

export { CHROMIUM } from '../package/browser.ts';

export const PASSWORD = 'correct horse battery';

/** A photo: one grey pixel. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

/** What is typed into every text field: markup, right-to-left, nothing to see, and what formulas begin with. */
export const NASTY = '<img src=x onerror=alert(1)>"\u202Eabc\u200B=1+1</script>';

/** Log-ins of the sample office: account → person of data/office.json and roles of the account. */
const PEOPLE = {
  /** Grid worker of V1 (盐垾村). */
  grid: { person: 'p049' },
  /** Head of the village V1. */
  village: { person: 'p046' },
  /** Safety office of the street (安办). */
  office: { person: 'p011' },
  /** Head of the safety office. */
  chief: { person: 'p014' },
  /** Leader in charge of safety. */
  leader: { person: 'p017' },
  /** Acceptance team. */
  team: { person: 'p026' },
  /** Head of a department (D1). */
  department: { person: 'p030' },
  /** Head of the unit E01 (鑫垚化工仓储有限公司). */
  unit: { person: holderOf('unit.head', 'E01') },
  /** Head of the unit E04 (云岭加油站), which V1 supervises. */
  station: { person: holderOf('unit.head', 'E04') },
  /** Secretary of the party committee. */
  secretary: { person: 'p015' },
  auditor: { person: 'p009', roles: ['auditor'] },
  admin: { person: 'p020', roles: ['admin'] },
  /** Has a one-time password. */
  fresh: { person: 'p012', mustChange: true },
} as const satisfies {
  readonly [login: string]: {
    readonly person: string;
    readonly roles?: readonly ('admin' | 'auditor')[];
    readonly mustChange?: true;
  };
};

/** Whoever holds a post in the sample office. */
function holderOf(post: string, organisation: string): string {
  return sampleOffice().holdings.find((one) => one.post === post && one.organisation === organisation)?.person ?? '';
}

export type Login = keyof typeof PEOPLE;

export type WebStand = Awaited<ReturnType<typeof startWeb>>;

/** The real interface with the built pages over the sample office's three months in an SQLite file, and a Chromium beside it. One of each a file. */
export async function startWeb({
  demo = true,
  printed = false,
  clock,
}: {
  readonly demo?: boolean;
  /** A clock that is set by hand, for the server and, by the date of its answers, for its pages. Absent: the machine's. */
  readonly clock?: { now: Instant };
  /** Papers as the product makes them, instead of the plain text that is there at once. */
  readonly printed?: boolean;
} = {}) {
  const [webDir, folder, browser] = await Promise.all([builtWeb(), dataFolder({ demo }), startBrowser()]);
  const now = () => clock?.now ?? machineNow();
  const db = await openDatabase({ sqlite: path.join(folder.path, 'duban.db') });
  await addPeople(db);
  const ledger = createLedger({ db, kinds, now });
  const press = plainPress();
  const app = await createServer({
    db,
    ledger,
    kinds,
    now,
    press: printed ? createPress({ ledger, db, now }) : press,
    log: { info: ignore, warn: ignore, error: ignore },
    health: async () => ({
      temporal: { ok: true, state: 'running' },
      worker: { ok: true, state: 'running' },
      mail: { ok: true, state: 'outbox' },
    }),
    settings: {
      dataDir: folder.path,
      publicUrl: undefined,
      requestsPerMinute: 100_000,
      loginsPerMinute: 1_000,
      webDir,
    },
  });
  // Node writes the date of an answer unless it is there already.
  app.server.prependListener('request', (_, answer) => answer.setHeader('date', new Date(toMs(now())).toUTCString()));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  /** What pages have complained of: errors on the console, what they threw, what the policy forbade. */
  const complaints: string[] = [];
  return {
    url,
    db,
    ledger,
    press,
    browser,
    complaints,
    /** A page in a browser of its own; `phone` is 360 wide with a touch screen. */
    async page(kind: 'desk' | 'phone' = 'desk', more: BrowserContextOptions = {}): Promise<Page> {
      const size = kind === 'desk' ? { width: 1920, height: 1080 } : { width: 360, height: 740 };
      const context = await browser.newContext({
        baseURL: url,
        viewport: size,
        locale: 'zh-CN',
        ...(kind === 'phone' ? { hasTouch: true, isMobile: true } : {}),
        ...more,
      });
      const page = await context.newPage();
      listen(page, complaints);
      return page;
    },
    async close() {
      await browser.close();
      await app.close();
      await ledger.close();
      folder.end();
    },
  };
}

function ignore(): void {}

function listen(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(`${page.url()} ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`${page.url()} dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    // A refusal is an answer: the browser's own note of a status is no fault of the page.
    if (message.type() === 'error' && !/Failed to load resource|EventSource/.test(message.text()))
      complaints.push(`${page.url()} ${message.text()}`);
  });
}

async function addPeople(db: Awaited<ReturnType<typeof openDatabase>>): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD);
  for (const [name, { person, ...more }] of Object.entries(PEOPLE)) {
    // The sample office has this account already, with a one-time password that nobody was told.
    if ((await readAccount(db.knex, name)) !== undefined) {
      await setPassword(db.knex, name, passwordHash, 'mustChange' in more);
      continue;
    }
    await addAccount(db.knex, {
      name,
      person,
      passwordHash,
      roles: 'roles' in more ? more.roles : [],
      mustChange: 'mustChange' in more,
    });
  }
}

/** An act of somebody elsewhere, straight through the interface. */
export async function elsewhere({ url }: Pick<WebStand, 'url'>, login: Login) {
  return logIn({ url }, login, PASSWORD);
}

/** Logs in on the page that is open (or the first one), and waits for the frame. */
export async function signIn(page: Page, login: Login, at = '/'): Promise<void> {
  await page.goto(at);
  await page.getByLabel('用户名').fill(login);
  await page.getByLabel('密码').fill(PASSWORD);
  await page.getByRole('button', { name: '登录' }).click();
  await page.locator('nav.menu').waitFor({ state: 'attached' });
}
