import { type HandlerOf, moveItself } from '../carry-out.ts';
import type { CaseEvent, Command, Input, JsonObject, Terms } from '../case.ts';
import { type Draft, draftOf, finish } from '../draft.ts';
import type { PostRef } from '../effect.ts';
import { anchor, dutyClock, rulesOf, type Watched, withdrawDuty } from '../watch.ts';
import type { PayloadOf, RosterCommand } from './commands.ts';
import { ROSTER_ENDS, rosterChart } from './machine.ts';
import type { RosterState } from './state.ts';

export type RosterDraft = Draft<RosterState>;
export type Handler<Name extends RosterCommand> = HandlerOf<RosterState, PayloadOf<Name>>;

/** What a step starts from. */
export interface Context {
  readonly state: RosterState | undefined;
  readonly command: Command;
  readonly terms: Terms;
}

/** An entry knows no pause. */
export const watched: Watched = { applies: () => true, paused: () => false, pauses: () => [] };

/** An event that moves nothing yet. */
export function draftAs(
  state: RosterState | undefined,
  input: Input,
  terms: Terms,
  type: string,
  payload: JsonObject = {},
): RosterDraft {
  return draftOf<RosterState>('roster', rosterChart, state, input, terms, type, payload);
}

/** An event that the machine has taken. */
export function step({ state, command, terms }: Context, type: string, payload: JsonObject): RosterDraft {
  return moveItself(draftAs(state, command, terms, type, payload));
}

/** An event that is a named instant too. */
export function anchored(context: Context, type: string, payload: JsonObject, name: string): RosterDraft {
  const draft = step(context, type, payload);
  anchor(draft, watched, name, context.command.at);
  return draft;
}

/** Who holds a duty of an entry. */
export function holderOf(state: RosterState | undefined): (holder: string) => PostRef {
  return (holder) =>
    holder === 'unit' ? { post: 'unit.head', ...(state ? { organisation: state.unit } : {}) } : { post: holder };
}

/** What was still owed of an entry that is over is withdrawn. */
export function complete(draft: RosterDraft): CaseEvent {
  if (ROSTER_ENDS.has(draft.regions.main ?? ''))
    for (const rule of rulesOf(draft.terms.rules, 'roster'))
      if (dutyClock(draft, rule.id)) withdrawDuty(draft, rule.id);
  return finish(draft);
}

/** A paper of the committee for the unit; what stands on it comes from the record, the rest a person writes. */
export function toUnit(draft: RosterDraft, notice: string, unit: string, params: JsonObject = {}): void {
  draft.effects.push({
    do: 'issueNotice',
    notice,
    issuer: { post: 'street.safetyCommittee' },
    to: { post: 'unit.head', organisation: unit },
    params,
  });
}
