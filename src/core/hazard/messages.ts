import type { Deciding, Input, Outcome, Terms } from '../case.ts';
import { draftOf, finish, move } from '../draft.ts';
import { FREEZE_MESSAGE, matterId } from '../names.ts';
import { dutyClock, fixDuty } from '../watch.ts';
import type { PayloadOf } from './commands.ts';
import { hazardChart } from './machine.ts';
import { report } from './report.ts';
import type { HazardState } from './state.ts';
import { rectifyRule, watchHazard } from './watched.ts';

/** Another case says something: a tip-off opens a hazard, a duplicate was merged into this one; the rest is noted. */
export function* onMessage(
  state: HazardState | undefined,
  input: Input & { input: 'message' },
  terms: Terms,
): Deciding<Outcome> {
  if (input.type === 'openHazard' && state === undefined) {
    const done = yield* report(input, terms, input.payload as unknown as PayloadOf<'reportHazard'>, 'tipoff');
    return 'refused' in done ? done : finish(done);
  }
  const draft = draftOf<HazardState>(
    'hazard',
    hazardChart,
    state,
    input,
    terms,
    input.type === 'duplicateMerged' ? 'DuplicateLinked' : 'MessageNoted',
    { ...input.payload, from: input.from, ...(input.type === 'duplicateMerged' ? {} : { message: input.type }) },
  );
  if (state && input.type === 'duplicateMerged' && move(draft, 'DuplicateLinked')) {
    const rectify = state.tier ? rectifyRule(draft, state.tier) : undefined;
    const duty = rectify ? dutyClock(draft, rectify.id) : undefined;
    const day = input.payload.lastDay;
    // The earlier of the two due days counts (handbook §15).
    if (rectify && duty && !duty.lapsed && typeof day === 'string' && duty.clock.lastDay && day < duty.clock.lastDay)
      fixDuty(draft, watchHazard(draft), rectify, duty.clock.start ?? input.at, day);
  }
  // Its matters are looked back at with it, the ended ones too.
  if (state && input.type === FREEZE_MESSAGE)
    for (const ladder of ['A', 'B'] as const)
      for (let nth = 1; nth <= state.matters[ladder].count; nth++)
        draft.effects.push({
          do: 'send',
          to: matterId(state.caseId, ladder, nth),
          kind: 'matter',
          message: FREEZE_MESSAGE,
          payload: { ...input.payload, accident: input.payload.accident ?? input.from },
        });
  return state ? finish(draft) : orphan(input);
}

/** A message to a hazard that never was can only come from a wrong number (a merge into a typing error): said, not swallowed. */
function orphan(input: Input & { input: 'message' }): never {
  throw new Error(`message ${input.type} of ${input.from} to ${input.caseId}, which does not exist`);
}
