import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseLocation } from '../db/open.ts';
import { fromMs } from '../src/core/index.ts';
import { pokeCase } from '../workers/signal.ts';
import { fastRules } from './fast-rules.ts';
import { logInAll } from './http.ts';
import {
  acknowledgementFaults,
  chainFaults,
  clockFaults,
  deliveryFaults,
  messageFaults,
  quantile,
  readLogs,
  viewFaults,
} from './invariants.ts';
import { emptyWork, letWork, type Work } from './people.ts';
import type { Killable } from './process-control.ts';
import { type Chance, createChance } from './random.ts';
import { openStand, type Stand, until, workflowFaults } from './stand.ts';

export interface KillDrill {
  /** An empty database; default a SQLite file in the drill's own folder. */
  readonly database?: DatabaseLocation;
  readonly kills: number;
  readonly seed: number;
  /** Longest time between two kills (ms); half of it on average. */
  readonly everyMs?: number;
  /** People working at once. */
  readonly lanes?: number;
  /** Told of each step, one line. */
  readonly say?: (line: string) => void;
}

/** What came of a drill; no faults: every invariant holds. */
export interface KillReport {
  readonly faults: readonly string[];
  /** By process; `everything`: all three at one instant, like a power failure. */
  readonly kills: { readonly [victim: string]: number };
  readonly cases: number;
  readonly events: number;
  readonly acknowledged: number;
  readonly unanswered: number;
  readonly refused: number;
  readonly fired: number;
  readonly deliveries: number;
  readonly latenessMs: { readonly p50: number; readonly p99: number; readonly most: number };
  /** From the last restart until the last clock that was due by then had fired (ms). */
  readonly caughtUpMs: number;
}

/** Every due clock must have fired so long after the last restart. */
const CAUGHT_UP_MS = 15_000;
/** The round of mails of a killed worker is given to another one after its heartbeat timeout (45 s). */
const QUIET_MS = 90_000;

/** Kills worker, API and Temporal at random points while people and clocks go on, then checks every invariant. */
export async function killDrill({
  database,
  kills,
  seed,
  everyMs = 4_000,
  lanes = 6,
  say = () => undefined,
}: KillDrill): Promise<KillReport> {
  const chance = createChance(seed);
  const stand = await openStand({ database, rules: fastRules() });
  try {
    await Promise.all([stand.worker.start(), stand.api.start()]);
    const people = await logInAll(stand.url);
    const work = emptyWork();
    let working = true;
    const goOn = () => working;
    const others = [
      letWork({ people, chance: chance.fork('people'), goOn, thinkMs: 600 }, work, lanes),
      strayPokes(stand, work, chance.fork('pokes'), goOn),
    ];
    const victims = [stand.worker, stand.api, stand.temporal];
    const done = await killSome({ victims, chance: chance.fork('kills'), kills, everyMs, say });
    const restarted = Date.now();
    working = false;
    await Promise.all(others);
    say(`${work.acknowledged.length} commands acknowledged; waiting until it is quiet`);
    return { kills: done, ...(await judge(stand, work, restarted)) };
  } finally {
    await stand.close();
  }
}

async function judge(stand: Stand, work: Work, restarted: number): Promise<Omit<KillReport, 'kills'>> {
  const { db, ledger, folder } = stand;
  let quietAt = '';
  const [caughtUp, quiet] = await Promise.all([
    until(async () => (await ledger.forgotten(fromMs(restarted), 1)).length === 0, QUIET_MS).then((held) =>
      held ? Date.now() - restarted : Number.POSITIVE_INFINITY,
    ),
    until(async () => {
      quietAt = fromMs(Date.now());
      const { deliveriesDue, wakes } = await ledger.health();
      return deliveriesDue === 0 && wakes === 0;
    }, QUIET_MS),
  ]);
  const standing = await workflowFaults(stand, QUIET_MS);
  await Promise.all([stand.worker.kill(), stand.api.kill(), stand.temporal.kill()]);
  const logs = await readLogs(db);
  const firings = clockFaults(logs, fromMs(restarted));
  const faults = [
    ...chainFaults(logs),
    ...(await viewFaults(db)),
    ...standing,
    ...firings.faults,
    ...(await messageFaults(db, logs, quietAt)),
    ...(await deliveryFaults(db, logs, folder, quietAt)),
    ...acknowledgementFaults(logs, work),
    ...(caughtUp > CAUGHT_UP_MS ? [`4 due clocks fired ${caughtUp} ms after the last restart`] : []),
    ...(quiet ? [] : ['5 it did not get quiet: wake rows or mails are left']),
  ];
  const deliveries: { n: number | string }[] = await db.knex('delivery').count({ n: '*' });
  return {
    faults,
    cases: logs.size,
    events: [...logs.values()].flat().length,
    acknowledged: work.acknowledged.length,
    unanswered: work.unknown.length,
    refused: work.refused,
    fired: firings.fired,
    deliveries: Number(deliveries[0]?.n),
    latenessMs: {
      p50: quantile(firings.lateness, 0.5),
      p99: quantile(firings.lateness, 0.99),
      most: firings.lateness.at(-1) ?? 0,
    },
    caughtUpMs: caughtUp,
  };
}

interface Killing {
  readonly victims: readonly Killable[];
  readonly chance: Chance;
  readonly kills: number;
  readonly everyMs: number;
  readonly say: (line: string) => void;
}

async function killSome({ victims, chance, kills, everyMs, say }: Killing): Promise<{ [victim: string]: number }> {
  const done: { [victim: string]: number } = {};
  const starting = new Map<string, Promise<void>>();
  for (let nth = 1; nth <= kills; nth++) {
    await pause(chance.between(0, everyMs));
    const everything = chance.next() < 0.1;
    const chosen = everything ? victims : [chance.pick(victims)];
    // A process may be killed while it starts, but not before it exists.
    await Promise.all(chosen.filter((victim) => !victim.running()).map((victim) => starting.get(victim.name)));
    await Promise.all(chosen.map((victim) => victim.kill()));
    const name = everything ? 'everything' : (chosen[0]?.name ?? '');
    done[name] = (done[name] ?? 0) + 1;
    say(`${nth}/${kills} kill -9 ${name}`);
    for (const victim of chosen)
      starting.set(
        victim.name,
        pause(chance.between(0, 800)).then(() => victim.start()),
      );
  }
  await Promise.all(starting.values());
  return done;
}

/** Invariant 11: pokes that nobody ordered, doubled and at the wrong time. */
async function strayPokes({ target }: Stand, work: Work, chance: Chance, goOn: () => boolean): Promise<void> {
  while (goOn()) {
    await pause(chance.between(20, 200));
    // The second is of no case at all: its workflow finds nothing and ends.
    const caseId = work.cases.length > 0 && chance.next() < 0.95 ? chance.pick(work.cases) : 'H-2020-999999';
    await pokeCase(target, caseId, 'hazard').catch(() => undefined);
  }
}
