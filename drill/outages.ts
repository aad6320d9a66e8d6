import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import type { DatabaseLocation } from '../db/open.ts';
import {
  dayOf,
  fromMs,
  type Instant,
  kinds,
  loadRuleSet,
  parseCalendar,
  type SealedEvent,
  type Terms,
  toMs,
} from '../src/core/index.ts';
import { whatIf } from '../src/simulator/what-if.ts';
import { freePort } from '../test/free-port.ts';
import { rebuild } from '../workers/reconcile.ts';
import { fastRules } from './fast-rules.ts';
import { type Answer, logInAll, type Person } from './http.ts';
import {
  acknowledgementFaults,
  chainFaults,
  clockFaults,
  deliveryFaults,
  type Logs,
  messageFaults,
  readLogs,
  viewFaults,
} from './invariants.ts';
import { UNITS, villageOf } from './office.ts';
import { type Acknowledged, emptyWork } from './people.ts';
import { log } from './process-setup.ts';
import { openStand, type Stand, until, workflowFaults } from './stand.ts';

/** What one drill found; no faults: it holds. */
export interface OutageReport {
  readonly faults: readonly string[];
  readonly figures: { readonly [name: string]: number | string };
  /** Why the drill was not possible here. */
  readonly skipped?: string;
}

const DAY_MS = 86_400_000;

/**
 * Temporal stopped for three days: on return every lapse is recorded, at its due instant and as late as it is, and nothing else differs. The cases belong to
 * different villages: what one matter counts of another of the same subject is as of its being recorded.
 */
export async function threeDaysAway(database?: DatabaseLocation): Promise<OutageReport> {
  const stand = await openStand({ database, rules: fastRules() });
  try {
    await Promise.all([stand.worker.start(), stand.api.start()]);
    await reportSome(stand, 20);
    await until(async () => (await stand.ledger.health()).wakes === 0, 20_000);
    // Before the first of their deadlines of a minute.
    await Promise.all([stand.worker.kill(), stand.temporal.kill(), stand.api.kill()]);
    const before = await readLogs(stand.db);
    const later = stand.moved(3 * DAY_MS);
    await stand.temporal.start();
    const returned = Date.now();
    await later.worker.start();
    const now = fromMs(Date.now() + 3 * DAY_MS);
    const returnedWell = await until(() => isQuiet(stand, now), 120_000);
    const backAfter = Date.now() - returned;
    const quietAt = fromMs(Date.now() + 3 * DAY_MS);
    await later.worker.kill();
    const logs = await readLogs(stand.db);
    const { faults: clocks, fired, lateness } = clockFaults(logs, now);
    // A matter's rungs become due within the three days; what a hazard owed was due at their beginning.
    const early = [...clocksOf(logs)].filter(
      (event) => toMs(event.recordedAt) - toMs(event.at) < (event.kind === 'hazard' ? 3 * DAY_MS - 120_000 : 60_000),
    );
    const punctual = await differencesFromPunctual(logs);
    return {
      faults: [
        ...(await soundness(stand, logs, quietAt)),
        ...clocks,
        ...(returnedWell ? [] : ['4 not everything due was recorded within two minutes of the return']),
        ...(fired > 0 && before.size === logs.size - matters(logs) ? [] : ['nothing lapsed, or cases came and went']),
        ...early.map((event) => `${event.caseId}#${event.seq}: fired after the return but not marked as late`),
        ...punctual,
      ],
      figures: {
        cases: logs.size,
        fired,
        'back after (ms)': backAfter,
        'late by (h)': Math.round((lateness[0] ?? 0) / 3_600_000),
      },
    };
  } finally {
    await stand.close();
  }
}

