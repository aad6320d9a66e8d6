import type { Database } from '../../db/open.ts';
import { addDays, type Day, dayOf, daysBetween, type Instant, kinds, startOfDay, type Terms } from '../core/index.ts';
import { createHistoryWriter, type HistoryEntry, reserveNumbers } from '../ledger/history.ts';
import { createLedger } from '../ledger/record.ts';
import { type GeneratedHistory, generateSteps } from '../simulator/history.ts';
import { unavailable } from './command.ts';
import { type Office, sampleOffice } from './office.ts';
import { seed } from './seed.ts';
import { rememberingKinds } from './simulated-past.ts';

/** A year to be generated. */
export interface YearOrder {
  readonly seed: number;
  readonly year: number;
  /** Roughly so many records. */
  readonly events: number;
  readonly terms: Terms;
  /** People work on, and time makes things due, until here. */
  readonly now: Instant;
  readonly progress: (done: number) => void;
}

/** What was put into the ledger. */
export interface GeneratedYear extends Pick<GeneratedHistory, 'cases' | 'events' | 'until'> {
  readonly units: number;
  readonly adminPassword: string | undefined;
}

/** Facts a transaction. */
const BATCH = 2_000;

/** Plays a year of an invented office into an empty ledger, piece by piece, so that its size does not matter; nothing is sent for it. Refuses a ledger that has cases. */
export async function generateYear(db: Database, order: YearOrder): Promise<GeneratedYear> {
  const { year, events, terms, now, progress } = order;
  if ((await createLedger({ db, kinds, now: () => now }).health()).events > 0)
    throw unavailable(
      'ledger-not-empty',
      '台账中已有案件，生成的年度只能装入空的数据目录。请用 --into 指定一个新目录。',
    );
  const pending: HistoryEntry[] = [];
  const { from, days, runOut } = spanOf(year, now);
  const steps = generateSteps({
    kinds: rememberingKinds(pending),
    terms,
    seed: order.seed,
    events,
    from,
    days,
    runOut,
    onEvent: () => undefined,
  });
  const writer = createHistoryWriter(db);
  let step = steps.next();
  const units = step.done ? step.value.units : step.value;
  const { adminPassword } = await seed(db, officeOf(units));
  let done = 0;
  const putDown = async () => {
    await writer.append(pending);
    done += pending.length;
    pending.length = 0;
    progress(done);
  };
  for (; !step.done; step = steps.next()) if (pending.length >= BATCH) await putDown();
  await putDown();
  await takeNumbers(db, year);
  const { cases, until } = step.value;
  return { cases, events: done, until, units: Object.keys(units).length, adminPassword };
}

/** Found from the first working days of the year to its end (or to now), worked on until now. */
function spanOf(year: number, now: Instant): { readonly from: Day; readonly days: number; readonly runOut: number } {
  const from = `${year}-01-02`;
  const end = addDays(dayOf(now), 0) < `${year}-12-31` ? dayOf(now) : `${year}-12-31`;
  const days = Math.max(1, daysBetween(from, end));
  return { from, days, runOut: Math.max(0, daysBetween(from, dayOf(now)) - days) };
}

/** The counters go on behind the numbers that the year has used. */
async function takeNumbers(db: Database, year: number): Promise<void> {
  for (const [kind, letter] of [
    ['hazard', 'H'],
    ['tipoff', 'T'],
  ] as const) {
    const last: { case_id: string } | undefined = await db
      .knex('case_view')
      .select('case_id')
      .where('kind', kind)
      .where('case_id', 'like', `${letter}-${year}-%`)
      .orderBy('case_id', 'desc')
      .first();
    await reserveNumbers(db, kind, year, Number(last?.case_id.slice(-6) ?? 0));
  }
}

type Units = GeneratedHistory['units'];

/** The sample office with the invented villages and units in place of its own. */
function officeOf(units: Units): Office {
  const sample = sampleOffice();
  const keeps = (organisation: string) => !/^[VE]\d+$/.test(organisation);
  const villages = [...new Set(Object.values(units).map((unit) => unit.supervisor ?? ''))].sort();
  const places = [
    ...villages.flatMap((id) => [
      { organisation: id, post: 'village.head', label: '村居负责人' },
      { organisation: id, post: 'village.gridWorker', label: '网格员' },
    ]),
    ...Object.keys(units).map((id) => ({ organisation: id, post: 'unit.head', label: '单位主要负责人' })),
  ].map((place) => ({ ...place, person: `g-${place.organisation}-${place.post.split('.')[1]}` }));
  return {
    ...sample,
    label: `${sample.label}，村居和单位为生成的数据`,
    organisations: [
      ...sample.organisations.filter(({ id }) => keeps(id)),
      ...villages.map((id) => ({ id, name: `生成村居 ${id}`, kind: 'village' as const, parent: 'street' })),
      ...Object.entries(units).map(([id, { supervisor }]) => ({
        id,
        name: `生成单位 ${id}`,
        kind: 'unit' as const,
        ...(supervisor === undefined ? {} : { parent: supervisor }),
      })),
    ],
    persons: [
      ...sample.persons,
      ...places.map(({ person, organisation, label }) => ({ id: person, name: `${organisation} ${label}` })),
    ],
    posts: [
      ...sample.posts.filter(({ organisation }) => keeps(organisation)),
      ...places.map(({ organisation, post, label }) => ({ organisation, name: post, label })),
    ],
    holdings: [
      ...sample.holdings.filter(({ organisation }) => keeps(organisation)),
      ...places.map(({ organisation, post, person }) => ({
        organisation,
        post,
        person,
        validFrom: startOfDay('2020-01-01'),
      })),
    ],
    deputies: sample.deputies.filter(({ organisation }) => keeps(organisation)),
    units: Object.entries(units).map(([id, { supervisor, industry, size }]) => ({
      id,
      ...(supervisor === undefined ? {} : { supervisor }),
      ...(industry === undefined ? {} : { industry }),
      ...(size === undefined ? {} : { size }),
    })),
  };
}
