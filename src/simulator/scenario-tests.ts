import { kinds, type Terms } from '../core/index.ts';
import { type Run, simulate, VILLAGE } from './run.ts';
import type { Scenario } from './scenario.ts';

/** Scenarios on the virtual clock under these terms, in their order; each run says what it did not get of what it expects. */
export async function runScenarios(scenarios: readonly Scenario[], terms: Terms): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const scenario of scenarios) runs.push(await simulate(scenario, { kinds, terms, units: unitsOf(scenario) }));
  return runs;
}

/** The office of the scenarios: every unit that one of them names stands under the same village. */
function unitsOf(scenario: Scenario): { readonly [unit: string]: { readonly supervisor: string } } {
  const units = scenario.inputs.flatMap((input) =>
    typeof input.payload?.unit === 'string' ? [input.payload.unit] : [],
  );
  return Object.fromEntries(units.map((unit) => [unit, { supervisor: VILLAGE }]));
}
