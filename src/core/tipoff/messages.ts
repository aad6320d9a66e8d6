import type { CaseEvent, Input, Terms } from '../case.ts';
import { finish, move } from '../draft.ts';
import { anchor } from '../watch.ts';
import type { TipoffState } from './state.ts';
import { complete, draftAs, tellJoined, toReporter, watched } from './steps.ts';

type Message = Input & { readonly input: 'message' };

/** Another tip-off of the same matter says something: it joins this one, has been answered, or is gone. */
export function onMessage(state: TipoffState | undefined, input: Message, terms: Terms): CaseEvent {
  const noted = () => finish(draftAs(state, input, terms, 'MessageNoted', { message: input.type }));
  if (state === undefined)
    throw new Error(`message ${input.type} of ${input.from} to ${input.caseId}, which does not exist`);
  switch (input.type) {
    case 'duplicateTipoff':
      return duplicate(state, input, terms);
    case 'tipoffAnswered':
      return state.stage === 'joined' ? answered(state, input, terms) : noted();
    case 'firstGone':
      return state.stage === 'joined' ? revived(state, input, terms) : noted();
    default:
      return noted();
  }
}

/** A later one joins: it hears the answer when there is one, at once if there is one already; if this one is gone or joins it in its turn, it goes on alone. */
function duplicate(state: TipoffState, input: Message, terms: Terms): CaseEvent {
  const draft = draftAs(state, input, terms, 'DuplicateJoined', { from: input.from });
  const isOver = !move(draft, 'DuplicateJoined');
  if (isOver) draft.type = 'MessageNoted';
  if (isOver) draft.payload.message = input.type;
  if (state.anchors.tipoffAnswered !== undefined)
    tellJoined(draft, [input.from], 'tipoffAnswered', { result: state.result ?? '' });
  else if (isOver || state.into === input.from) tellJoined(draft, [input.from], 'firstGone', { from: state.caseId });
  return finish(draft);
}

function answered(state: TipoffState, input: Message, terms: Terms): CaseEvent {
  const draft = draftAs(state, input, terms, 'AnswerShared', { result: input.payload.result, from: input.from });
  move(draft, 'AnswerShared');
  toReporter(draft, 'tipoffAnswer');
  tellJoined(draft, state.joined ?? [], 'tipoffAnswered', { result: input.payload.result });
  return complete(draft);
}

/** The first one was withdrawn or is not ours after all: this report is looked at for itself, with periods of its own. */
function revived(state: TipoffState, input: Message, terms: Terms): CaseEvent {
  const draft = draftAs(state, input, terms, 'TipoffRevived', { from: input.from });
  move(draft, 'TipoffRevived');
  anchor(draft, watched, 'tipoffReceived', input.at);
  return finish(draft);
}
