import { type Client, ScheduleAlreadyRunning, ScheduleNotFoundError, type ScheduleOptions } from '@temporalio/client';
import type { ChoreName } from '../db/chore.ts';

/** A chore, how often it runs (ms), and what Temporal is told. */
export interface ChoreSchedule {
  readonly name: ChoreName;
  readonly everyMs: number;
  readonly spec: ScheduleOptions['spec'];
  /** Run once when it is first set up: a new installation shows at once whether it works. */
  readonly atOnce: boolean;
}

const DAY_MS = 86_400_000;
const ZONE = 'Asia/Shanghai';

/** The chores of an installation: canary before the working day, reconcile at night, returns at nine, heartbeats if somebody is to receive them. */
export function choreSchedules(heartbeatEveryMs: number | undefined): readonly ChoreSchedule[] {
  return [
    { name: 'canary', everyMs: DAY_MS, spec: { calendars: [{ hour: 6, minute: 30 }], timezone: ZONE }, atOnce: true },
    {
      name: 'reconcile',
      everyMs: DAY_MS,
      spec: { calendars: [{ hour: 2, minute: 15 }], timezone: ZONE },
      atOnce: false,
    },
    { name: 'returns', everyMs: DAY_MS, spec: { calendars: [{ hour: 9, minute: 0 }], timezone: ZONE }, atOnce: false },
    ...(heartbeatEveryMs === undefined
      ? []
      : [
          {
            name: 'heartbeat' as const,
            everyMs: heartbeatEveryMs,
            spec: { intervals: [{ every: heartbeatEveryMs }] },
            atOnce: true,
          },
        ]),
  ];
}

/** Makes Temporal's schedules what they should be; one that is no longer wanted goes. Repeating it changes nothing. */
export async function keepSchedules(
  client: Client,
  taskQueue: string,
  wanted: readonly ChoreSchedule[],
): Promise<void> {
  for (const chore of wanted) await keepSchedule(client, taskQueue, chore);
  if (!wanted.some(({ name }) => name === 'heartbeat'))
    await client.schedule
      .getHandle(idOf('heartbeat'))
      .delete()
      .catch((error) => {
        if (!(error instanceof ScheduleNotFoundError)) throw error;
      });
}

async function keepSchedule(
  client: Client,
  taskQueue: string,
  { name, everyMs, spec, atOnce }: ChoreSchedule,
): Promise<void> {
  const action = { type: 'startWorkflow' as const, workflowType: name, workflowId: idOf(name), taskQueue, args: [] };
  const policies = {
    overlap: 'BUFFER_ONE' as const,
    // What was missed while everything was off is made up once; a heartbeat of yesterday says nothing today.
    catchupWindow: name === 'heartbeat' ? Math.min(everyMs, 600_000) : 3 * DAY_MS,
  };
  try {
    await client.schedule.create({
      scheduleId: idOf(name),
      spec,
      action,
      policies,
      state: { triggerImmediately: atOnce },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(idOf(name)).update(({ state }) => ({ spec, action, policies, state }));
  }
}

function idOf(name: ChoreName): string {
  return `duban-${name}`;
}
