import { setup } from 'xstate';
import { statechart } from '../statechart.ts';

const stay = { actions: { type: 'record' } } as const;

/** What may be said of a duty at any time while it runs. */
const ANY_TIME = {
  EvidenceAdded: stay,
  BearerChanged: stay,
  DayMoved: stay,
  NoteAdded: stay,
  DeadlineConfirmed: stay,
  RulesAdopted: stay,
  DutyEnded: 'ended',
} as const;

/** After an act the machine is moved to where the rounds that are still open put it. */
const LEFT = { RoundsLeft: 'due', LateLeft: 'late' } as const;

/** The recurring duty (履职事项): a round is due, done, late or waived, and the next begins; a late one stands until it is done or passed by. */
const machine = setup({ types: {} as { events: { type: string } }, actions: { record: () => {} } }).createMachine({
  type: 'parallel',
  states: {
    main: {
      initial: 'none',
      states: {
        none: { on: { DutyOpened: 'waiting' } },
        waiting: { on: { ...ANY_TIME, ...LEFT, RoundBegan: 'due' } },
        due: {
          on: {
            ...ANY_TIME,
            RoundBegan: stay,
            RoundDone: 'done',
            RoundWaived: 'waived',
            DeadlineLapsed: 'late',
            NothingLeft: 'waiting',
          },
        },
        late: {
          on: {
            ...ANY_TIME,
            RoundBegan: stay,
            RoundDone: 'done',
            RoundWaived: 'waived',
            DeadlineLapsed: stay,
            RoundsLeft: 'due',
            NothingLeft: 'waiting',
          },
        },
        done: { on: { ...ANY_TIME, ...LEFT, RoundBegan: 'due' } },
        waived: { on: { ...ANY_TIME, ...LEFT, RoundBegan: 'due' } },
        ended: { on: { DutyOpened: 'waiting', NoteAdded: stay } },
      },
    },
    pause: {
      initial: 'running',
      states: {
        running: { on: { DutyPaused: 'paused' } },
        paused: { on: { DutyResumed: 'running', DutyEnded: 'running' } },
      },
    },
  },
});

/** The duty's machine. */
export const dutyChart = statechart(machine);
