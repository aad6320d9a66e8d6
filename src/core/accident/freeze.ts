import type { Deciding, RelatedCase } from '../case.ts';
import { momentOf } from '../draft.ts';
import { addDays, type Day, dayOf, type Instant, startOfDay } from '../instant.ts';
import { FREEZE_MESSAGE } from '../names.ts';
import type { AccidentRules } from '../rules/accident-rules.ts';
import type { AccidentDraft } from './steps.ts';

/** What is looked back at; papers, tip-offs and entries of registers have no clock that anybody missed. */
const KINDS = ['hazard', 'matter', 'duty'] as const;
/** Cases told in one event: an event is 64 kB at most, and each of them is a message in it. */
const LOT = 150;

/** Whose cases are put under the mark, and since when. */
export interface Scope {
  readonly unit: string;
  /** Village, and the department that supervises or leads. */
  readonly organisations: readonly string[];
  readonly from: Instant;
  readonly until: Instant;
}

/** The first day that is looked back to. */
function sinceDay(until: Instant, { freezes }: AccidentRules): Day {
  const { value, unit } = freezes;
  return addDays(dayOf(until), -(unit === 'month' ? Math.round(value * 30.4375) : value));
}

/** The scope of an accident that is registered at this instant. */
export function scopeOf(unit: string, organisations: readonly string[], at: Instant, rules: AccidentRules): Scope {
  const named = [...new Set(organisations.filter((one) => one !== ''))];
  return { unit, organisations: named, from: startOfDay(sinceDay(at, rules)), until: at };
}

/**
 * Puts the next lot of cases under the mark (冻结标记): each is told by a message. Nothing of theirs is stopped; what is entered from now on shows
 * that it was entered after the accident. If there may be more, a clock brings the next lot at once.
 */
export function* freezeNext(draft: AccidentDraft, scope: Scope, lot: number): Deciding<void> {
  const after = draft.state?.lastFrozen ?? '';
  const asked = { ask: 'related', kinds: KINDS, ...scope, after, limit: LOT, except: draft.input.caseId } as const;
  const found = (yield asked) as readonly RelatedCase[];
  draft.payload.frozen = found.map(({ caseId }) => caseId);
  for (const { caseId, kind } of found)
    draft.effects.push({
      do: 'send',
      to: caseId,
      kind,
      message: FREEZE_MESSAGE,
      payload: { registeredAt: scope.until },
    });
  if (found.length < LOT) return;
  const id = `freeze/${lot + 1}`;
  draft.set.set(id, { id, dueAt: momentOf(draft.input), does: 'begin', rule: 'accident.freeze', nth: lot + 1 });
}
