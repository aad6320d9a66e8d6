import { describe, expect, it } from 'vitest';
import { givenPayload } from '../../../src/core/draft.ts';
import { changedRules } from '../later-terms.ts';
import { newWorld, OFFICE, served, story } from '../office.ts';

/** A hazard reported, then graded with these facts. */
const graded = (facts: object, more: object = {}, world = newWorld()) =>
  story(
    [
      ...served('T2').slice(0, 1),
      {
        at: '2025-03-03 09:10',
        by: OFFICE,
        do: 'gradeHazard',
        with: { facts: { threatensLife: false, ...facts }, ...more },
      },
    ],
    undefined,
    world,
  );

describe('a grade that names a criterion', () => {
  it('is looked up in the catalogue of the case; what it says follows, and the event keeps text and ground', () => {
    const { last, hazard } = graded({ criterion: 'fire.6.4' });
    expect(hazard().tier).toBe('T1');
    expect(last.payload).toMatchObject({
      row: 't1-criteria',
      facts: { criterion: 'fire.6.4', matchesMajorCriteria: true },
      criterion: {
        catalogue: 'cn-2025',
        id: 'fire.6.4',
        industry: 'fire',
        tier: 'T1',
        text: expect.stringContaining('地下室'),
        basis: { tag: 'law', article: '6.4' },
      },
    });
  });

  it('gives the input back as it was entered', () => {
    expect(givenPayload(graded({ criterion: 'fire.6.4' }).last)).toEqual({
      facts: { threatensLife: false, criterion: 'fire.6.4' },
    });
  });

  it('is refused when the catalogue does not have it', () => {
    expect(graded({ criterion: 'fire.9' }).refused).toBe('criterion-unknown');
    expect(graded({ criterion: 'constructor' }).refused).toBe('criterion-unknown');
  });

  it('is refused when the yes-or-no says the contrary, and taken when it says the same', () => {
    const { refused, plans } = graded({ criterion: 'fire.6.4', matchesMajorCriteria: false });
    expect(refused).toBe('invalid');
    expect(plans.at(-1)?.refusal?.fields).toHaveProperty(['facts.matchesMajorCriteria']);
    expect(graded({ criterion: 'rental.charging', matchesMajorCriteria: true }).refused).toBe('invalid');
    expect(graded({ criterion: 'fire.6.4', matchesMajorCriteria: true }).refused).toBeUndefined();
  });

  it('of a lighter tier is no major one; it raises what the table would have proposed, never lowers it', () => {
    const light = graded({ criterion: 'rental.charging' });
    expect(light.last.payload).toMatchObject({ row: 't3', tier: 'T2', facts: { matchesMajorCriteria: false } });
    expect(light.last.payload).not.toHaveProperty('proposed');
    expect(graded({ criterion: 'rental.charging', needsStop: true }).hazard().tier).toBe('T1');
    expect(graded({ criterion: 'place.exitLocked' }).hazard().tier).toBe('T0');
  });

  it('may be departed from with a reason, and the proposal is kept', () => {
    expect(graded({ criterion: 'fire.6.4' }, { tier: 'T2' }).refused).toBe('reason-missing');
    expect(graded({ criterion: 'fire.6.4' }, { tier: 'T2', reason: '已搬空' }).last.payload).toMatchObject({
      tier: 'T2',
      proposed: 'T1',
    });
  });

  it('under a rule set without a catalogue stays what was written', () => {
    const world = newWorld({ rules: changedRules((set) => delete set.criteria) });
    const { last, refused } = graded({ criterion: '见附件第三条' }, {}, world);
    expect(refused).toBeUndefined();
    expect(last.payload).toMatchObject({ tier: 'T3', facts: { criterion: '见附件第三条' } });
    expect(last.payload).not.toHaveProperty('criterion');
    expect(last.payload.facts).not.toHaveProperty('matchesMajorCriteria');
  });
});
