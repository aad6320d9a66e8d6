import type { CaseEvent, Step } from '../case.ts';
import { foldCase } from '../fold-case.ts';
import { ROSTER_ENDS, rosterChart } from './machine.ts';
import type { RosterState } from './state.ts';

type Own = { -readonly [Key in keyof RosterState]?: RosterState[Key] };

/** Folds one event into an entry; total, pure, event data and machine only. */
export function advanceRoster(before: RosterState | undefined, event: CaseEvent): Step<RosterState> {
  const common = foldCase(rosterChart, before, event);
  const state: RosterState = { ...(before as RosterState), ...common, ...ownOf(before, event), kind: 'roster' };
  return {
    state: { ...state, closed: ROSTER_ENDS.has(state.stage) && Object.keys(state.clocks).length === 0 },
    effects: event.effects,
  };
}

function ownOf(before: RosterState | undefined, event: CaseEvent): Own {
  const { type, payload, moves } = event;
  const text = (key: string) => String(payload[key] ?? '');
  if (type === 'HearingPassed' && moves?.length !== 0) return { heard: 'nothing' };
  switch (type) {
    case 'EntryProposed':
      return {
        title: `${text('criterionLabel')}：${text('grounds')}`.slice(0, 120),
        unit: text('unit'),
        colour: text('colour') === 'red' ? 'red' : 'black',
        criterion: text('criterion'),
        criterionVersion: Number(payload.criterionVersion),
        facts: Array.isArray(payload.facts) ? payload.facts.map(String) : [],
        consents: false,
        constraints: [],
      };
    case 'EntryHeard':
      return { heard: 'statement', consents: payload.consents === true };
    case 'EntryListed':
      return lastDayOf(event);
    case 'DepartmentTold':
      return {
        constraints: [
          ...(before?.constraints ?? []),
          { department: text('department'), constraint: text('constraint') },
        ],
      };
    case 'ConstraintAnswered':
      return {
        constraints: (before?.constraints ?? []).map((one) =>
          one.department === text('department') && one.reply === undefined ? { ...one, reply: text('reply') } : one,
        ),
      };
    case 'DistrictDecided':
      return { districtDecision: text('decision') };
    default:
      return {};
  }
}

function lastDayOf({ clocks }: CaseEvent): Own {
  const term = clocks.set.find(
    (clock) => clock.does === 'lapse' && clock.lastDay !== undefined && clock.id.endsWith('.term'),
  );
  return term?.lastDay === undefined ? {} : { lastDay: term.lastDay };
}
