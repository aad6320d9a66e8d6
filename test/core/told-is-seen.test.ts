import { describe, expect, it } from 'vitest';
import { advance, type CaseState, kinds, type SealedEvent } from '../../src/core/index.ts';
import { covers, eventsSeen, scopeOfPosts } from '../../src/core/visibility.ts';
import { viewOf } from '../../src/ledger/view.ts';
import { simulate } from '../../src/simulator/run.ts';
import { parseScenarios } from '../../src/simulator/scenario.ts';
import { shipped, terms } from './office.ts';

// Mails say what the rule that ordered them says; so nobody may be told by mail of a case that he would not be shown, nor earlier than he is shown it.

const units = { U1: { supervisor: 'V1' }, U2: { supervisor: 'V1' }, U3: { supervisor: 'V1' } };

/** Who is told: post, about what, of which kind of case, where he would not see it. */
async function toldAndNotShown(): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const scenario of parseScenarios(shipped('scenarios.json'))) {
    const { events } = await simulate(scenario, { kinds, terms, units });
    const cases = new Map<string, { state: CaseState | undefined; events: SealedEvent[] }>();
    for (const event of events) {
      const known = cases.get(event.caseId) ?? { state: undefined, events: [] };
      const { state, effects } = advance(known.state, event);
      cases.set(event.caseId, { state, events: [...known.events, event] });
      const { unit, organisation, opener, stage } = viewOf(state);
      const row = {
        ...{ caseId: event.caseId, kind: event.kind, stage, unit: unit ?? undefined },
        ...{ organisation: organisation ?? undefined, opener: opener ?? undefined },
      };
      for (const effect of effects) {
        if (effect.do !== 'notify') continue;
        const scope = scopeOfPosts([effect.to], false);
        const isShown =
          covers(scope, row) && eventsSeen(scope, event.kind, [...known.events, event]) === known.events.length + 1;
        if (!isShown) found.add(`${effect.to.post} of ${event.kind}: ${effect.about}`);
      }
    }
  }
  return [...found].sort();
}

/** What is told on purpose without the case: that it happened, or what is asked of a department; the rest is the street's. */
const MEANT = ['department.head of roster: rosterConstraint', 'village.head of accident: accident'];

describe('a mail', () => {
  it('tells nobody of a case that he is not shown, with two exceptions that are meant', async () => {
    expect(await toldAndNotShown()).toEqual(MEANT);
  });
});
