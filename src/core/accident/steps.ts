import { type HandlerOf, moveItself } from '../carry-out.ts';
import type { CaseEvent, Command, Input, JsonObject, Terms } from '../case.ts';
import { closePauses } from '../deadline/pause.ts';
import { type Draft, draftOf, finish } from '../draft.ts';
import type { PostRef } from '../effect.ts';
import { anchor, dutyClock, endsOn, rulesOf, type Watched, withdrawDuty } from '../watch.ts';
import type { AccidentCommand, PayloadOf } from './commands.ts';
import { ACCIDENT_ENDS, accidentChart } from './machine.ts';
import type { AccidentState } from './state.ts';

export type AccidentDraft = Draft<AccidentState>;
export type Handler<Name extends AccidentCommand> = HandlerOf<AccidentState, PayloadOf<Name>>;
export type Handlers = { readonly [Name in AccidentCommand]?: Handler<Name> };

/** What a step starts from. */
export interface Context {
  readonly state: AccidentState | undefined;
  readonly command: Command;
  readonly terms: Terms;
}

/** An event that moves nothing yet. */
export function draftAs(
  state: AccidentState | undefined,
  input: Input,
  terms: Terms,
  type: string,
  payload: JsonObject = {},
): AccidentDraft {
  return draftOf<AccidentState>('accident', accidentChart, state, input, terms, type, payload);
}

/** An event that the machine has taken. */
export function step({ state, command, terms }: Context, type: string, payload: JsonObject): AccidentDraft {
  return moveItself(draftAs(state, command, terms, type, payload));
}

/** An event that is a named instant too. */
export function anchored(context: Context, type: string, payload: JsonObject, name: string): AccidentDraft {
  const draft = step(context, type, payload);
  anchor(draft, watchAccident(draft), name, context.command.at);
  return draft;
}

/** The days of a technical appraisal do not count for the investigation (国务院令第493号 Art. 27); everything else runs on. */
export function watchAccident(
  draft: AccidentDraft,
  pauses: AccidentState['pauses'] = draft.state?.pauses ?? [],
): Watched {
  const isInvestigation = (rule: Parameters<Watched['paused']>[0]) => endsOn(rule, 'investigationReported');
  return {
    applies: () => true,
    paused: (rule) => isInvestigation(rule) && draft.regions.appraisal === 'running',
    pauses: (rule, until) => {
      if (!isInvestigation(rule)) return [];
      return until === undefined ? pauses.filter((pause) => pause.to !== undefined) : closePauses(pauses, until);
    },
  };
}

/** Who holds a duty of an accident: the unit, the street's office, the district, whoever got the clue. */
export function holderOf(state: AccidentState | undefined): (holder: string) => PostRef {
  return (holder) => {
    switch (holder) {
      case 'unit':
        return { post: 'unit.head', ...(state ? { organisation: state.unit } : {}) };
      case 'street':
        return { post: 'street.safetyOffice' };
      case 'district':
        return { post: 'district.safetyOffice' };
      case 'transfer.receiver':
        return { post: state?.clueReceiver ?? 'district.discipline' };
      default:
        return { post: holder };
    }
  };
}

/** What was still owed of an accident that is over is withdrawn, but for the receipt of a clue: who has it is asked on. */
export function complete(draft: AccidentDraft): CaseEvent {
  if (ACCIDENT_ENDS.has(draft.regions.main ?? ''))
    for (const rule of rulesOf(draft.terms.rules, 'accident'))
      if (!endsOn(rule, 'transferReceived') && dutyClock(draft, rule.id)) withdrawDuty(draft, rule.id);
  return finish(draft);
}
