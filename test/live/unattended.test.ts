import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleOffice } from '../../src/cli/office.ts';
import { isWorkingDay } from '../../src/core/deadline/working-days.ts';
import {
  type Actor,
  type CaseId,
  dayOf,
  type Instant,
  type MatterState,
  type NoticeState,
} from '../../src/core/index.ts';
import type { Delivery } from '../../src/ledger/ledger.ts';
import { paperMessageId } from '../../src/ledger/paper-mail.ts';
import { type SmtpStand, startSmtp } from '../activities/smtp.ts';
import { commandOf, served, shipped } from '../core/office.ts';
import { shifted, shiftTerms } from '../simulator/shift.ts';
import { type LiveEngine, openLiveEngine } from './live-engine.ts';
import { temporaryFolder } from './stand.ts';

const terms = shiftTerms(shipped('rules.default.json'), shipped('calendar.cn-2024-2026.json'));
const START = shifted('2025-03-03T08:00:00+08:00');
/** Five weeks in every run; the three months of the long one (DUBAN_LONG=1) take minutes. */
const LONG = process.env.DUBAN_LONG === '1';
const END = shifted(LONG ? '2025-06-03T12:00:00+08:00' : '2025-04-08T12:00:00+08:00');
/** The mailbox of the deputy head of V1 is gone; V9 has no deputy head at all. */
const LOST = 'p047@yunling.example.invalid';

const folder = temporaryFolder();
let smtp: SmtpStand;
let engine: LiveEngine;

beforeAll(async () => {
  const { label: _, ...registers } = shifted(sampleOffice());
  smtp = await startSmtp((_nth, to) => (to.includes(LOST) ? { code: 550, text: '5.1.1 no such user' } : undefined));
  engine = await openLiveEngine({
    location: { sqlite: path.join(folder.path, 'duban.db') },
    terms,
    start: START,
    registers,
    smtpUrl: smtp.url,
  });
});
afterAll(async () => {
  await engine?.close();
  await smtp?.close();
  folder.end();
});

/** Ten cases of every tier, under villages and departments, told by the acts of their first day. */
const CASES = [
  ['E04', 'V1', 'T3'],
  ['E34', 'V1', 'T2'],
  ['E13', 'V9', 'T3'],
  ['E09', 'V4', 'T2'],
  ['E10', 'V5', 'T3'],
  ['E11', 'V6', 'T0'],
  ['E25', 'V3', 'T1'],
  ['E07', 'D4', 'T2'],
  ['E17', 'D2', 'T3'],
  ['E20', 'D8', 'T2'],
] as const;

/** The first day of all cases, in order of time; nobody does anything afterwards. */
async function firstDay(): Promise<void> {
  const acts = CASES.flatMap(([unit, supervisor, tier], nth) =>
    served(tier, {
      on: `H-${nth + 1}`,
      report: { unit, kind: '消防通道', where: '二楼车间', what: '堆放货物堵塞安全出口' },
    }).map((act, step) => ({ ...shifted(commandOf(act, nth * 10 + step)), supervisor })),
  ).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  for (const { caseId, type, payload, actor, at, commandId, supervisor } of acts) {
    await engine.runTo(at);
    const by: Actor = actor.post.startsWith('village.') ? { ...actor, organisation: supervisor } : actor;
    const request = {
      kind: 'hazard',
      caseId,
      name: caseId,
      type,
      payload,
      actor: by,
      at,
      recordedAt: at,
      commandId,
    } as const;
    const outcome = await engine.record(request);
    if (!outcome.ok) throw new Error(`${caseId} ${type}: ${outcome.refusal.code}`);
  }
}

async function allCases(kind: 'hazard' | 'matter' | 'notice'): Promise<readonly CaseId[]> {
  const ids: { case_id: CaseId }[] = await engine.db.knex('case_view').where({ kind }).select('case_id');
  return ids.map((row) => row.case_id);
}

async function allDeliveries(): Promise<readonly Delivery[]> {
  const cases: { case_id: CaseId }[] = await engine.db.knex('delivery').distinct('case_id');
  const found = await Promise.all(cases.map((row) => engine.ledger.deliveries({ caseId: row.case_id, limit: 1_000 })));
  return found.flat();
}

