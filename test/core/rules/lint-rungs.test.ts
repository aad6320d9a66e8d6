import { describe, expect, it } from 'vitest';
import { loadRuleSet } from '../../../src/core/index.ts';
import { lintRuleSet } from '../../../src/core/rules/lint.ts';
import { shipped } from '../office.ts';

interface Draft {
  deadlines: { id: string }[];
  ladders: { rungs: Record<string, unknown>[] }[];
  extension: Record<string, Record<string, unknown>>;
}

/** Findings of the default rule set with one change, at paths that the change touches. */
function found(change: (draft: Draft) => void): string[] {
  const json = shipped('rules.default.json');
  change(json as unknown as Draft);
  const before = new Set(codes(shipped('rules.default.json')));
  return codes(json).filter((one) => !before.has(one));
}
const codes = (json: unknown) => lintRuleSet(loadRuleSet(json)).map(({ path, code }) => `${path} ${code}`);
const rung = (draft: Draft, n: number) => draft.ladders[0]?.rungs[n] ?? {};

describe('what a rung says that nobody would read', () => {
  it.each<[string, (draft: Draft) => void, string]>([
    [
      'a limit of postponement on a paper that is no interview',
      (draft) => Object.assign(rung(draft, 1), { postponement: { most: 1, within: { value: 3, unit: 'workingDay' } } }),
      'ladders.0.rungs.1.postponement setting-unread',
    ],
    [
      'a notice ahead of a paper that is no interview',
      (draft) => Object.assign(rung(draft, 1), { noticeAhead: { value: 3, unit: 'workingDay' } }),
      'ladders.0.rungs.1.noticeAhead setting-unread',
    ],
    [
      'the outcome of a paper that stays in the street',
      (draft) => Object.assign(rung(draft, 2), { result: 'theirs' }),
      'ladders.0.rungs.2.result setting-unread',
    ],
    [
      'a start that never holds',
      (draft) => Object.assign(rung(draft, 4), { startsWhen: 'accident && !accident' }),
      'ladders.0.rungs.4.startsWhen condition-never-true',
    ],
    [
      'a start that always holds',
      (draft) => Object.assign(rung(draft, 4), { startsWhen: 'accident || !accident' }),
      'ladders.0.rungs.4.startsWhen condition-always-true',
    ],
    [
      'a reading of a period that is not there',
      (draft) => {
        delete draft.extension.T2?.requestBefore;
      },
      'extension.T2.window setting-unread',
    ],
    [
      'an answer to a paper that goes to the district',
      (draft) => Object.assign(rung(draft, 5), { answerWithin: { value: 5, unit: 'workingDay' } }),
      'ladders.0.rungs.5.answerWithin setting-unread',
    ],
    [
      'another period for the report than its rule has',
      (draft) => Object.assign(rung(draft, 4), { answerWithin: { value: 3, unit: 'workingDay' } }),
      'ladders.0.rungs.4.answerWithin report-period',
    ],
    [
      'a period for a report that no rule knows',
      (draft) => {
        draft.deadlines = draft.deadlines.filter((rule) => rule.id !== 'interview.report');
      },
      'ladders.0.rungs.4.answerWithin setting-unread',
    ],
  ])('%s', (_, change, expected) => {
    expect(found(change)).toContain(expected);
  });
});
