import {
  type CaseId,
  type CaseKind,
  KIND_NAMES,
  type KindName,
  kinds,
  type Terms,
  type UnitFacts,
} from '../core/index.ts';
import type { HistoryEntry } from '../ledger/history.ts';
import { createWorld, type World } from '../simulator/world.ts';

/** An office on the virtual clock that remembers, for each fact, the state after it: what the ledger needs to take it over. */
export interface SimulatedPast {
  readonly world: World;
  readonly entries: readonly HistoryEntry[];
}

/** An empty past under these terms; `numberOf` numbers cases that another case opens. */
export function createPast(
  terms: Terms,
  units: { readonly [unit: string]: Omit<UnitFacts, 'unit'> },
  numberOf?: (by: CaseId) => CaseId,
): SimulatedPast {
  const entries: HistoryEntry[] = [];
  const remembering = rememberingKinds(entries);
  return {
    world: createWorld({ kinds: remembering, terms, units, ...(numberOf === undefined ? {} : { numberOf }) }),
    entries,
  };
}

/** The kinds of case, each fact of theirs written down in `entries`. */
export function rememberingKinds(entries: HistoryEntry[]): { readonly [Kind in KindName]: CaseKind } {
  return Object.fromEntries(KIND_NAMES.map((name) => [name, remember(kinds[name], entries)])) as unknown as {
    readonly [Kind in KindName]: CaseKind;
  };
}

// `plan` asks each kind for the tallies of every fact exactly once, sealed and with the state after it.
function remember(kind: CaseKind, entries: HistoryEntry[]): CaseKind {
  return {
    ...kind,
    tallies(event, state) {
      const tallies = kind.tallies(event, state);
      if ('hash' in event) entries.push({ event: event as HistoryEntry['event'], state, tallies });
      return tallies;
    },
  };
}
