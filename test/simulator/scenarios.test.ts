import { describe, expect, it } from 'vitest';
import { kinds } from '../../src/core/index.ts';
import { type Run, simulate } from '../../src/simulator/run.ts';
import { parseScenarios, type Scenario, ScenarioError } from '../../src/simulator/scenario.ts';
import { shipped, terms } from '../core/office.ts';

const units = { U1: { supervisor: 'V1' }, U2: { supervisor: 'V1' }, U3: { supervisor: 'V1' } };
const scenarios = parseScenarios(shipped('scenarios.json'));
const play = (scenario: Scenario): Promise<Run> => simulate(scenario, { kinds, terms, units });

/** Every change of one expectation of a scenario: each must be seen. */
function spoiled(scenario: Scenario): { readonly what: string; readonly scenario: Scenario }[] {
  const changes: { what: string; scenario: Scenario }[] = [];
  const copy = (what: string, change: (draft: Scenario) => void) => {
    const draft = structuredClone(scenario);
    change(draft);
    changes.push({ what, scenario: draft });
  };
  const otherDay = (text: string) => (text.length > 10 ? text.replace(/T\d\d/, 'T03') : text.replace(/^\d{4}/, '2031'));
  for (const [n, input] of scenario.inputs.entries()) {
    for (const [key, value] of Object.entries(input.expect ?? {})) {
      // The file names the new case itself; a wrong name shows in what follows, not here.
      if (key === 'opensCase') continue;
      if (key === 'clocks') {
        for (const id of Object.keys(value as object))
          copy(`step ${n + 1} clock ${id}`, (draft) => {
            const clocks = draft.inputs[n]?.expect?.clocks as Record<string, string>;
            clocks[id] = otherDay(clocks[id] ?? '');
          });
      } else
        copy(`step ${n + 1} ${key}`, (draft) => {
          Object.assign(draft.inputs[n]?.expect ?? {}, {
            [key]:
              typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1 : `${String(value)}-other`,
          });
        });
    }
    if (!input.expect?.refused)
      copy(`step ${n + 1} accepted`, (draft) => {
        Object.assign(draft.inputs[n] as object, { expect: { ...input.expect, refused: 'invalid' } });
      });
  }
  for (const [n, fire] of (scenario.fires ?? []).entries()) {
    copy(`fire ${n + 1} at`, (draft) => {
      Object.assign(draft.fires?.[n] ?? {}, { at: otherDay(fire.at) });
    });
    if (fire.what === 'lapse' || (fire.what === 'rungDue' && fire.ladder === 'A'))
      copy(`fire ${n + 1} left out`, (draft) => {
        draft.fires?.splice(n, 1);
      });
    if (fire.step !== undefined)
      copy(`fire ${n + 1} step`, (draft) => {
        Object.assign(draft.fires?.[n] ?? {}, { step: 'other' });
      });
    if (fire.rung !== undefined)
      copy(`fire ${n + 1} rung`, (draft) => {
        Object.assign(draft.fires?.[n] ?? {}, { rung: 9 });
      });
  }
  const { final } = scenario;
  if (final.stage)
    copy('final stage', (draft) => {
      draft.final.stage = 'dismissed';
    });
  if (final.lapses !== undefined)
    copy('final lapses', (draft) => {
      draft.final.lapses = (final.lapses ?? 0) + 1;
    });
  for (const [n, { result }] of (final.verdicts ?? []).entries())
    copy(`final verdict ${n + 1}`, (draft) => {
      Object.assign(draft.final.verdicts?.[n] ?? {}, { result: result === 'missed' ? 'met' : 'missed' });
    });
  for (const key of Object.keys(final.attribution ?? {}))
    copy(`final attribution ${key}`, (draft) => {
      Object.assign(draft.final.attribution ?? {}, { [key]: 99 });
    });
  for (const key of ['pausedDays', 'failedAcceptances', 'identityLeaks'] as const)
    if (final[key] !== undefined)
      copy(`final ${key}`, (draft) => {
        draft.final[key] = (final[key] ?? 0) + 1;
      });
  for (const [n] of (final.ladder ?? []).entries())
    copy(`final ladder ${n + 1}`, (draft) => {
      Object.assign(draft.final.ladder?.[n] ?? {}, { highest: 9 });
    });
  if (final.flags)
    copy('final flags', (draft) => {
      draft.final.flags = ['lift-request-late'];
    });
  if (final.notices)
    copy('final notices', (draft) => {
      draft.final.notices = ['closingProposal'];
    });
  for (const [n] of (final.linked ?? []).entries())
    copy(`final link ${n + 1}`, (draft) => {
      (draft.final.linked?.[n] as string[])[2] = 'H9';
    });
  return changes;
}

describe('the scenarios of the field hold on the virtual clock', () => {
  it('none of the twelve given ones, the handbook’s detours and those of the later measures is lost', () =>
    expect(scenarios.length).toBeGreaterThanOrEqual(25));

  for (const scenario of scenarios) {
    it(`${scenario.id}: ${scenario.title}`, async () => {
      expect((await play(scenario)).differences).toEqual([]);
    });
  }
});

describe('a changed expectation is seen', () => {
  for (const scenario of scenarios) {
    it(`${scenario.id}: each expectation, spoiled one at a time`, async () => {
      const changes = spoiled(scenario);
      expect(changes.length).toBeGreaterThan(5);
      const unseen: string[] = [];
      for (const { what, scenario: other } of changes)
        if ((await play(other)).differences.length === 0) unseen.push(what);
      expect(unseen).toEqual([]);
    });
  }
});

describe('a scenario that is played twice', () => {
  it('gives the same bytes', async () => {
    for (const scenario of scenarios) expect((await play(scenario)).events).toEqual((await play(scenario)).events);
  });
});

describe('a scenario file that cannot be read', () => {
  const spoil = (change: (file: { scenarios: Record<string, unknown>[] }) => void) => {
    const file = shipped('scenarios.json') as { scenarios: Record<string, unknown>[] };
    change(file);
    return () => parseScenarios(file);
  };
  it.each([
    ['no file at all', () => parseScenarios(null)],
    ['another format', spoil((file) => Object.assign(file, { schema: 'v0' }))],
    ['no scenario', spoil((file) => Object.assign(file, { scenarios: [] }))],
    ['a field that nobody reads', spoil((file) => Object.assign(file.scenarios[0] ?? {}, { finals: {} }))],
    [
      'an instant without zone',
      spoil((file) => {
        const [first] = (file.scenarios[0]?.inputs ?? []) as object[];
        Object.assign(first ?? {}, { at: '2025-03-03T09:00:00' });
      }),
    ],
  ])('%s: a typed error in Chinese', (_, read) => {
    expect(read).toThrow(ScenarioError);
    expect(read).toThrow(/场景文件有误：/);
  });
});
