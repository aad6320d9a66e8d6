import { describe, expect, it } from 'vitest';
import { verifyChain } from '../../src/core/log/chain.ts';
import { generated } from './generated.ts';

const one = generated(1, 4_000);

describe('a generated year of an office', () => {
  it('is the same for the same seed, byte for byte, and another for another', () => {
    expect(generated(1, 4_000).log.map((event) => event.hash)).toEqual(one.log.map((event) => event.hash));
    expect(generated(2, 4_000).log.map((event) => event.hash)).not.toEqual(one.log.map((event) => event.hash));
  });

  it('has about as many events as asked for, in order of recording, in whole chains', () => {
    expect(one.log.length).toBe(one.events);
    expect(Math.abs(one.events - 4_000)).toBeLessThan(800);
    for (const [i, event] of one.log.entries())
      expect(event.recordedAt >= (one.log[i - 1]?.recordedAt ?? '')).toBe(true);
    const cases = Map.groupBy(one.log, (event) => event.caseId);
    expect(cases.size).toBe(one.cases);
    for (const events of cases.values()) expect(verifyChain(events)).toMatchObject({ ok: true });
  });

  it('is refused almost nothing, and holds what an office meets with', () => {
    expect(one.refused.length).toBeLessThan(one.events / 500);
    const types = new Set(one.log.map((event) => `${event.kind}.${event.type}`));
    for (const type of [
      'hazard.DeadlineLapsed',
      'hazard.HazardClosedOut',
      'hazard.AcceptanceFailed',
      'hazard.ExtensionGranted',
      'hazard.SupervisionLifted',
      'hazard.TransferReceived',
      'hazard.CasePaused',
      'hazard.HazardDismissed',
      'matter.NoticeSigned',
      'matter.AnswerPoor',
      'matter.InterviewHeld',
      'tipoff.RewardPaid',
      'tipoff.HazardOpened',
    ])
      expect(types).toContain(type);
    expect(one.log.some((event) => event.command !== undefined && event.at < event.recordedAt)).toBe(true);
  });
});
