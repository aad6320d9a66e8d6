import type { CaseState, Deciding, Json, JsonObject } from '../case.ts';
import type { Draft } from '../draft.ts';
import { holderWord } from '../duty/holder.ts';
import { dutiesFed, dutiesProven, type Entry, type FedDuty, type Proven } from './feeds.ts';
import type { RecordState } from './state.ts';

type RecordDraft = Draft<RecordState>;
type Kept = RecordState['duties'];

/**
 * Tells the duties that an entry keeps going: those that it now needs are opened, those whose bearer or day moved are told, those that it needs no
 * more (or all, when `entry` is gone) are ended. What it keeps going is recorded in the event.
 */
export function keepDuties(draft: RecordDraft, entry: Entry | undefined, before: Kept): void {
  const fed = entry ? dutiesFed(entry, draft.terms) : [];
  for (const one of fed) {
    const known = before.find(({ duty }) => duty === one.duty);
    if (!known) send(draft, one.duty, 'openDuty', openingOf(draft, one));
    else {
      if (known.bearer !== holderWord(one.bearer))
        send(draft, one.duty, 'bearerChanged', {
          bearer: { ...one.bearer },
          ...(one.organisation === undefined ? {} : { organisation: one.organisation }),
        });
      tellRunning(draft, one);
    }
  }
  for (const gone of before.filter(({ duty }) => !fed.some((one) => one.duty === duty)))
    send(draft, gone.duty, 'endDuty', { reason: String(draft.payload.reason ?? '登记件变更') });
  const kept = fed.map(({ duty, rule, bearer }) => ({ rule: rule.id, duty, bearer: holderWord(bearer) }));
  if (kept.length > 0 || before.length > 0) draft.payload.duties = kept as unknown as Json;
}

/** A duty that follows a day of the entry hears of it when it moves. */
function tellRunning(draft: RecordDraft, { duty, rule, day }: FedDuty): void {
  if (!('onDayOf' in rule.recurs) || day === undefined) return;
  const field = rule.recurs.onDayOf.split('.')[1] ?? '';
  const changes = draft.payload.changes as JsonObject | undefined;
  if (changes === undefined || changes[field] !== undefined) send(draft, duty, 'dayMoved', { day, at: draft.input.at });
}

function openingOf(draft: RecordDraft, fed: FedDuty): JsonObject {
  const { rule, bearer, subject, organisation, unit, day } = fed;
  return {
    rule: rule.id,
    bearer: { ...bearer },
    subject: { ...subject },
    ...(organisation === undefined ? {} : { organisation }),
    ...(unit === undefined ? {} : { unit }),
    ...(day === undefined ? {} : { day }),
    ruleSet: draft.terms.rules.id,
    calendar: draft.terms.calendar.id,
  };
}

/** Rounds of which the entry is the proof are told that they were done, and when. */
export function* proveRounds(draft: RecordDraft, entry: Entry): Deciding<void> {
  for (const proven of dutiesProven(entry, draft.terms)) {
    if (!(yield* runs(proven, entry))) continue;
    const round = entry.fields.round;
    send(draft, proven.duty, 'evidence', {
      at: draft.input.at,
      what: String(entry.fields[entry.register.title] ?? entry.register.label),
      ...(typeof round === 'string' ? { round } : {}),
    });
  }
}

/**
 * Whether a duty runs. One that an entry keeps going does if that entry says so: the entry stands in the ledger at once, while the duty may not
 * have read its message yet. One that the office opened is asked itself.
 */
export function* runs({ duty, rule, subject }: Proven, { entries }: Entry): Deciding<boolean> {
  if (rule.opens) {
    const owner = entries[subject];
    const state = owner === undefined ? undefined : ((yield { ask: 'case', caseId: owner }) as CaseState | undefined);
    if (state?.kind !== 'record' || state.stage !== 'inForce') return false;
    return (state as RecordState).duties.some((one) => one.duty === duty);
  }
  const state = (yield { ask: 'case', caseId: duty }) as CaseState | undefined;
  return state?.kind === 'duty' && state.stage !== 'ended';
}

function send(draft: RecordDraft, to: string, message: string, payload: JsonObject): void {
  draft.effects.push({ do: 'send', to, kind: 'duty', message, payload });
}
