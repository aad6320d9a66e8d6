import { randomUUID } from 'node:crypto';
import type { CaseState, Command, JsonObject, SealedEvent, Terms } from '../../src/core/case.ts';
import { fromMs, type Instant } from '../../src/core/instant.ts';
import { nextDue, plan } from '../../src/core/settle.ts';
import type { Delivery, Ledger, WakeRow } from '../../src/ledger/ledger.ts';
import { tinyKind } from './tiny-kind.ts';

interface Case {
  events: SealedEvent[];
  state: CaseState;
}

/** The ledger's semantics for the tiny kind, in memory: one process, one thread, so each call is a transaction. */
export function createTinyLedger({ now = () => fromMs(Date.now()), onWake }: { now?: () => Instant; onWake?: (wakes: readonly WakeRow[]) => void } = {}) {
  const cases = new Map<string, Case>();
  const deliveries = new Map<string, Delivery>();
  const wakes = new Map<string, WakeRow>();
  const control: { down: boolean; follows: number; delivered: { id: string; state: string }[] } = { down: false, follows: 0, delivered: [] };

  function change(caseId: string, at: Instant, command?: Command): readonly SealedEvent[] {
    if (control.down) throw new Error('the database is away');
    const known = cases.get(caseId);
    const work = plan(tinyKind, { state: known?.state, lastHash: known?.events.at(-1)?.hash ?? '', inbox: [], terms: {} as Terms }, at, command);
    const step = work.next();
    if (!step.done) throw new Error('the tiny kind asks nothing');
    const { events, state } = step.value;
    if (events.length === 0 || state === undefined) return [];
    cases.set(caseId, { events: [...(known?.events ?? []), ...events], state });
    for (const event of events) for (const [nth, effect] of event.effects.entries()) if (effect.do === 'notify') deliveries.set(`${caseId}/${event.seq}/${nth}`, delivery(event, nth, effect.about));
    const wake = { caseId, kind: 'hazard' as const, seq: state.seq, since: at };
    wakes.set(caseId, wake);
    onWake?.([wake]);
    return events;
  }

  const ledger: Ledger = {
    async record({ caseId = '', commandId, type, payload, actor }) {
      const at = now();
      const event = change(caseId, at, { input: 'command', caseId, commandId, at, recordedAt: at, type, payload, actor }).at(-1) as SealedEvent;
      return { ok: true, caseId, seq: event.seq, event, state: (cases.get(caseId) as Case).state, repeated: false };
    },
    async settle(caseId, asOf = now()) {
      const added = change(caseId, asOf).length;
      const state = cases.get(caseId)?.state;
      return { seq: state?.seq ?? 0, added, closed: state?.closed ?? true };
    },
    async follow(caseId, seen, asOf = now()) {
      control.follows++;
      change(caseId, asOf);
      const known = cases.get(caseId);
      return { kind: 'hazard', events: (known?.events ?? []).slice(seen), closed: known?.state.closed ?? true };
    },
    events: async (caseId, after = 0) => (cases.get(caseId)?.events ?? []).slice(after),
    state: async (caseId) => cases.get(caseId)?.state,
    async row(caseId) {
      const state = cases.get(caseId)?.state;
      if (state === undefined) return undefined;
      const due = nextDue(state);
      return { caseId, kind: 'hazard', seq: state.seq, stage: state.stage, tier: 'T3', title: '试验', openedAt: state.stageSince, overdue: false, closed: state.closed, ...(due === undefined ? {} : { nextDue: due, dueAt: due }) };
    },
    cases: async () => ({ rows: [] }),
    late: async () => [],
    deliveries: async ({ state, limit = 50 }) => [...deliveries.values()].filter((row) => state === undefined || row.state === state).slice(0, limit),
    async delivered(id, { state, error }) {
      const row = deliveries.get(id) as Delivery;
      control.delivered.push({ id, state });
      deliveries.set(id, { ...row, state, attempts: row.attempts + 1, ...(error === undefined ? {} : { error }) });
    },
    wakes: async (before, limit) => [...wakes.values()].filter(({ since }) => since < before).slice(0, limit),
    async acknowledge(rows) {
      for (const { caseId, seq } of rows) if ((wakes.get(caseId)?.seq ?? Number.MAX_VALUE) <= seq) wakes.delete(caseId);
    },
    forgotten: async (before, limit) => [...cases].filter(([, { state }]) => !state.closed && (nextDue(state) ?? '9') < before).slice(0, limit).map(([caseId]) => ({ caseId, kind: 'hazard' as const })),
    openCases: async (after = '', limit) => [...cases].filter(([caseId, { state }]) => !state.closed && caseId > after).sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, limit).map(([caseId, { state }]) => ({ caseId, kind: 'hazard' as const, seq: state.seq })),
    health: async () => ({ cases: cases.size, open: 0, events: 0, wakes: wakes.size, deliveriesDue: 0, deliveriesFailed: 0 }),
    close: async () => undefined,
  };
  const act = (caseId: string, type: string, payload: JsonObject = {}) => ledger.record({ kind: 'hazard', caseId, commandId: randomUUID(), type, payload, actor: { post: 'street.safetyOffice' } });
  return { ledger, act, control, wakes, pending: () => wakes.size };
}

function delivery({ caseId, seq }: SealedEvent, nth: number, about: string): Delivery {
  const id = `${caseId}/${seq}/${nth}`;
  return { id, caseId, seq, nth, channel: 'mail', about, post: 'village.head', because: 'holder', address: 'someone@example.org', messageId: `<${caseId}.${seq}.${nth}@duban.example>`, params: {}, state: 'due', attempts: 0 };
}
