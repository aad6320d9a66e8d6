import { readdirSync } from 'node:fs';
import path from 'node:path';
import { outboxName } from '../activities/mail.ts';
import { readDeliveries } from '../db/delivery.ts';
import { readCaseIds, readEventsOf } from '../db/event-log.ts';
import type { Database } from '../db/open.ts';
import {
  type Clock,
  clockKey,
  type Instant,
  kinds,
  messageKey,
  messagesOf,
  type SealedEvent,
  toMs,
} from '../src/core/index.ts';
import { verifyChain } from '../src/core/log/chain.ts';
import { reconcile } from '../src/ledger/rebuild.ts';
import type { Work } from './people.ts';

/** The whole log by case. */
export type Logs = ReadonlyMap<string, readonly SealedEvent[]>;

/** Reads every event of the ledger. */
export async function readLogs({ knex }: Database): Promise<Logs> {
  const logs = new Map<string, SealedEvent[]>();
  for (let after = ''; ; ) {
    const ids = await readCaseIds(knex, after, 200);
    const last = ids.at(-1);
    if (last === undefined) return logs;
    for (const event of await readEventsOf(knex, ids))
      logs.set(event.caseId, [...(logs.get(event.caseId) ?? []), event]);
    after = last;
  }
}

/** Invariant 1: append-only, gap-free, every hash links. */
export function chainFaults(logs: Logs): readonly string[] {
  const found: string[] = [];
  for (const [caseId, events] of logs) {
    const verdict = verifyChain(events);
    if (!verdict.ok) found.push(`1 ${caseId}: ${verdict.why} at ${verdict.seq}`);
    if (events.some((event, i) => event.seq !== i + 1)) found.push(`1 ${caseId}: a gap`);
  }
  return found;
}

/** Invariant 2, the ledger's half: the read model is the fold of the log. */
export async function viewFaults(db: Database): Promise<readonly string[]> {
  const { differences } = await reconcile({ db, kinds });
  return differences.map((one) => `2 ${one.caseId}: ${one.what}`);
}

/** What the clocks of a log did. */
export interface Firings {
  readonly faults: readonly string[];
  readonly fired: number;
  /** Milliseconds between the instant at which each clock could fire and its being recorded. */
  readonly lateness: readonly number[];
}

/** Invariant 4: each clock that was due by `until` and not cleared fired once, at or after its instant. */
export function clockFaults(logs: Logs, until: Instant): Firings {
  const faults: string[] = [];
  const lateness: number[] = [];
  let fired = 0;
  for (const [caseId, events] of logs) {
    const armed = new Map<string, Clock>();
    const seen = new Set<string>();
    for (const event of events) {
      if (event.commandId.startsWith('clk:')) {
        fired++;
        const clock = [...armed.values()].find((one) => clockKey(one) === event.commandId);
        if (seen.has(event.commandId)) faults.push(`4 ${caseId}#${event.seq}: ${event.commandId} fired twice`);
        else if (clock === undefined) faults.push(`4 ${caseId}#${event.seq}: ${event.commandId} fired and was not set`);
        else if (event.recordedAt < clock.dueAt || event.at < clock.dueAt)
          faults.push(`4 ${caseId}#${event.seq}: ${event.commandId} fired early`);
        else lateness.push(toMs(event.recordedAt) - toMs(clock.notBefore ?? clock.dueAt));
        seen.add(event.commandId);
        if (clock !== undefined) armed.delete(clock.id);
      }
      for (const id of [...event.clocks.cleared, ...(event.clocks.suspended ?? [])]) armed.delete(id);
      for (const clock of event.clocks.set) if (!event.clocks.suspended?.includes(clock.id)) armed.set(clock.id, clock);
    }
    for (const clock of armed.values())
      if (clock.dueAt <= until) faults.push(`4 ${caseId}: ${clockKey(clock)} was due and did not fire`);
  }
  return { faults, fired, lateness: lateness.sort((a, b) => a - b) };
}

/**
 * Invariant 5, first half: each message is in its receiver's log once, in order of its instant. What was recorded after `quietAt`,
 * when the drill found everything delivered, may still have been under way when the processes were ended.
 */
