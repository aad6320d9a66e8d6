import { setup } from 'xstate';
import { statechart } from '../statechart.ts';

const stay = { actions: { type: 'record' } } as const;

/** The entry (登记件): in force until it is retired; amended, corrected, and put back where it was retired by mistake. */
const machine = setup({ types: {} as { events: { type: string } }, actions: { record: () => {} } }).createMachine({
  type: 'parallel',
  states: {
    main: {
      initial: 'none',
      states: {
        none: { on: { RecordEntered: 'inForce' } },
        inForce: {
          on: {
            RecordAmended: stay,
            RecordCorrected: stay,
            RecordRetired: 'retired',
            RulesAdopted: stay,
            NoteAdded: stay,
          },
        },
        retired: { on: { RecordRestored: 'inForce', NoteAdded: stay } },
      },
    },
  },
});

/** The entry's machine. */
export const recordChart = statechart(machine);
