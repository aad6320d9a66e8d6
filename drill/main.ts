import { parseArgs } from 'node:util';
import { startPostgres } from '../test/postgres.ts';
import { killDrill } from './kills.ts';
import { databaseDown, diskFull, type OutageReport, temporalLost, threeDaysAway, twoAtOnce } from './outages.ts';

const USAGE =
  'npm run drill -- [--kills 200] [--seed 1] [--db sqlite|postgres|both] [--only kills|three-days|temporal-lost|two-at-once|disk-full|database-down]…';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    db: { type: 'string', default: 'both' },
    only: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});

type Database = 'sqlite' | 'postgres';

/** A PostgreSQL database that keeps what it has acknowledged, for one drill. */
async function onDatabase<T>(database: Database, work: (url: string | undefined) => Promise<T>): Promise<T> {
  if (database === 'sqlite') return work(undefined);
  const server = await startPostgres({ durable: true });
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}

const DRILLS: { readonly [name: string]: (database: Database) => Promise<OutageReport> } = {
  kills: (database) =>
    onDatabase(database, async (url) => {
      const report = await killDrill({
        kills: Number(values.kills),
        seed: Number(values.seed),
        say: (line) => process.stdout.write(`    ${line}\n`),
        ...(url === undefined ? {} : { database: url }),
      });
      const { faults, kills, latenessMs, ...figures } = report;
      return {
        faults,
        figures: {
          ...figures,
          ...kills,
          'lateness p50 (ms)': latenessMs.p50,
          'p99 (ms)': latenessMs.p99,
          'most (ms)': latenessMs.most,
        },
      };
    }),
  'three-days': (database) => onDatabase(database, threeDaysAway),
  'temporal-lost': (database) => onDatabase(database, temporalLost),
  'two-at-once': (database) => onDatabase(database, twoAtOnce),
  'disk-full': (database) =>
    database === 'sqlite'
      ? diskFull()
      : Promise.resolve({
          faults: [],
          figures: {},
          skipped: 'PostgreSQL stops itself when its disk is full: the same as database-down',
        }),
  'database-down': (database) => onDatabase(database, databaseDown),
};

async function main(): Promise<void> {
  const databases: readonly Database[] =
    values.db === 'both'
      ? ['sqlite', 'postgres']
      : values.db === 'sqlite' || values.db === 'postgres'
        ? [values.db]
        : [];
  const names = values.only.length === 0 ? Object.keys(DRILLS) : values.only;
  if (values.help || databases.length === 0 || names.some((name) => !(name in DRILLS)) || !(Number(values.kills) > 0)) {
    process.stdout.write(`${USAGE}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  process.stdout.write(`seed ${values.seed}\n`);
  let broken = 0;
  for (const database of databases) {
    for (const name of names) {
      const started = performance.now();
      const report = await DRILLS[name]?.(database);
      if (report === undefined) continue;
      if (report.faults.length > 0) broken++;
      show(`${name} on ${database}`, report, performance.now() - started);
    }
  }
  process.exitCode = broken > 0 ? 1 : 0;
}

function show(name: string, { faults, figures, skipped }: OutageReport, ms: number): void {
  const mark = skipped !== undefined ? '–' : faults.length === 0 ? '✓' : '✗';
  const text =
    skipped ??
    Object.entries(figures)
      .map(([key, value]) => `${key} ${value}`)
      .join(' · ');
  process.stdout.write(`${mark} ${name} (${Math.round(ms / 1_000)} s): ${text}\n`);
  for (const fault of faults.slice(0, 20)) process.stdout.write(`    ${fault}\n`);
  if (faults.length > 20) process.stdout.write(`    … and ${faults.length - 20} more\n`);
}

await main();
// The Temporal SDK keeps handles of its own.
process.exit();
