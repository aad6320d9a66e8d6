import { CHORES, type ChoreName, type ChoreRow, readChores } from '../../db/chore.ts';
import { databaseError } from '../../db/database-error.ts';
import type { Database } from '../../db/open.ts';
import type { JsonObject } from '../core/case.ts';
import { addMs, type Instant } from '../core/instant.ts';

/** `off`: nobody has asked for it. `waiting`: not yet run, and not yet too late. `overdue`: it should have run and did not. */
export type ChoreState = 'off' | 'waiting' | 'running' | 'failed' | 'overdue';

/** How a chore stands; `running` means that it last ended well and in time. */
export interface ChoreHealth {
  readonly ok: boolean;
  readonly state: ChoreState;
  /** When it last ended, well or not. */
  readonly at?: Instant;
  readonly lastOkAt?: Instant;
  readonly found?: JsonObject;
}

export type ChoresHealth = { readonly [name in ChoreName]: ChoreHealth };

/** A chore may take a while and be put off by an outage: so much longer than its period before its absence alarms (ms). */
const GRACE_MS = 300_000;
const GRACE_SHARE = 1 / 12;

/** How each chore stands. Absence is what alarms: one that has not ended in time is not well, whatever it said last. Throws DatabaseError. */
export async function readChoresHealth(db: Database, now: Instant): Promise<ChoresHealth> {
  let rows: readonly ChoreRow[];
  try {
    rows = await readChores(db.knex);
  } catch (error) {
    throw databaseError(error);
  }
  const health = (name: ChoreName) =>
    choreHealth(
      rows.find((row) => row.name === name),
      now,
    );
  return Object.fromEntries(CHORES.map((name) => [name, health(name)])) as unknown as ChoresHealth;
}

function choreHealth(row: ChoreRow | undefined, now: Instant): ChoreHealth {
  if (row === undefined) return { ok: true, state: 'off' };
  const { everyMs, since, last, lastOkAt } = row;
  const tooLate = now > addMs(last?.at ?? since, everyMs + Math.max(GRACE_MS, everyMs * GRACE_SHARE));
  const state = tooLate ? 'overdue' : last === undefined ? 'waiting' : last.ok ? 'running' : 'failed';
  return {
    ok: state === 'waiting' || state === 'running',
    state,
    ...(last === undefined ? {} : { at: last.at, found: last.found }),
    ...(lastOkAt === undefined ? {} : { lastOkAt }),
  };
}
