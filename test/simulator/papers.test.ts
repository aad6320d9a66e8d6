import { describe, expect, it } from 'vitest';
import { kinds, type MatterState, type NoticeState, type SealedEvent } from '../../src/core/index.ts';
import { historyOf } from '../../src/simulator/recorded-history.ts';
import { playSide } from '../../src/simulator/what-if-side.ts';
import { draftOf, ENGINE, madeOf, PAPER, paper, SIGNED } from '../core/notice/paper-stories.ts';
import { later, newWorld, served, story, terms, units } from '../core/office.ts';

const play = (events: readonly SealedEvent[], rules: Parameters<typeof playSide>[0]['rules']) =>
  playSide({ kinds, history: historyOf(events), rules, units, until: '2025-04-01T00:00:00+08:00' });

/** A hazard that lapses, whose matter’s prompt was served and received. */
function lapsed() {
  const told = story(served('T3'), '2025-03-13 12:00');
  const matter = told.matter();
  const event = told.world
    .events('H1-A1')
    .find((one) => one.effects.some((effect) => effect.do === 'issueNotice')) as SealedEvent;
  const id = `H1-A1-N${event.seq}.${event.effects.findIndex((effect) => effect.do === 'issueNotice')}`;
  const draft = draftOf({
    notice: 'prompt',
    title: '提示函',
    issuer: { post: 'street.safetyOffice' },
    to: { post: 'village.deputyHead', organisation: 'V1' },
    copies: [],
    signature: 'none',
    rung: 1,
    ordered: { seq: event.seq, nth: 0, at: event.at, type: event.type },
  });
  expect(matter.stage).toBe('open');
  return later(
    told,
    [
      paper('2025-03-13 12:10', 'draftNotice', draft, ENGINE, id),
      paper('2025-03-13 12:11', 'issueNotice', madeOf(1), ENGINE, id),
      paper('2025-03-13 12:12', 'serveNotice', { method: 'mail', by: '督办系统' }, ENGINE, id),
      paper('2025-03-13 15:00', 'recordReceipt', { by: '副主任' }, 'street.safetyOffice', id),
    ],
    '2025-04-01 00:00',
  );
}

describe('invariant 9 with papers', () => {
  it('given signed, voided and received papers in the record, when it is replayed under its own rules, every event is the same', async () => {
    for (const events of [
      lapsed().world.log,
      story([...SIGNED, paper('2025-03-03 15:30', 'voidNotice', { reason: '有误' })], '2025-04-01 00:00').world.log,
    ]) {
      const { different, impossible } = await play(events, { own: () => terms });
      expect([different, impossible]).toEqual([[], []]);
    }
  });

  it('the receipt of a rung’s paper is a message at the instant at which it became known', () => {
    const told = lapsed();
    const heard = told.world.events('H1-A1').find((event) => event.type === 'NoticeReceived');
    expect(heard).toMatchObject({ at: '2025-03-13T15:00:00+08:00', payload: { notice: 'prompt', rung: 1 } });
    expect((told.world.state('H1-A1') as MatterState).rungs[0]).toMatchObject({ rung: 1 });
  });

  it('given rules under which the matter is not opened, its papers are moot, and nothing breaks', async () => {
    const rules = structuredClone(terms.rules);
    const general = rules.deadlines.find((rule) => rule.id === 'hazard.T3.rectify');
    if (!general) throw new Error('no such rule');
    Object.assign(general, { duration: { value: 60, unit: 'calendarDay' } });
    const { different, impossible } = await play(lapsed().world.log, { draft: { ...terms, rules } });
    expect(different).toEqual([]);
    expect(impossible.length).toBeGreaterThan(0);
    expect(impossible.every((one) => one.moot)).toBe(true);
  });

  it('a number is the next of its series in a world of its own', () => {
    const told = story(
      [
        ...SIGNED,
        paper('2025-03-03 16:00', 'draftNotice', draftOf({ issuer: { post: 'street.office' } }), ENGINE, 'H1-N3.5'),
        paper('2025-03-03 16:10', 'signNotice', madeOf(1), 'street.office', 'H1-N3.5'),
      ],
      undefined,
      newWorld(),
    );
    expect(told.refused).toBeUndefined();
    expect((told.state(PAPER) as NoticeState).made?.number).toBe(1);
  });
});
