import type { Deciding, Input, Terms, UnitFacts } from '../case.ts';
import { draftOf } from '../draft.ts';
import { ruleOf, tell } from '../lapse.ts';
import { refuse } from '../refusal.ts';
import { anchor } from '../watch.ts';
import type { PayloadOf } from './commands.ts';
import { hazardChart } from './machine.ts';
import type { HazardState } from './state.ts';
import type { Done, Handlers } from './steps.ts';
import { watchHazard } from './watched.ts';

/** A hazard is born. */
export const REPORT = {
  *reportHazard({ command, terms, payload }) {
    if (payload.found > command.at) return refuse('invalid', { fields: { found: '发现时间不能晚于登记时间' } });
    return yield* report(
      command,
      terms,
      payload,
      command.actor.post.startsWith('unit.')
        ? 'selfCheck'
        : command.actor.post === 'expert' || command.actor.post === 'insurer' || command.actor.post === 'device'
          ? command.actor.post
          : 'inspection',
    );
  },
} satisfies Handlers;

/** A hazard is born: by a report, from a tip-off, from a device. */
export function* report(
  input: Input,
  terms: Terms,
  payload: PayloadOf<'reportHazard'>,
  source: string,
): Deciding<Done> {
  const known = (yield { ask: 'unit', unit: payload.unit }) as UnitFacts | undefined;
  const actor = input.input === 'command' ? input.actor : undefined;
  const draft = draftOf<HazardState>('hazard', hazardChart, undefined, input, terms, 'HazardReported', {
    ...payload,
    source,
    supervisor: payload.supervisor ?? known?.supervisor ?? actor?.organisation ?? '',
    ...(known?.supervisorKind === 'department' && !payload.supervisor ? { supervisorKind: 'department' } : {}),
    ...(known?.industry ? { industry: known.industry } : {}),
    ...(known?.size ? { size: known.size } : {}),
    reporter:
      source === 'tipoff'
        ? { post: 'street.safetyOffice' }
        : {
            post: actor?.post ?? 'street.safetyOffice',
            ...(actor?.organisation ? { organisation: actor.organisation } : {}),
          },
    ...(payload.threatensLife ? { tier: 'T0' } : {}),
  });
  const watched = watchHazard(draft, { tier: payload.threatensLife ? 'T0' : undefined });
  anchor(draft, watched, 'found', payload.found);
  anchor(draft, watched, 'reported', input.at);
  const register = draft.verdicts.find((verdict) => verdict.result === 'late');
  // Registered too late: the clock started and ended in one event, so its consequence is part of it.
  if (register)
    for (const act of ruleOf(terms.rules, register.duty).onLapse)
      if (act.do === 'notify')
        for (const post of act.posts) tell(draft, 'lapse', { post, organisation: String(draft.payload.supervisor) });
  if (payload.threatensLife) tell(draft, 'imminent', { post: 'street.safetyOffice' });
  return draft;
}
