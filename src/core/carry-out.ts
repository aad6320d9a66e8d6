import type { Admitted } from './admit.ts';
import type { CaseEvent, CaseState, Command, Deciding, Outcome, Refusal, Terms } from './case.ts';
import { type Draft, move, NotLegalNow } from './draft.ts';
import { checkOrder } from './time-check.ts';

/** What a handler decides from: where the case stands, and an admitted command with its payload as the schema reads it. */
export interface Handling<State extends CaseState, Payload> {
  readonly state: State;
  readonly command: Command;
  readonly terms: Terms;
  readonly payload: Payload;
}

/** Decides one command: the event, still open, or a refusal. */
export type HandlerOf<State extends CaseState, Payload> = (
  handling: Handling<State, Payload>,
) => Draft<State> | Refusal | Deciding<Draft<State> | Refusal>;

/**
 * Has an admitted command decided by its handler and the event completed. What the machine does not allow here is the refusal that the
 * gate prepared; an act that lies before the beginning of what it ends is refused last.
 */
export function* carryOut<State extends CaseState>(
  { notNow }: Admitted,
  handle: () => ReturnType<HandlerOf<State, never>>,
  complete: (draft: Draft<State>) => CaseEvent,
): Deciding<Outcome> {
  try {
    const handled = handle();
    const done = Symbol.iterator in handled ? yield* handled : handled;
    if ('refused' in done) return done;
    const event = complete(done);
    return checkOrder(done) ?? event;
  } catch (error) {
    if (error instanceof NotLegalNow) return error.refusal ?? notNow();
    throw error;
  }
}

/** Moves the machine by the event's own type; throws what `carryOut` answers with a refusal if that is not legal here, or lies too early. */
export function moveItself<State extends CaseState>(
  draft: Draft<State>,
  onAction?: (type: string, params: { readonly [key: string]: unknown }) => void,
): Draft<State> {
  if (!move(draft, draft.type, onAction)) throw new NotLegalNow(draft.type);
  const early = checkOrder(draft);
  if (early) throw new NotLegalNow(draft.type, early);
  return draft;
}
