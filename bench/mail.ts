import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createInboxChannel } from '../activities/channels/inbox.ts';
import { createSmtpPost } from '../activities/mail.ts';
import { createPerform } from '../activities/perform.ts';
import { publishCalendar } from '../db/calendar.ts';
import { type Database, openDatabase } from '../db/open.ts';
import { type OfficeRegisters, saveRegisters } from '../db/organisation.ts';
import { publishRuleSet } from '../db/rule-set.ts';
import { fastRules } from '../drill/fast-rules.ts';
import { openOffice } from '../drill/office.ts';
import { log, plainWords } from '../drill/process-setup.ts';
import { openStand, type Stand, until } from '../drill/stand.ts';
import { fromMs, type Instant, kinds, toMs } from '../src/core/index.ts';
import { addDays, addMs, type Day, dayOf } from '../src/core/instant.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { createLedger } from '../src/ledger/record.ts';
import { type SmtpStand, startSmtp } from '../test/activities/smtp.ts';
import type { Figure } from './figure.ts';

const DIGESTS = 1_000;
const PEOPLE = 300;
const STEPS = 5_000;
const LONG_AGO = '2020-01-01T00:00:00+08:00';
/** A deadline of the drill's rules. */
const DEADLINE_MS = 60_000;
/** Between the instant of the steps and the hour of the digest: at least so long. */
const AHEAD_MS = 20_000;

/** A thousand digests to a mail server, and the morning after a holiday of seven days with a worker that is killed in the middle. */
export async function benchMail(): Promise<readonly Figure[]> {
  return [...(await manyDigests()), ...(await afterHoliday())];
}