/** Temporal's database deleted: every open case is poked, comes back with the same state, and its clocks fire. */
export async function temporalLost(database?: DatabaseLocation): Promise<OutageReport> {
  const stand = await openStand({ database, rules: fastRules() });
  try {
    await Promise.all([stand.worker.start(), stand.api.start()]);
    await reportSome(stand, 20);
    await until(async () => (await stand.ledger.health()).wakes === 0, 20_000);
    const before = JSON.stringify([...(await readLogs(stand.db))]);
    await stand.temporal.kill();
    for (const file of readdirSync(stand.folder))
      if (file.startsWith('temporal.db')) rmSync(path.join(stand.folder, file));
    await stand.temporal.start();
    const started = Date.now();
    const poked = await rebuild({ target: stand.target, ledger: stand.ledger, log });
    const standing = await workflowFaults(stand, 30_000);
    const backAfter = Date.now() - started;
    const same = JSON.stringify([...(await readLogs(stand.db))]) === before;
    const lastDue = fromMs(Date.now() + 61_000);
    const allFired = await until(() => isQuiet(stand, lastDue), 90_000);
    const logs = await readLogs(stand.db);
    return {
      faults: [
        ...(poked === 20 ? [] : [`${poked} of 20 open cases were poked`]),
        ...(same ? [] : ['the rebuild changed the log']),
        ...standing,
        ...(allFired ? [] : ['4 not every clock fired after the rebuild']),
        ...(await soundness(stand, logs, lastDue)),
        ...clockFaults(logs, fromMs(Date.now() - 15_000)).faults,
      ],
      figures: { cases: logs.size, poked, 'back after (ms)': backAfter, fired: [...clocksOf(logs)].length },
    };
  } finally {
    await stand.close();
  }
}

