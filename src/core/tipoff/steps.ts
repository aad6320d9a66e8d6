import { type HandlerOf, moveItself } from '../carry-out.ts';
import type { CaseEvent, Command, Input, JsonObject, Terms } from '../case.ts';
import { type Draft, draftOf, finish } from '../draft.ts';
import type { PostRef } from '../effect.ts';
import { tell } from '../lapse.ts';
import { anchor, dutyClock, rulesOf, type Watched, withdrawDuty } from '../watch.ts';
import type { PayloadOf, TipoffCommand } from './commands.ts';
import { tipoffChart } from './machine.ts';
import type { TipoffState } from './state.ts';

export type TipoffDraft = Draft<TipoffState>;
export type Handler<Name extends TipoffCommand> = HandlerOf<TipoffState, PayloadOf<Name>>;

/** What a step starts from. */
export interface Context {
  readonly state: TipoffState | undefined;
  readonly command: Command;
  readonly terms: Terms;
}

/** A tip-off knows no pause. */
export const watched: Watched = { applies: () => true, paused: () => false, pauses: () => [] };

/** An event that moves nothing yet. */
export function draftAs(
  state: TipoffState | undefined,
  input: Input,
  terms: Terms,
  type: string,
  payload: JsonObject = {},
): TipoffDraft {
  return draftOf<TipoffState>('tipoff', tipoffChart, state, input, terms, type, payload);
}

/** An event that the machine has taken. */
export function step({ state, command, terms }: Context, type: string, payload: JsonObject): TipoffDraft {
  return moveItself(draftAs(state, command, terms, type, payload));
}

/** An event that is a named instant too: duties begin and end with it. */
export function anchored(context: Context, type: string, payload: JsonObject, name: string): TipoffDraft {
  const draft = step(context, type, payload);
  anchor(draft, watched, name, context.command.at);
  return draft;
}

/** What was still owed of a tip-off that is over, or that another one speaks for, is withdrawn. */
export function complete(draft: TipoffDraft): CaseEvent {
  if (draft.regions.main === 'closed' || draft.regions.main === 'joined')
    for (const rule of rulesOf(draft.terms.rules, 'tipoff'))
      if (dutyClock(draft, rule.id)) withdrawDuty(draft, rule.id);
  return finish(draft);
}

/** The reporter has no post: what is due from him is shown under his receipt code, and the office is told. */
export function holderOf(state: TipoffState | undefined): (holder: string) => PostRef {
  return (holder) =>
    holder === 'tipoff.handler'
      ? { post: state?.handler ?? 'street.safetyOffice' }
      : holder === 'tipoff.reporter'
        ? { post: 'street.safetyOffice' }
        : { post: holder };
}

/** What the reporter does by himself, at any hour, is told to whoever has his case: nobody else is there to notice it. */
export function tellNews(draft: TipoffDraft, what: string): void {
  if (draft.input.input !== 'command' || draft.input.actor.post !== 'public') return;
  tell(draft, 'tipoffNews', { post: draft.state?.handler ?? 'street.safetyOffice' }, undefined, undefined, { what });
}

/** A paper for the reporter: it goes to the handler, who alone can pass it on, and bears the number of the case, never the receipt code. */
export function toReporter(draft: TipoffDraft, notice: string): void {
  draft.effects.push({
    do: 'issueNotice',
    notice,
    issuer: { post: 'street.safetyOffice' },
    to: { post: draft.state?.handler ?? 'street.safetyOffice' },
    params: { for: 'reporter', code: draft.input.caseId },
  });
}

/** Tells other tip-offs of the same matter something. */
export function tellJoined(
  draft: TipoffDraft,
  to: readonly string[],
  message: 'tipoffAnswered' | 'firstGone',
  payload: JsonObject,
): void {
  for (const caseId of to) draft.effects.push({ do: 'send', to: caseId, kind: 'tipoff', message, payload });
}
