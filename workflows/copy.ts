import type { CaseEvent, CaseId, CaseState } from '../src/core/case.ts';
import { advance } from '../src/core/fold.ts';
import { toMs } from '../src/core/instant.ts';
import type { CaseReport } from './poke.ts';

/** The workflow's copy of a case: the folded state for readers, and what the loop itself goes by. */
export interface Copy {
  seq: number;
  state: CaseState | undefined;
  broken: string | undefined;
  /** Armed clocks: id → due instant in milliseconds. From event data alone. */
  readonly armed: Map<string, number>;
  readonly flags: Set<string>;
}

/** A copy that has seen nothing. */
export function emptyCopy(): Copy {
  return { seq: 0, state: undefined, broken: undefined, armed: new Map(), flags: new Set() };
}

/**
 * Takes one more event. Timers follow `clocks` as recorded, never the machine, so that a changed machine replays old
 * histories; whatever the fold throws is kept for the query and changes nothing else.
 */
export function take(copy: Copy, event: CaseEvent): void {
  if (event.seq <= copy.seq) return;
  copy.seq = event.seq;
  const suspended = event.clocks.suspended ?? [];
  const fired = firedClock(event);
  if (fired !== undefined && copy.armed.get(fired) === toMs(event.at)) copy.armed.delete(fired);
  for (const id of [...event.clocks.cleared, ...suspended]) copy.armed.delete(id);
  // A clock that is set during a pause waits for the pause to end.
  for (const clock of event.clocks.set) if (!suspended.includes(clock.id)) copy.armed.set(clock.id, toMs(clock.dueAt));
  for (const flag of event.flags ?? []) copy.flags.add(flag);
  if (copy.broken === undefined) fold(copy, event);
}

/** The clock whose firing this event is: its command id is `clk:<id>:<dueAt>` and `at` is that due instant. */
function firedClock({ commandId, at }: CaseEvent): string | undefined {
  const tail = `:${at}`;
  return commandId.startsWith('clk:') && commandId.endsWith(tail) ? commandId.slice(4, -tail.length) : undefined;
}

function fold(copy: Copy, event: CaseEvent): void {
  try {
    copy.state = advance(copy.state, event).state;
  } catch (error) {
    copy.broken = `#${event.seq} ${event.type}: ${error instanceof Error ? error.message : String(error)}`;
    copy.state = undefined;
  }
}

/** The earliest armed clock, milliseconds since 1970. */
export function earliest(copy: Copy): number | undefined {
  let first: number | undefined;
  for (const dueMs of copy.armed.values()) if (first === undefined || dueMs < first) first = dueMs;
  return first;
}

/** What the query answers. */
export function report(caseId: CaseId, copy: Copy): CaseReport {
  const nextDueMs = earliest(copy);
  return {
    caseId,
    seq: copy.seq,
    ...(copy.state === undefined ? {} : { state: copy.state }),
    ...(copy.broken === undefined ? {} : { broken: copy.broken }),
    ...(nextDueMs === undefined ? {} : { nextDueMs }),
  };
}