/** Two people at once on one case, at two API processes: one is recorded, the other gets a typed answer, nothing is lost or doubled. */
export async function twoAtOnce(database?: DatabaseLocation): Promise<OutageReport> {
  const stand = await openStand({ database, withoutTemporal: true });
  const port = await freePort();
  const second = stand.also({ port });
  try {
    await Promise.all([stand.api.start(), second.start()]);
    const [here, there] = [await logInAll(stand.url), await logInAll(`http://127.0.0.1:${port}`)];
    const [caseId = ''] = await reportSome(stand, 1);
    const work = emptyWork();
    const answers: Answer[] = [];
    let seq = 1;
    for (let round = 0; round < 40; round++) {
      const pair = await Promise.all(
        [here.office, there.leader].map((person, i) =>
          person.send('POST', `/cases/${caseId}/commands`, {
            commandId: `both-${round}-${i}`,
            type: 'addNote',
            payload: { text: `第 ${round} 轮` },
            expectedSeq: seq,
            post: person.post,
          }),
        ),
      );
      answers.push(...pair);
      for (const [i, answer] of pair.entries())
        if (answer.status === 200)
          work.acknowledged.push({ caseId, commandId: `both-${round}-${i}`, seq: Number(answer.body.seq) });
      seq = Math.max(seq, ...pair.map((answer) => Number(answer.body.seq ?? 0)));
    }
    // The same command sent to both at once, as a nervous client does: one event, one answer for both.
    const twice = await Promise.all(
      [here.office, there.office].map((person) =>
        person.send('POST', `/cases/${caseId}/commands`, {
          commandId: 'twice',
          type: 'addNote',
          payload: { text: '同一次' },
          post: person.post,
        }),
      ),
    );
    const logs = await readLogs(stand.db);
    const won = answers.filter((answer) => answer.status === 200).length;
    const lost = answers.filter((answer) => answer.status === 409 && answer.body.code === 'stale').length;
    return {
      faults: [
        ...(won === 40 && lost === 40
          ? []
          : [`of 40 pairs ${won} were recorded and ${lost} told that they came too late`]),
        ...(twice.every((answer) => answer.status === 200) && twice[0]?.body.seq === twice[1]?.body.seq
          ? []
          : [`the same command twice: ${twice.map((answer) => `${answer.status} #${answer.body.seq}`).join(' and ')}`]),
        ...((logs.get(caseId)?.length ?? 0) === 42 ? [] : [`${logs.get(caseId)?.length} events instead of 42`]),
        ...acknowledgementFaults(logs, work),
        ...chainFaults(logs),
        ...(await viewFaults(stand.db)),
      ],
      figures: { recorded: won, 'told stale': lost },
    };
  } finally {
    await stand.close();
  }
}

/** SQLite's disk is full while people record: a clear error, nothing half-written, and with room again it goes on. Needs to mount a small disk. */
export async function diskFull(): Promise<OutageReport> {
  const mount = smallDisk(12);
  if (typeof mount === 'string') return { faults: [], figures: {}, skipped: mount };
  const ballast = path.join(mount.folder, 'ballast');
  writeFileSync(ballast, Buffer.alloc(2_000_000));
  const stand = await openStand({ database: { sqlite: path.join(mount.folder, 'duban.db') }, withoutTemporal: true });
  try {
    await stand.api.start();
    const outage = await recordThrough(stand, {
      // Until the disk is full and then some.
      during: async (send) => {
        const answers: Answer[] = [];
        while (answers.filter((answer) => answer.status === 503).length < 20 && answers.length < 5_000)
          answers.push(...(await Promise.all(Array.from({ length: 8 }, () => send(`${'满'.repeat(600)}`)))));
        return answers;
      },
      end: async () => rmSync(ballast),
    });
    return outage;
  } finally {
    await stand.close();
    mount.release();
  }
}

/** The database goes away while people record and comes back: a clear error, nothing half-written, and it goes on. */
export async function databaseDown(postgres?: string): Promise<OutageReport> {
  if (postgres === undefined) return sqliteLocked();
  const link = await breakable(new URL(postgres));
  const stand = await openStand({ database: link.url, withoutTemporal: true });
  try {
    await stand.api.start();
    return await recordThrough(stand, {
      during: async (send) => {
        const answers: Answer[] = [];
        const cut = pause(300).then(() => link.cut());
        while (answers.filter((answer) => answer.status === 503).length < 20 && answers.length < 20_000)
          answers.push(...(await Promise.all(Array.from({ length: 8 }, () => send('断线')))));
        await cut;
        return answers;
      },
      end: () => link.mend(),
    });
  } finally {
    await stand.close();
    await link.close();
  }
}

/** Another program holds SQLite's file for longer than anybody waits. */
async function sqliteLocked(): Promise<OutageReport> {
  const stand = await openStand({ withoutTemporal: true });
  const other = new BetterSqlite3(path.join(stand.folder, 'duban.db'));
  try {
    await stand.api.start();
    return await recordThrough(stand, {
      during: async (send) => {
        other.exec('BEGIN IMMEDIATE');
        return Promise.all(Array.from({ length: 4 }, () => send('被占用')));
      },
      end: async () => void other.exec('ROLLBACK'),
    });
  } finally {
    other.close();
    await stand.close();
  }
}

interface Trouble {
  /** Sends notes while the trouble lasts; returns every answer. */
  during(send: (text: string) => Promise<Answer>): Promise<readonly Answer[]>;
  /** Ends the trouble. */
  end(): Promise<void>;
}

async function recordThrough(stand: Stand, { during, end }: Trouble): Promise<OutageReport> {
  const { office } = await logInAll(stand.url);
  const [caseId = ''] = await reportSome(stand, 1);
  const acknowledged: Acknowledged[] = [];
  const unanswered: string[] = [];
  let nth = 0;
  const send = async (text: string, commandId = `trouble-${nth++}`): Promise<Answer> => {
    const answer = await note(office, caseId, commandId, text);
    if (answer.status === 200) acknowledged.push({ caseId, commandId, seq: Number(answer.body.seq) });
    else unanswered.push(commandId);
    return answer;
  };
  const answers = await during(send);
  const errors = answers.filter((answer) => answer.status !== 200);
  await end();
  const halfWritten = [...chainFaults(await readLogs(stand.db)), ...(await viewFaults(stand.db))];
  // What was answered with an error is sent again under its own id: recorded now, or long since.
  const works = await until(async () => (await send('又好了')).status === 200, 20_000);
  for (const commandId of unanswered.splice(0, 20)) await send('断线', commandId).catch(() => undefined);
  const logs = await readLogs(stand.db);
  const unclear = errors.filter(
    (answer) =>
      answer.status !== 503 ||
      answer.body.code !== 'ledger-unavailable' ||
      !/[一-龥]/.test(String(answer.body.detail ?? answer.body.title)),
  );
  return {
    faults: [
      ...(errors.length > 0 ? [] : ['nothing failed, so nothing was shown']),
      ...unclear
        .slice(0, 5)
        .map((answer) => `not a clear error: ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`),
      ...halfWritten,
      ...(works ? [] : ['it does not work again']),
      ...acknowledgementFaults(logs, { ...emptyWork(), acknowledged, unknown: unanswered }),
      ...chainFaults(logs),
      ...(await viewFaults(stand.db)),
    ],
    figures: { recorded: acknowledged.length, 'clear errors': errors.length - unclear.length },
  };
}

function note(person: Person, caseId: string, commandId: string, text: string): Promise<Answer> {
  return person.send('POST', `/cases/${caseId}/commands`, {
    commandId,
    type: 'addNote',
    payload: { text },
    post: person.post,
  });
}

/** So many hazards, graded and served, each with a minute to go; returns their ids. */
async function reportSome(stand: Stand, count: number): Promise<readonly string[]> {
  const { grid, office } = await logInAll(stand.url);
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const found = fromMs(Date.now());
    const opened = await grid.send('POST', '/hazards', {
      commandId: `some-${i}`,
      unit: UNITS[i % UNITS.length],
      kind: `kind-${i}`,
      where: '二楼',
      what: '演练隐患',
      found,
      post: grid.post,
    });
    if (opened.status !== 201) throw new Error(`could not report: ${opened.status} ${JSON.stringify(opened.body)}`);
    const caseId = String(opened.body.caseId);
    ids.push(caseId);
    const act = (type: string, payload: object) =>
      office.send('POST', `/cases/${caseId}/commands`, { commandId: `${type}-${i}`, type, payload, post: office.post });
    if (i % 2 === 0) continue;
    await act('gradeHazard', { facts: { threatensLife: false, estimatedDays: 20 } });
    await act('orderRectification', {});
    await act('recordService', { mode: 'inPerson' });
  }
  return ids;
}

/** Nothing is due that has not fired, no case has something to say to another, and nothing is owed but what waits for its digest. */
async function isQuiet({ ledger, db }: Stand, now: Instant): Promise<boolean> {
  const unread = await db.knex('inbox').whereNull('consumed_seq').first('case_id');
  return (
    unread === undefined && (await ledger.forgotten(now, 1)).length === 0 && (await ledger.health()).deliveriesDue === 0
  );
}

async function soundness(stand: Stand, logs: Logs, quietAt: Instant): Promise<readonly string[]> {
  return [
    ...chainFaults(logs),
    ...(await viewFaults(stand.db)),
    ...(await messageFaults(stand.db, logs, quietAt)),
    ...(await deliveryFaults(stand.db, logs, stand.folder, quietAt)),
  ];
}

function* clocksOf(logs: Logs): Generator<SealedEvent> {
  for (const events of logs.values()) for (const event of events) if (event.commandId.startsWith('clk:')) yield event;
}

function matters(logs: Logs): number {
  return [...logs.values()].filter((events) => events[0]?.kind === 'matter').length;
}

/** Invariant 9: what a punctual engine would have recorded differs in `recordedAt` alone. */
async function differencesFromPunctual(logs: Logs): Promise<readonly string[]> {
  const rules = loadRuleSet(JSON.parse(fastRules()));
  const calendar = parseCalendar(
    (await import('../data/calendar.cn-2024-2026.json', { with: { type: 'json' } })).default,
  );
  const terms: Terms = { rules, calendar };
  const history = [...logs.values()]
    .flat()
    .sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0));
  const units = Object.fromEntries(
    UNITS.map((id) => [id, { supervisor: villageOf(id), industry: 'textile', size: 'small' }]),
  );
  const until = history.at(-1)?.recordedAt ?? '';
  const { faithful } = await whatIf({ kinds, history, thenTerms: () => terms, draft: terms, units, until });
  return faithful.different.map(({ caseId, why }) => `9 ${caseId}: ${why} (${dayOf(until)})`);
}

/** A disk of so many megabytes in memory, or why there is none. */
function smallDisk(megabytes: number): { readonly folder: string; release(): void } | string {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-small-disk-'));
  try {
    execFileSync('sh', ['-c', 'mount -t tmpfs -o size="$1" tmpfs "$2"', 'sh', `${megabytes}m`, folder], {
      stdio: 'pipe',
    });
  } catch {
    rmSync(folder, { recursive: true });
    return 'a small disk cannot be mounted here (needs root on Linux)';
  }
  return {
    folder,
    release() {
      execFileSync('sh', ['-c', 'umount "$1"', 'sh', folder], { stdio: 'pipe' });
      rmSync(folder, { recursive: true });
    },
  };
}

/** A way to a server that can be cut and mended: what a stopped database looks like from outside. */
async function breakable(
  target: URL,
): Promise<{ readonly url: string; cut(): void; mend(): Promise<void>; close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const port = await freePort();
  await listen(port);
  const url = new URL(target);
  url.port = String(port);
  const cut = () => {
    server.close();
    for (const socket of open) socket.destroy();
  };
  return {
    url: url.href,
    cut,
    mend: () => listen(port),
    async close() {
      if (server.listening) cut();
    },
  };
}
