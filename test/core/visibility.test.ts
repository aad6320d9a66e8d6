import { describe, expect, it } from 'vitest';
import type { CaseEvent, CaseState } from '../../src/core/index.ts';
import { type CaseScope, covers, eventsFor, type SeenRow, scopeOfPosts, WITHHELD } from '../../src/core/visibility.ts';
import { viewOf } from '../../src/ledger/view.ts';

const row = (more: Partial<SeenRow> = {}): SeenRow => ({
  caseId: 'H-2025-000001',
  kind: 'hazard',
  stage: 'identified',
  unit: 'U1',
  organisation: 'V1',
  ...more,
});
const scope = (post: string, organisation?: string): CaseScope =>
  scopeOfPosts([organisation === undefined ? { post } : { post, organisation }], false);
const OFFICE = scope('street.safetyOffice');
const VILLAGE = scope('village.head', 'V1');
const UNIT = scope('unit.head', 'U1');

describe('a case', () => {
  it('is seen by the street, by the village that supervises it, by its unit', () => {
    for (const one of [OFFICE, VILLAGE, UNIT, scope('acceptanceTeam')]) expect(covers(one, row())).toBe(true);
    expect(covers(scope('village.head', 'V2'), row())).toBe(false);
    expect(covers(scope('unit.head', 'U2'), row())).toBe(false);
    expect(covers(scope('admin'), row())).toBe(false);
  });

  it('without a place is the street’s', () => {
    const nowhere = { caseId: 'H-2025-000001', kind: 'hazard', stage: 'identified' } as const;
    expect([OFFICE, VILLAGE, UNIT].map((one) => covers(one, nowhere))).toEqual([true, false, false]);
  });

  it('of whatever lies below an organisation in the tree is seen from it', () => {
    const tree = (one: string) => (one === 'D1' ? ['D1', 'V1', 'U1'] : [one]);
    const department = scopeOfPosts([{ post: 'department.head', organisation: 'D1' }], false, tree);
    expect(covers(department, row())).toBe(true);
    expect(covers(department, row({ organisation: 'V9' }))).toBe(true);
    expect(covers(department, row({ organisation: 'V9', unit: 'U9' }))).toBe(false);
  });

  it('that is a tip-off is seen by the street’s own posts alone: not by teams and the district, which look at everything else', () => {
    const tipoff = row({ kind: 'tipoff' });
    expect(covers(OFFICE, tipoff)).toBe(true);
    for (const one of [scope('acceptanceTeam'), scope('district.emergency'), VILLAGE, UNIT])
      expect(covers(one, tipoff)).toBe(false);
    expect(covers(scopeOfPosts([], true), tipoff)).toBe(true);
  });

  it('that is a paper is not seen by whom it is about before it is signed, nor if it never was', () => {
    for (const stage of ['draft', 'reviewed', 'voided']) {
      expect(covers(VILLAGE, row({ kind: 'notice', stage }))).toBe(false);
      expect(covers(OFFICE, row({ kind: 'notice', stage }))).toBe(true);
    }
    for (const stage of ['signed', 'served', 'recalled'])
      expect(covers(VILLAGE, row({ kind: 'notice', stage }))).toBe(true);
  });

  it('that is an accident is the unit’s and the street’s: its supervisor may have to answer for it', () => {
    const accident = row({ kind: 'accident', stage: 'happened' });
    expect([OFFICE, UNIT, VILLAGE].map((one) => covers(one, accident))).toEqual([true, true, false]);
    const events = [
      event(1, 'AccidentRegistered', { payload: { place: '一车间', frozen: ['H-1'] } }),
      event(2, 'ClueTransferred', {
        payload: { to: 'district.discipline', what: '无人督促' },
        effects: [{ do: 'publish', what: 'x' }],
      }),
    ];
    expect(eventsFor(UNIT, 'accident', events).flatMap(({ effects }) => effects)).toEqual([]);
    expect(eventsFor(UNIT, 'accident', events).map(({ payload }) => payload)).toEqual([
      { place: '一车间', frozen: WITHHELD },
      { to: WITHHELD, what: WITHHELD },
    ]);
  });

  it('that is an entry of the list is not seen by the unit before it is told, nor if it never was', () => {
    for (const stage of ['proposed', 'withdrawn'])
      expect([UNIT, OFFICE].map((one) => covers(one, row({ kind: 'roster', stage })))).toEqual([false, true]);
    for (const stage of ['noticed', 'listed', 'removed'])
      expect(covers(UNIT, row({ kind: 'roster', stage }))).toBe(true);
  });

  it('that is an accident is its unit’s to report, and not to be read along by who supervises the unit', () => {
    const accident = row({ kind: 'accident', stage: 'reported', organisation: undefined });
    expect([OFFICE, UNIT, VILLAGE].map((one) => covers(one, accident))).toEqual([true, true, false]);
    const tree = scopeOfPosts([{ post: 'village.head', organisation: 'V1' }], false, () => ['V1', 'U1']);
    expect(covers(tree, accident)).toBe(false);
  });

  it('that is an entry of the internal list is not shown to its unit before it is told', () => {
    for (const [stage, seen] of [
      ['proposed', false],
      ['noticed', true],
    ] as const)
      expect([stage, covers(UNIT, row({ kind: 'roster', stage }))]).toEqual([stage, seen]);
  });

  it('that is an entry of a register without a place is the safety office’s, the supervision’s and the auditor’s', () => {
    const entry = { caseId: 'R-2025-000001', kind: 'record', stage: 'inForce' } as const;
    for (const one of [OFFICE, scope('street.supervision'), scopeOfPosts([], true)])
      expect(covers(one, entry)).toBe(true);
    for (const one of [scope('acceptanceTeam'), scope('district.fire'), scope('street.department', 'D1'), VILLAGE])
      expect(covers(one, entry)).toBe(false);
    expect(covers(VILLAGE, { ...entry, organisation: 'V1' })).toBe(true);
  });

  it('about those who supervise is not shown to the unit that gave the occasion', () => {
    for (const caseId of ['H-2025-000001-A1', 'H-2025-000001-A12']) {
      expect(covers(UNIT, row({ kind: 'matter', stage: 'open', caseId }))).toBe(false);
      const paper = row({ kind: 'notice', stage: 'served', caseId: `${caseId}-N3.0`, opener: caseId });
      expect(covers(UNIT, paper)).toBe(false);
      expect(covers(VILLAGE, paper)).toBe(true);
    }
    expect(covers(UNIT, row({ kind: 'matter', stage: 'open', caseId: 'H-2025-000001-B1' }))).toBe(true);
  });
});

