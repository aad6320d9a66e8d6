import { packEvent } from '../db/event-bytes.ts';
import type { SqliteDatabase } from '../db/open.ts';
import { viewRow } from '../db/view-repair.ts';
import {
  type CaseId,
  type CaseKind,
  type CaseState,
  KIND_NAMES,
  kinds,
  messagesOf,
  type SealedEvent,
  type Tally,
} from '../src/core/index.ts';
import { eventBytes } from '../src/core/log/chain.ts';
import { viewOf } from '../src/ledger/view.ts';
import { type GeneratedHistory, generateHistory, type HistorySetup } from '../src/simulator/history.ts';

/** Events a transaction. */
const BATCH = 5_000;

/** Plays a generated history into an empty SQLite ledger, as recording it would have left it, but without deliveries and wake rows; streams, so that half a million events need no memory. */
export function fillLedger(
  { raw, knex }: SqliteDatabase,
  setup: Omit<HistorySetup, 'kinds' | 'onEvent'>,
): GeneratedHistory {
  const events = raw.prepare('INSERT INTO event (case_id, seq, command_id, hash, body) VALUES (?, ?, ?, ?, ?)');
  const tallies = raw.prepare(
    'INSERT INTO tally (subject, what, at, known, case_id, seq, nth) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const inbox = raw.prepare(
    'INSERT INTO inbox (case_id, from_case, from_seq, nth, kind, type, payload, at, consumed_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)',
  );
  const last = new Map<CaseId, { readonly event: SealedEvent; readonly state: CaseState }>();
  const openedAt = new Map<CaseId, string>();
  let pending = 0;
  const write = (event: SealedEvent, state: CaseState) => {
    if (pending++ === 0) raw.exec('BEGIN');
    events.run(event.caseId, event.seq, event.commandId, Buffer.from(event.hash, 'hex'), packEvent(eventBytes(event)));
    for (const { to, from, fromSeq, nth, kind, type, payload, at } of messagesOf(event))
      inbox.run(to, from, fromSeq, nth, kind, type, JSON.stringify(payload), at);
    if (event.seq === 1) openedAt.set(event.caseId, event.at);
    last.set(event.caseId, { event, state });
    if (pending < BATCH) return;
    raw.exec('COMMIT');
    pending = 0;
  };
  const noted: { readonly tally: Tally; readonly seq: number; readonly nth: number }[] = [];
  const done = generateHistory({
    ...setup,
    kinds: remembering((tally, seq, nth) => noted.push({ tally, seq, nth })),
    onEvent: write,
  });
  if (pending > 0) raw.exec('COMMIT');
  raw.transaction(() => {
    for (const { tally, seq, nth } of noted)
      tallies.run(tally.subject, tally.what, tally.at, tally.known, tally.caseId, seq, nth);
    for (const [caseId, { event, state }] of last) insertView(caseId, event, state);
  })();
  return done;

  function insertView(caseId: CaseId, event: SealedEvent, state: CaseState): void {
    const row = viewRow(knex, {
      caseId,
      kind: event.kind,
      seq: event.seq,
      lastHash: event.hash,
      recordedAt: event.recordedAt,
      openedAt: openedAt.get(caseId) ?? '',
      view: viewOf(state),
      state: JSON.stringify(state),
    });
    const columns = { ...row, last_hash: Buffer.from(row.last_hash, 'hex') };
    raw
      .prepare(
        `INSERT INTO case_view (${Object.keys(columns).join(', ')}) VALUES (${Object.keys(columns)
          .map(() => '?')
          .join(', ')})`,
      )
      .run(...Object.values(columns));
  }
}

// `plan` asks each kind for the tallies of every fact once, sealed and with the state after it.
function remembering(note: (tally: Tally, seq: number, nth: number) => void): HistorySetup['kinds'] {
  const wrap = (kind: CaseKind): CaseKind => ({
    ...kind,
    tallies(event, state) {
      const found = kind.tallies(event, state);
      for (const [nth, tally] of found.entries()) note(tally, event.seq, nth);
      return found;
    },
  });
  return Object.fromEntries(KIND_NAMES.map((name) => [name, wrap(kinds[name])])) as unknown as HistorySetup['kinds'];
}