/** What became of a delivery; undefined: nobody can say. */
async function endOf(delivery: Delivery): Promise<string | undefined> {
  const facts = await engine.ledger.messages.facts({ delivery: delivery.id });
  const fact = (...names: readonly string[]) =>
    facts.find((one) => names.includes(one.fact) && one.reason !== undefined);
  switch (delivery.state) {
    case 'sent':
      return delivery.sentAt === undefined ? undefined : 'sent';
    case 'due':
      return delivery.holdUntil !== undefined && delivery.holdUntil > END ? 'held' : undefined;
    case 'settled':
      return fact('settled') && 'settled before it went out';
    case 'failed':
      return fact('passed-on', 'undeliverable')?.fact;
    default:
      return delivery.state satisfies never;
  }
}

/** Each rung that came in a matter, and where its paper is. */
async function papersOf(matter: MatterState, papers: readonly NoticeState[]): Promise<readonly string[]> {
  return matter.rungs.map(({ rung, notice }) => {
    const own = papers.filter(
      (paper) => paper.opener === matter.caseId && paper.rung === rung && paper.notice === notice,
    );
    const [paper] = own;
    if (own.length > 1) return `${own.length} papers`;
    if (paper !== undefined)
      return paper.made === undefined ? `not issued: ${paper.missing.join()}` : 'numbered and on its way';
    return matter.rungs.at(-1)?.rung === rung && matter.clocks.signature !== undefined ? 'at its signer' : 'nowhere';
  });
}

it(`given ten cases and nobody who acts, when ${LONG ? 'three months' : 'five weeks'} pass, every paper and every message is accounted for`, async () => {
  await firstDay();
  await engine.runTo(END);

  const deliveries = await allDeliveries();
  const ends = await Promise.all(deliveries.map(async (one) => [one, await endOf(one)] as const));
  expect(ends.filter(([, end]) => end === undefined).map(([one]) => one)).toEqual([]);
  const counted = Object.groupBy(ends, ([, end]) => end ?? '');
  expect(Object.keys(counted)).toEqual(expect.arrayContaining(['sent', 'settled before it went out', 'passed-on']));

  const papers = (await Promise.all((await allCases('notice')).map((id) => engine.state(id)))) as NoticeState[];
  const matters = (await Promise.all((await allCases('matter')).map((id) => engine.state(id)))) as MatterState[];
  const rungs = (await Promise.all(matters.map((matter) => papersOf(matter, papers)))).flat();
  expect(new Set(rungs)).toEqual(new Set(['numbered and on its way', 'at its signer']));
  // Numbers of a series run from 1 without a gap.
  const series = Object.groupBy(
    papers.filter((one) => one.made !== undefined),
    (one) => JSON.stringify([one.issuer, one.notice]),
  );
  for (const of of Object.values(series)) {
    const numbers = (of ?? []).map((one) => one.made?.number ?? 0).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, nth) => nth + 1));
  }

  // One digest a person and working morning, none on a rest day.
  const messages: { id: string; kind: string; person: string; day: string; message_id: string; fixed_at: Instant }[] =
    await engine.db.knex('message').select('*');
  const digests = messages.filter(({ kind }) => kind === 'digest');
  expect(digests.length).toBeGreaterThan(0);
  expect(new Set(digests.map(({ person, day }) => `${person} ${day}`)).size).toBe(digests.length);
  expect(digests.filter(({ day }) => !isWorkingDay(terms.calendar, day))).toEqual([]);
  expect(digests.filter(({ day, fixed_at }) => dayOf(fixed_at) !== day)).toEqual([]);

  // No mail without its row, no row that says sent without its mail, and none of them twice.
  const mails = await smtp.mails();
  const taken = mails.map(({ messageId }) => messageId ?? '');
  expect(new Set(taken).size).toBe(taken.length);
  const sendings: { message_id: string }[] = await engine.db
    .knex('sending as s')
    .join('message as m', 'm.id', 's.message')
    .where({ 's.channel': 'mail', 's.state': 'sent' })
    .select('m.message_id');
  const served = deliveries.filter(
    (one) => one.channel === 'notice' && one.state === 'sent' && ['serve', 'copy'].includes(String(one.params.act)),
  );
  expect(taken.sort()).toEqual([...sendings.map((one) => one.message_id), ...served.map(paperMessageId)].sort());

  await engine.finish();
  const totals = Object.entries(counted).map(([end, of]) => `${of?.length} ${end}`);
  console.info(
    `until ${END}: ${matters.length} matters, ${papers.length} papers, ${digests.length} digests, ${mails.length} mails; deliveries: ${totals.join(', ')}`,
  );
}, 1_800_000);