export async function messageFaults({ knex }: Database, logs: Logs, quietAt: Instant): Promise<readonly string[]> {
  const faults: string[] = [];
  const unread = await knex('inbox').whereNull('consumed_seq');
  for (const row of unread.filter(({ at }: { at: Instant }) => at <= quietAt))
    faults.push(`5 ${row.case_id}: a message of ${row.from_case} was not consumed`);
  for (const events of logs.values()) {
    for (const message of events.filter((event) => event.recordedAt <= quietAt).flatMap(messagesOf)) {
      const taken = (logs.get(message.to) ?? []).filter((event) => event.commandId === messageKey(message));
      if (taken.length !== 1) faults.push(`5 ${message.to}: ${messageKey(message)} consumed ${taken.length} times`);
      if (taken[0] !== undefined && taken[0].at !== message.at)
        faults.push(`5 ${message.to}: ${messageKey(message)} lost its instant`);
    }
  }
  for (const [caseId, events] of logs) {
    // What time and other cases say comes in order of its instant; people may enter late.
    const said = events.filter((event) => event.command === undefined);
    for (const [i, event] of said.entries()) {
      const before = said[i - 1];
      if (before !== undefined && event.at < before.at)
        faults.push(
          `5 ${caseId}#${event.seq}: ${event.commandId} of ${event.at} after ${before.commandId} of ${before.at}`,
        );
    }
  }
  return faults;
}

/**
 * Invariant 5, second half: every mail recorded, each one sent (as a file of the outbox) in one message and no more; what waits for a digest
 * whose hour is yet to come is not due.
 */
export async function deliveryFaults(
  { knex }: Database,
  logs: Logs,
  dataDir: string,
  quietAt: Instant,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const files = new Set(readdirSync(path.join(dataDir, 'outbox')));
  const ids = new Set<string>();
  for (const [caseId, events] of logs) {
    const deliveries = await readDeliveries(knex, { caseId, limit: 1_000 });
    for (const event of events) {
      for (const [nth, effect] of event.effects.entries()) {
        if (effect.do !== 'notify' && effect.do !== 'issueNotice') continue;
        if (!deliveries.some((one) => one.seq === event.seq && one.nth === nth))
          faults.push(`5 ${caseId}#${event.seq}: effect ${nth} owes a delivery`);
      }
    }
    for (const one of deliveries) {
      if (ids.has(one.id)) faults.push(`5 ${one.id}: owed twice`);
      ids.add(one.id);
      const recordedAt = events[one.seq - 1]?.recordedAt ?? '';
      const held = one.holdUntil !== undefined && one.holdUntil > quietAt;
      if (one.state === 'due' && !held && recordedAt <= quietAt) faults.push(`5 ${one.id}: still due`);
      if (one.state === 'sent' && !files.has(outboxName(one.messageId)))
        faults.push(`5 ${one.id}: sent, but there is no mail`);
      if (one.state === 'failed' && one.address !== undefined) faults.push(`5 ${one.id}: failed (${one.error})`);
    }
  }
  return faults;
}

/** What the API acknowledged is in the log exactly once, under the case and place it named; what it left open, at most once. */
export function acknowledgementFaults(logs: Logs, work: Work): readonly string[] {
  const places = new Map<string, SealedEvent[]>();
  for (const event of [...logs.values()].flat())
    places.set(event.commandId, [...(places.get(event.commandId) ?? []), event]);
  const faults: string[] = [];
  for (const { caseId, commandId, seq } of work.acknowledged) {
    const found = places.get(commandId) ?? [];
    if (found.length !== 1) faults.push(`acknowledged ${commandId}: ${found.length} times in the log`);
    else if (found[0]?.caseId !== caseId || found[0].seq !== seq)
      faults.push(`acknowledged ${commandId}: not at ${caseId}#${seq}`);
  }
  for (const commandId of work.unknown)
    if ((places.get(commandId) ?? []).length > 1) faults.push(`unanswered ${commandId}: twice in the log`);
  return faults;
}

/** The value below which a share of a sorted list lies; NaN for an empty one. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
