import type { CaseId, CaseState, Clock, SealedEvent } from '../src/core/case.ts';
import type { MatterState } from '../src/core/matter/state.ts';
import type { NoticeState } from '../src/core/notice/state.ts';
import type { CaseRow, Delivery, Ledger } from '../src/ledger/ledger.ts';

/** Everything that the record knows of one delivery. */
export interface DeliveryFacts {
  readonly delivery: Delivery;
  readonly event: SealedEvent;
  readonly row: CaseRow;
  readonly state: CaseState | undefined;
  /** The clock of the duty in question, as it stands now or as the event set it. */
  readonly clock?: Clock;
}

/** Reads the facts of deliveries; each case once. A delivery whose case or event is not there is left out. */
export async function gatherFacts(
  ledger: Pick<Ledger, 'row' | 'state' | 'events'>,
  deliveries: readonly Delivery[],
): Promise<readonly DeliveryFacts[]> {
  const found: DeliveryFacts[] = [];
  for (const [caseId, ofCase] of Map.groupBy(deliveries, (one) => one.caseId))
    found.push(...(await factsOfCase(ledger, caseId, ofCase)));
  const byId = new Map(found.map((one) => [one.delivery.id, one]));
  return deliveries.flatMap(({ id }) => byId.get(id) ?? []);
}

async function factsOfCase(
  ledger: Pick<Ledger, 'row' | 'state' | 'events'>,
  caseId: CaseId,
  deliveries: readonly Delivery[],
): Promise<readonly DeliveryFacts[]> {
  const first = Math.min(...deliveries.map(({ seq }) => seq));
  const [row, state, events] = await Promise.all([
    ledger.row(caseId),
    ledger.state(caseId),
    ledger.events(caseId, first - 1),
  ]);
  if (row === undefined) return [];
  return deliveries.flatMap((delivery) => {
    const event = events.find(({ seq }) => seq === delivery.seq);
    if (event === undefined) return [];
    const clock = clockOf(event, delivery.nth, state);
    return { delivery, event, row, state, ...(clock === undefined ? {} : { clock }) };
  });
}

function clockOf(event: SealedEvent, nth: number, state: CaseState | undefined): Clock | undefined {
  const effect = event.effects[nth];
  const id = effect?.do === 'notify' ? effect.clock : undefined;
  if (id === undefined) return undefined;
  return state?.clocks[id] ?? state?.overdue[id] ?? event.clocks.set.find((set) => set.id === id);
}

/** What asks for an act: once the act is done, nobody need be asked. */
export const ASKING: ReadonlySet<string> = new Set(['reminder', 'lapse', 'askAgain', 'reassigned']);

/** Where a paper stands in its own case, or in the matter whose rung it is. */
type Stand = (paper: { readonly stage: string; readonly whole: boolean }) => boolean;

/** What is asked for about a paper, and where the paper stands as long as it still is. */
const ASKED_OF_PAPERS: { readonly [about: string]: Stand } = {
  signature: ({ stage }) => ['unsigned', 'draft', 'reviewed'].includes(stage),
  noticeIncomplete: ({ stage, whole }) => ['draft', 'reviewed'].includes(stage) && !whole,
  noticeReturned: ({ stage }) => stage === 'draft',
  receipt: ({ stage }) => ['signed', 'served'].includes(stage),
  inPerson: ({ stage }) => ['signed', 'served'].includes(stage),
  receiptOverdue: ({ stage }) => stage === 'issued',
  answerOverdue: ({ stage }) => stage === 'issued' || stage === 'received',
  reviewOverdue: ({ stage }) => stage === 'contested',
};

function standOf(state: CaseState): Parameters<Stand>[0] | undefined {
  if (state.kind === 'notice') return { stage: state.stage, whole: (state as NoticeState).missing.length === 0 };
  if (state.kind !== 'matter') return undefined;
  const stage = state.regions.paper ?? '';
  const inHand = stage === 'issued' && (state as MatterState).rungs.at(-1)?.receivedAt !== undefined;
  return { stage: inHand ? 'received' : stage, whole: true };
}

/**
 * Why a delivery need not go out any more; undefined if it must. Only what asks for an act is dropped, never a piece of news, and only if the
 * record has a verdict on that very deadline, or the paper has gone on.
 */
export function settledBefore({ delivery, event, state }: DeliveryFacts): string | undefined {
  if (state === undefined || delivery.channel !== 'mail') return undefined;
  const paper = standOf(state);
  if (paper && ASKED_OF_PAPERS[delivery.about]?.(paper) === false) return SETTLED;
  if (!ASKING.has(delivery.about)) return undefined;
  const effect = event.effects[delivery.nth];
  const id = effect?.do === 'notify' ? effect.clock : undefined;
  if (id === undefined || Object.hasOwn(state.clocks, id) || Object.hasOwn(state.overdue, id)) return undefined;
  if (Object.hasOwn(state.suspended, id)) return 'paused before sending';
  const ended = state.verdicts.some(({ duty, dueAt }) => duty === id && dueAt === delivery.params.dueAt);
  return ended ? SETTLED : undefined;
}

const SETTLED = 'settled before sending';
