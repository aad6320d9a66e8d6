import type { ViewColumns } from '../../db/ledger-store.ts';
import type { CaseState, Clock } from '../core/case.ts';
import type { Instant } from '../core/instant.ts';
import { nextDue } from '../core/settle.ts';
import { isSecretPaper } from '../core/visibility.ts';

/** What lists and sweeps show of a state. Kinds say more under common names (`tier`, `title`, `unit`, `organisation`) if they have them. */
export function viewOf(state: CaseState): ViewColumns {
  return {
    stage: state.stage,
    tier: own(state, 'tier'),
    title: own(state, 'title') ?? state.caseId,
    // A paper that is kept from whom it is about belongs to nobody's place: lists and searches of a place do not find it.
    unit: isSecret(state) ? null : own(state, 'unit'),
    organisation: isSecret(state) ? null : own(state, 'organisation'),
    opener: state.opener ?? null,
    nextDue: nextDue(state) ?? null,
    dueAt: dueAt(state) ?? null,
    overdue: Object.keys(state.overdue).length > 0,
    closed: state.closed,
  };
}

function isSecret(state: CaseState): boolean {
  return state.kind === 'notice' && isSecretPaper(own(state, 'notice') ?? '');
}

/** The earliest day by which somebody owes something (a deadline or an answer, no reminder), running or lapsed unmet. */
function dueAt(state: CaseState): Instant | undefined {
  let first: Instant | undefined;
  const see = (clock: Clock) => {
    if (first === undefined || clock.dueAt < first) first = clock.dueAt;
  };
  for (const clock of Object.values(state.clocks)) if (clock.does === 'lapse' || clock.does === 'answer') see(clock);
  for (const clock of Object.values(state.overdue)) see(clock);
  return first;
}

function own(state: CaseState, name: string): string | null {
  const value: unknown = Object.hasOwn(state, name) ? state[name as keyof CaseState] : undefined;
  return typeof value === 'string' ? value : null;
}