const event = (seq: number, type: string, more: Partial<CaseEvent> = {}): CaseEvent =>
  ({ caseId: 'H-1', seq, type, payload: {}, ...more }) as CaseEvent;

describe('the record of a matter', () => {
  const opened = event(1, 'MatterOpened');
  const prompt = event(2, 'RungDue', { moves: ['RungDue', 'NoticeIssued'] });
  const warning = event(3, 'RungDue');
  const note = event(4, 'NoteAdded');
  const signed = event(5, 'NoticeSigned');

  it('ends for whom it is about before the rung whose paper is not signed', () => {
    const types = (who: CaseScope, events: readonly CaseEvent[]) =>
      eventsFor(who, 'matter', events).map(({ seq }) => seq);
    expect(types(VILLAGE, [opened, prompt, warning, note])).toEqual([1, 2]);
    expect(types(OFFICE, [opened, prompt, warning, note])).toEqual([1, 2, 3, 4]);
    expect(types(VILLAGE, [opened, prompt, warning, note, signed])).toEqual([1, 2, 3, 4, 5]);
    expect(types(VILLAGE, [event(1, 'MatterOpened', { moves: ['MatterOpened', 'RungDue'] }), note])).toEqual([1]);
  });
});

describe('a clue that is handed to discipline inspection', () => {
  it('is not in the record that its subject sees, signed or not, nor is what follows', () => {
    const record = [
      event(1, 'MatterOpened'),
      event(2, 'RungDue', { payload: { notice: 'clueTransfer' } }),
      event(3, 'NoticeSigned'),
      event(4, 'NoteAdded'),
    ];
    expect(eventsFor(VILLAGE, 'matter', record)).toHaveLength(1);
    expect(eventsFor(OFFICE, 'matter', record)).toHaveLength(4);
  });

  it('is a paper of no place', () => {
    const paper = (notice: string) =>
      viewOf({
        ...{
          caseId: 'H-1-A1-N2.0',
          kind: 'notice',
          notice,
          title: '函',
          unit: 'U1',
          organisation: 'V1',
          stage: 'served',
        },
        ...{ clocks: {}, overdue: {}, closed: false },
      } as unknown as CaseState);
    expect(paper('clueTransfer')).toMatchObject({ unit: null, organisation: null });
    expect(paper('prompt')).toMatchObject({ unit: 'U1', organisation: 'V1' });
  });
});

describe('the record of a hazard', () => {
  it('keeps from the unit what is weighed about it, and a transfer until it is sent', () => {
    const consulted = event(1, 'ConsultationOpened', { payload: { issue: '是否停产', level: 'street' } });
    const decided = event(2, 'TransferDecided', { payload: { to: 'district.fire', basis: '消防法' } });
    const seen = eventsFor(UNIT, 'hazard', [consulted, decided]);
    expect(seen.map(({ payload }) => payload)).toEqual([
      { issue: WITHHELD, level: 'street' },
      { to: WITHHELD, basis: WITHHELD },
    ]);
    expect(eventsFor(UNIT, 'hazard', [decided, event(3, 'TransferSent')])[0]).toBe(decided);
    expect(eventsFor(VILLAGE, 'hazard', [consulted, decided])).toEqual([consulted, decided]);
  });
});
