import type { CaseId, Deciding, Input, JsonObject, Terms } from '../case.ts';
import { move } from '../draft.ts';
import type { Facts } from '../rules/condition.ts';
import { countedFacts, ladderOf, type MatterDraft } from './ladder.ts';
import { takeRung } from './paper.ts';
import type { Cause, MatterState } from './state.ts';
import { askCounts, draftAs, rearm } from './steps.ts';

/**
 * The message that opens a matter, or adds a cause to the open one (`lapsed`), whoever sends it. A hazard sends it to the matter in its own
 * name space (`matterId`), a recurring duty to the one of its subject, measure and month (`…-A1`, `…-B1`, so that each is one matter).
 *
 * What takes a cause away again: `lateEntry` (met in time after all), `causeMet` (met late: the work is there), `causeWithdrawn` (waived, or its
 * ground gone), each with `{ duties: the causes' rules }`; a matter whose last cause goes ends. `accepted` and `withdrawn` end it at once.
 * `paused`, `resumed` and `standingChanged` (another `{ tier, supervised }`) are the hazard's.
 */
export interface LapsedMessage {
  readonly ladder: 'A' | 'B';
  /** Who is to answer: `village` or `department` on ladder A, `unit` on ladder B. */
  readonly subject: MatterState['subject'];
  /** `rule` tells causes apart; `id` is the duty's case where a duty stands behind it (`kind`); days overdue count from `lastDay`. */
  readonly cause: Cause;
  readonly title: string;
  /** The unit it is about; empty: none. */
  readonly unit: string;
  /** The organisation that supervises: on ladder A the subject itself. */
  readonly organisation: string;
  readonly tier: string;
  readonly supervised: boolean;
  readonly paused?: true;
  /** What the event behind it makes known to the conditions of rungs. */
  readonly facts?: Facts;
  /** The rung with which it begins, approved by somebody. */
  readonly startRung?: number;
  /** Terms of the matter: those of the case that opens it. */
  readonly ruleSet: CaseId;
  readonly calendar: CaseId;
}

/** The matter opens, or gets another cause; a rung may be due at once if the rule says so. */
export function* openOrAdd(
  state: MatterState | undefined,
  input: Input,
  terms: Terms,
  said: Omit<LapsedMessage, 'ruleSet' | 'calendar'>,
): Deciding<MatterDraft> {
  const isNew = state === undefined || state.stage !== 'open';
  const { subject, cause, startRung } = said;
  const ladder = ladderOf({ terms }, said.ladder);
  const known = isNew ? [] : state.causes;
  const causes = known.some((one) => one.rule === cause.rule) ? known : [...known, cause];
  const counted = countedFacts(yield* askCounts({ caseId: input.caseId, subject }, input.at), input.at);
  const facts: Facts = { ...counted, ...said.facts };
  // An event that no lapse preceded brings the next rung at once: no overdue day will.
  const hurry = cause.event === true && !known.some((one) => one.rule === cause.rule);
  const draft = draftAs(state, input, terms, isNew ? 'MatterOpened' : 'CauseAdded', {
    ...(said as unknown as JsonObject),
    facts: { ...facts, ...(hurry ? { nextRungDue: true } : {}) } as JsonObject,
  });
  move(draft, isNew ? 'MatterOpened' : 'CauseAdded');
  const base: MatterState = {
    ...((isNew ? {} : state) as MatterState),
    ladder: ladder.id,
    subject,
    causes,
    rungs: isNew ? [] : state.rungs,
    facts: (isNew ? {} : state.facts) as MatterState['facts'],
    tier: said.tier,
    supervised: said.supervised,
    pauses: isNew ? [] : state.pauses,
    ladderPaused: isNew ? said.paused === true : state.ladderPaused,
    regions: draft.regions,
  };
  const start = startRung === undefined ? undefined : ladder.rungs[startRung - 1];
  const highest = Math.max(0, ...base.rungs.map((taken) => taken.rung));
  if (start && start.rung > highest) {
    // By an approved start (an event) the rungs below are left out by name; by a rule (two failed acceptances) they never were.
    if (hurry) draft.payload.skipped = ladder.rungs.slice(highest, start.rung - 1).map((one) => one.rung);
    const taken = takeRung(draft, start, subject, ladder.id);
    draft.payload.facts = { ...facts } as JsonObject;
    rearm(draft, base, { rungs: [...base.rungs, taken], facts, hurry: false });
  } else if (draft.regions.paper !== 'unsigned') rearm(draft, base, { facts, ...(hurry ? { hurry } : {}) });
  return draft;
}