async function manyDigests(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-mail-'));
  const smtp = await startSmtp();
  const location = { sqlite: path.join(folder, 'duban.db') };
  await (await openOffice(location)).close();
  const db = await openDatabase(location);
  try {
    await saveRegisters(db.knex, unitsWithHeads(DIGESTS));
    let now: Instant = '2025-03-03T09:00:00+08:00';
    const ledger = createLedger({ db, kinds, now: () => now });
    // The duty to grade is the office's; here each unit's, so that a thousand people are reminded of one each.
    await publish(db, { id: 'bench-digests', effectiveFrom: '2025-01-01', calendar: 'cn-2024-2026' }, shippedRules());
    const cases = await reportAll(ledger, DIGESTS, DIGESTS, now);
    now = '2025-03-06T09:00:00+08:00';
    for (const caseId of cases) await ledger.settle(caseId);
    now = '2025-03-06T09:10:00+08:00';
    const mail = createSmtpPost({ url: smtp.url, from: 'duban@street.example' });
    const perform = createPerform({
      ledger,
      channels: [mail, createInboxChannel(ledger.messages)],
      words: plainWords,
      log,
      heartbeat: () => undefined,
      now: () => now,
    });
    const started = performance.now();
    for (let more = true; more; ) ({ more } = await perform({ except: [] }));
    const ms = performance.now() - started;
    mail.close();
    const { ids, people } = received(smtp);
    return [
      {
        subject: 'mail',
        what: `${people} digests fixed, composed and sent to a server on loopback`,
        measured: ms / 1_000,
        unit: 's',
        target: { of: 'measured', atMost: 60 },
      },
      {
        subject: 'mail',
        what: 'the same: people without their digest, and mails too many',
        measured: Math.abs(DIGESTS - people) + smtp.raw.length - ids,
        unit: 'mails',
        // The office's own digest comes on top.
        target: { of: 'measured', atMost: 1 },
      },
    ];
  } finally {
    await db.close();
    await smtp.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function afterHoliday(): Promise<readonly Figure[]> {
  const smtp = await startSmtp();
  const stand = await openStand({ smtpUrl: smtp.url });
  try {
    await saveRegisters(stand.db.knex, unitsWithHeads(PEOPLE));
    await stand.worker.start();
    const at = fromMs(Date.now());
    const due = addMs(at, DEADLINE_MS);
    await publishHoliday(stand.db, due);
    await reportAll(createLedger({ db: stand.db, kinds, now: () => fromMs(Date.now()) }), STEPS, PEOPLE, at);
    const entered = Date.now();
    await pause(Math.max(0, toMs(due) - Date.now()));
    const killedAfter = await killInTheMiddle(stand, smtp);
    await until(async () => received(smtp).people >= PEOPLE && (await nothingOwed(stand.ledger)), 600_000);
    const seconds = (Date.now() - Math.max(toMs(due), entered)) / 1_000;
    const { people, ids, digests } = received(smtp);
    const owed = await stand.db.knex('delivery').whereIn('state', ['due', 'failed']).count({ n: '*' }).first();
    const what = `after a holiday: ${STEPS} steps due at one instant for ${PEOPLE} people, kill -9 after ${killedAfter} mails`;
    return [
      {
        subject: 'mail',
        what: `${what}: drained after`,
        measured: seconds,
        unit: 's',
        target: { of: 'measured', atMost: 300 },
      },
      {
        subject: 'mail',
        what: 'the same: people without a digest, or with more than one',
        measured: Math.abs(PEOPLE - people) + (digests - people),
        unit: 'people',
        target: { of: 'measured', atMost: 0 },
      },
      {
        subject: 'mail',
        what: 'the same: deliveries left or failed',
        measured: Number(owed?.n ?? 0),
        unit: 'rows',
        target: { of: 'measured', atMost: 0 },
      },
      {
        subject: 'mail',
        what: 'the same: sent again under the same Message-ID, because of the kill',
        measured: smtp.raw.length - ids,
        unit: 'mails',
      },
    ];
  } finally {
    await stand.close();
    await smtp.close();
  }
}

async function killInTheMiddle(stand: Stand, smtp: SmtpStand): Promise<number> {
  await until(async () => smtp.raw.length >= PEOPLE / 3, 400_000);
  const after = smtp.raw.length;
  await stand.worker.kill();
  await stand.worker.start();
  return after;
}

async function nothingOwed(ledger: Ledger): Promise<boolean> {
  return (await ledger.health()).deliveriesDue === 0 && !(await ledger.messages.owes());
}

/** Headers are looked at as they came: parsing thousands of mails would be measured too. */
function received(smtp: SmtpStand) {
  const digests = smtp.raw.filter((one) => /^To: head\d+@/im.test(one));
  return {
    ids: new Set(smtp.raw.map((one) => /^Message-ID: (.+)$/im.exec(one)?.[1])).size,
    people: new Set(digests.map((one) => /^To: (head\d+)@/im.exec(one)?.[1])).size,
    digests: new Set(digests.map((one) => /^Message-ID: (.+)$/im.exec(one)?.[1])).size,
  };
}

function unitsWithHeads(count: number): OfficeRegisters {
  const all = Array.from({ length: count }, (_, i) => `B${i + 1}`);
  return {
    organisations: all.map((id) => ({ id, name: `${id} 厂`, kind: 'unit' as const, parent: 'V1' })),
    persons: all.map((id) => ({ id: `p-${id}`, name: id, mail: `head${id.slice(1)}@example.test` })),
    posts: all.map((id) => ({ organisation: id, name: 'unit.head', label: '负责人' })),
    holdings: all.map((id) => ({ organisation: id, post: 'unit.head', person: `p-${id}`, validFrom: LONG_AGO })),
    units: all.map((id) => ({ id, supervisor: 'V1', industry: 'textile', size: 'small' })),
  };
}

interface RuleFile {
  deadlines: { id: string; holder: string; reminders: unknown[]; onLapse: unknown[] }[];
  messages: { sendWindow: object; digestAt: string };
}

function shippedRules(): RuleFile {
  return JSON.parse(readFileSync(new URL('../data/rules.default.json', import.meta.url), 'utf8'));
}

/** Publishes rules in which the unit holds the duty to grade, and nobody else is told of its lapse. */
async function publish(
  { knex }: Database,
  head: { readonly id: string; readonly effectiveFrom: Day; readonly calendar: string },
  rules: RuleFile,
): Promise<void> {
  for (const rule of rules.deadlines)
    if (rule.id === 'hazard.grade') Object.assign(rule, { holder: 'unit', reminders: [], onLapse: [] });
  await publishRuleSet(knex, { ...head, body: JSON.stringify({ ...rules, ...head }), publishedAt: fromMs(Date.now()) });
}

/** Today is the first working day after seven days off, and the digest's hour comes soon after the steps are due. */
async function publishHoliday(db: Database, due: Instant): Promise<void> {
  const today = dayOf(due);
  const off = new Set(Array.from({ length: 7 }, (_, i) => addDays(today, -1 - i)));
  const file = JSON.parse(readFileSync(new URL('../data/calendar.cn-2024-2026.json', import.meta.url), 'utf8'));
  const weekday = (day: Day) => ((toMs(`${day}T00:00:00+08:00`) / 86_400_000 + 3.4) | 0) % 7;
  const body = {
    ...file,
    id: 'bench-holiday',
    coveredUntil: addDays(today, 30) > file.coveredUntil ? addDays(today, 30) : file.coveredUntil,
    holidaysOnWeekdays: [...new Set([...file.holidaysOnWeekdays, ...[...off].filter((day) => weekday(day) < 5)])]
      .filter((day) => day !== today)
      .sort(),
    makeUpDays: [
      ...new Set([...file.makeUpDays.filter((day: Day) => !off.has(day)), ...(weekday(today) < 5 ? [] : [today])]),
    ].sort(),
  };
  await publishCalendar(db.knex, { id: body.id, body: JSON.stringify(body), publishedAt: LONG_AGO });
  const rules: RuleFile = JSON.parse(fastRules({ reminders: false }));
  const minute = fromMs(Math.ceil((toMs(due) + AHEAD_MS) / 60_000) * 60_000).slice(11, 16);
  Object.assign(rules.messages, {
    sendWindow: { from: '00:00', to: '23:59', days: 'working' },
    digestAt: minute,
  });
  await publish(db, { id: 'bench-holiday', effectiveFrom: today, calendar: body.id }, rules);
}

async function reportAll(ledger: Ledger, count: number, units: number, at: Instant): Promise<readonly string[]> {
  const cases: string[] = [];
  for (let i = 0; i < count; i += 32)
    cases.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(32, count - i) }, (_, n) =>
          report(ledger, i + n, `B${((i + n) % units) + 1}`, at),
        ),
      )),
    );
  return cases;
}

async function report(ledger: Ledger, i: number, unit: string, at: Instant): Promise<string> {
  const outcome = await ledger.record({
    kind: 'hazard',
    commandId: `mail-${i}`,
    type: 'reportHazard',
    payload: { unit, kind: `kind-${i}`, where: '二楼', what: '堵塞', found: at, photos: ['before'] },
    actor: { post: 'village.gridWorker', organisation: 'V1' },
    at,
  });
  if (!outcome.ok) throw new Error(`report: ${outcome.refusal.code}`);
  return outcome.caseId;
}
