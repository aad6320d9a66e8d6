/**
 * Records the histories of this folder: `node bin/run.mjs test/histories/record.ts LABEL` writes `<shape>.<LABEL>.json`. Run it when the loop
 * learns something new, and add the files; those of earlier versions are never edited or removed, because cases of those versions may still be open.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { publishCalendar } from '../../db/calendar.ts';
import { migrate } from '../../db/migrate.ts';
import { type Database, openDatabase } from '../../db/open.ts';
import { saveRegisters } from '../../db/organisation.ts';
import { publishRuleSet } from '../../db/rule-set.ts';
import { fromMs, type JsonObject, kinds } from '../../src/core/index.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { buildWorkflowBundle } from '../../workers/bundle.ts';
import { type DurableSide, startWorker } from '../../workers/main.ts';
import { type CaseReport, DISPATCHER_ID, NUDGE, STATE } from '../../workflows/poke.ts';
import {
  config,
  memoryLog,
  startServer,
  startTimeSkippingServer,
  temporaryFolder,
  until,
  words,
} from '../live/stand.ts';

const DAY = 86_400_000;
const LONG_AGO = '2025-01-01T00:00:00+08:00';
const here = import.meta.dirname;
const label = process.argv[2] ?? 'v1';
const shipped = (name: string) => readFileSync(path.join(here, '../../data', name), 'utf8');

let env: TestWorkflowEnvironment;
let ledger: Ledger;
let virtualMs: number | undefined;
let down = false;

const now = () => fromMs(virtualMs ?? Date.now());

await onServer(startTimeSkippingServer, recordWholeLife);
// The time-skipping server never ends the task that continues as new.
await onServer(startServer, recordTroubles);

async function onServer(start: () => Promise<TestWorkflowEnvironment>, run: () => Promise<void>): Promise<void> {
  env = await start();
  virtualMs = env.supportsTimeSkipping ? await env.currentTimeMs() : undefined;
  const folder = temporaryFolder();
  const db = await openDatabase({ sqlite: path.join(folder.path, 'duban.db') });
  await migrate(db);
  await publish(db);
  let side: DurableSide | undefined;
  ledger = createLedger({ db, kinds, now, onCommit: (wakes) => side?.poker.poke(wakes) });
  const follow: Ledger['follow'] = (caseId, seen, asOf) =>
    down ? Promise.reject(new Error('the database is away')) : ledger.follow(caseId, seen, asOf);
  const bundle = await buildWorkflowBundle({ cacheFolder: path.join(folder.path, 'bundle') });
  const settings = { dataDir: folder.path, publicUrl: undefined, smtpUrl: undefined, smtpFrom: undefined };
  side = startWorker({
    ledger: { ...ledger, follow },
    config: { ...config, taskQueue: 'histories' },
    address: env.address,
    settings,
    words,
    log: memoryLog(),
    now,
    bundle,
  });
  await side.ready;
  await run();
  await side.close();
  await ledger.close();
  await env.teardown();
  folder.end();
}

/** A hazard that lapses, whose matters climb and end by acceptance; and the mails that were owed. */
async function recordWholeLife(): Promise<void> {
  const id = await report();
  await act(id, 'street.safetyOffice', 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 20 } });
  await act(id, 'street.safetyOffice', 'orderRectification');
  await act(id, 'street.safetyOffice', 'recordService', { mode: 'inPerson', signedBy: 'U1.head' });
  await pass(40 * DAY);
  await act(id, 'unit.head', 'submitRectification', { photos: ['after-1'] });
  await act(id, 'acceptanceTeam', 'concludeAcceptance', { passed: true, conclusion: '合格' });
  await act(id, 'street.safetyOffice', 'closeOut');
  await until(async () => (await state(id))?.closed !== false);
  await save('hazard-lapsed-and-closed-out', id);
  for (const matter of (await ledger.cases({ opener: id })).rows)
    await save(`matter-${matter.caseId.slice(-2, -1).toLowerCase()}`, matter.caseId);
  await save('dispatcher', DISPATCHER_ID);
}

/** A hazard that is cancelled, loses its database for a while, and continues as new. */
async function recordTroubles(): Promise<void> {
  const id = await report();
  const handle = env.client.workflow.getHandle(id);
  await handle.cancel();
  down = true;
  await ledger.record({
    kind: 'hazard',
    caseId: id,
    commandId: randomUUID(),
    type: 'gradeHazard',
    payload: { facts: { threatensLife: false, estimatedDays: 2 } },
    actor: { post: 'street.safetyOffice' },
  });
  await until(async () => ((await handle.describe()).raw.pendingActivities ?? []).length > 0);
  down = false;
  await followed(id);
  const { runId } = await handle.describe();
  await handle.signal(NUDGE);
  await until(
    async () =>
      (await env.client.workflow.getHandle(id, runId).fetchHistory()).events?.at(-1)
        ?.workflowExecutionContinuedAsNewEventAttributes != null,
  );
  await save('hazard-cancelled-database-away-continued', id, runId);
  await until(async () => (await state(id))?.seq === (await ledger.row(id))?.seq);
  await save('hazard-open', id);
}

async function report(): Promise<string> {
  const payload = {
    unit: 'U1',
    kind: 'blockedExit',
    where: '二楼安全出口',
    what: '堆放货物堵塞安全出口',
    found: now(),
    photos: ['before-1'],
  };
  const outcome = await ledger.record({
    kind: 'hazard',
    commandId: randomUUID(),
    type: 'reportHazard',
    payload,
    actor: { post: 'village.gridWorker', organisation: 'V1' },
  });
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  await followed(outcome.caseId);
  return outcome.caseId;
}

async function act(caseId: string, post: string, type: string, payload: JsonObject = {}): Promise<void> {
  await pass(60_000);
  const organisation = post.startsWith('unit.') ? { organisation: 'U1' } : {};
  const outcome = await ledger.record({
    kind: 'hazard',
    caseId,
    commandId: randomUUID(),
    type,
    payload,
    actor: { post, ...organisation },
  });
  if (!outcome.ok) throw new Error(`${type}: ${outcome.refusal.message}`);
  await followed(caseId);
}

async function pass(ms: number): Promise<void> {
  await env.sleep(ms);
  virtualMs = await env.currentTimeMs();
}

async function state(caseId: string): Promise<{ readonly seq: number; readonly closed: boolean } | undefined> {
  const report = await env.client.workflow
    .getHandle(caseId)
    .query<CaseReport>(STATE)
    .catch(() => undefined);
  return report?.state;
}

async function followed(caseId: string): Promise<void> {
  await until(async () => (await state(caseId))?.seq === (await ledger.row(caseId))?.seq);
}

async function save(shape: string, workflowId: string, runId?: string): Promise<void> {
  const history = await env.client.workflow.getHandle(workflowId, runId).fetchHistory();
  writeFileSync(path.join(here, `${shape}.${label}.json`), `${anonymous(historyToJSON(history))}\n`);
  process.stdout.write(`${shape}: ${history.events?.length} events\n`);
}

/** Where and on which machine it was recorded is nobody's business. */
function anonymous(json: string): string {
  return json.replaceAll(path.join(here, '../..'), '').replaceAll(`${process.pid}@${hostname()}`, 'recorder');
}

async function publish({ knex }: Database): Promise<void> {
  const rules = shipped('rules.default.json');
  const { id, calendar } = JSON.parse(rules) as { id: string; calendar: string };
  await publishCalendar(knex, { id: calendar, body: shipped('calendar.cn-2024-2026.json'), publishedAt: LONG_AGO });
  await publishRuleSet(knex, { id, calendar, effectiveFrom: '2025-01-01', body: rules, publishedAt: LONG_AGO });
  await saveRegisters(knex, {
    organisations: [
      { id: 'V1', name: '一村', kind: 'village' },
      { id: 'U1', name: '一厂', kind: 'unit', parent: 'V1' },
    ],
    persons: [{ id: 'p1', name: '甲', mail: 'desk@street.example' }],
    posts: [{ organisation: '', name: 'street.safetyOffice', label: '街道安办' }],
    holdings: [{ organisation: '', post: 'street.safetyOffice', person: 'p1', validFrom: LONG_AGO }],
    units: [{ id: 'U1', supervisor: 'V1', size: 'small' }],
  });
}
