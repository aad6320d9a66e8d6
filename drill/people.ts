import { setTimeout as pause } from 'node:timers/promises';
import { fromMs } from '../src/core/index.ts';
import { FAST_DEADLINE_MS } from './fast-rules.ts';
import { type Answer, type Person, persist } from './http.ts';
import { type PersonName, UNITS_WITH_A_HEAD } from './office.ts';
import type { Chance } from './random.ts';

/** A command that the API has acknowledged: it must be in the log exactly once. */
export interface Acknowledged {
  readonly caseId: string;
  readonly commandId: string;
  readonly seq: number;
}

/** What people did. */
export interface Work {
  readonly acknowledged: Acknowledged[];
  /** Given up after the connection broke: in the log once or not at all. */
  readonly unknown: string[];
  refused: number;
  /** Every case that was opened. */
  readonly cases: string[];
}

export interface PeopleDeps {
  readonly people: { readonly [name in PersonName]: Person };
  readonly chance: Chance;
  readonly goOn: () => boolean;
  /** Longest pause between two acts of one person (ms). */
  readonly thinkMs: number;
}

interface Act {
  readonly by: PersonName;
  readonly type: string;
  readonly payload: object;
}

/** Nothing done yet. */
export function emptyWork(): Work {
  return { acknowledged: [], unknown: [], refused: 0, cases: [] };
}

/** Lets so many people work side by side, one case after the other, until told to stop. */
export async function letWork(deps: PeopleDeps, work: Work, lanes: number): Promise<void> {
  await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      oneLane({ ...deps, chance: deps.chance.fork(`lane ${lane}`) }, work, lane),
    ),
  );
}

async function oneLane(deps: PeopleDeps, work: Work, lane: number): Promise<void> {
  for (let nth = 0; deps.goOn(); nth++) await oneCase(deps, work, `drill-${lane}-${nth}`);
}

/** One hazard from its report on. Some are left lying, so that their deadlines lapse; acts are entered a little late, so that clocks lie at any second. */
async function oneCase({ people, chance, goOn, thinkMs }: PeopleDeps, work: Work, name: string): Promise<void> {
  const unit = chance.between(1, UNITS_WITH_A_HEAD);
  let last = Date.now() - chance.between(0, FAST_DEADLINE_MS);
  const found = fromMs(last);
  const send = async (person: Person, path: string, commandId: string, body: object): Promise<Answer | undefined> => {
    const givesUp = chance.next() < 0.1;
    const answer = await persist(
      () => person.send('POST', path, { commandId, post: person.post, ...body }),
      () => goOn() && !givesUp,
    );
    if (answer === undefined) work.unknown.push(commandId);
    else if (answer.status < 300)
      work.acknowledged.push({ caseId: String(answer.body.caseId), commandId, seq: Number(answer.body.seq) });
    else work.refused++;
    return answer;
  };

  const threatensLife = chance.next() < 0.2;
  const opened = await send(people.grid, '/hazards', `${name}-0`, {
    at: found,
    unit: `U${unit}`,
    kind: `kind-${chance.between(1, 40)}`,
    where: '二楼',
    what: '演练隐患',
    found,
    photos: ['before'],
    threatensLife,
  });
  if (opened === undefined || opened.status >= 300) return;
  const caseId = String(opened.body.caseId);
  work.cases.push(caseId);
  const acts = lifeOf(chance, `unit${unit}` as PersonName, threatensLife);
  for (const [nth, { by, type, payload }] of acts.entries()) {
    if (!goOn() || chance.next() < 0.06) return;
    await pause(chance.between(0, thinkMs));
    const at = last + Math.floor(chance.next() * (Date.now() - last));
    const answer = await send(people[by], `/cases/${caseId}/commands`, `${name}-${nth + 1}`, {
      type,
      payload,
      at: fromMs(at),
    });
    if (answer === undefined) return;
    if (answer.status < 300) last = at;
  }
}

function lifeOf(chance: Chance, unit: PersonName, threatensLife: boolean): readonly Act[] {
  const office = (type: string, payload: object = {}): Act => ({ by: 'office', type, payload });
  const major = chance.next() < 0.2;
  const slow = chance.next() < 0.4;
  const consults = chance.next() < 0.3;
  const fails = chance.next() < 0.3;
  const note = (text: string): Act => ({
    by: chance.pick(['grid', 'village', 'office']),
    type: 'addNote',
    payload: { text },
  });
  return [
    ...(threatensLife ? [{ by: 'grid', type: 'recordControl', payload: { measures: '现场警戒' } } as const] : []),
    office('gradeHazard', { facts: { threatensLife, matchesMajorCriteria: major, estimatedDays: slow ? 20 : 3 } }),
    office('orderRectification'),
    office('recordService', { mode: 'inPerson', signedBy: 'unit' }),
    note('已送达'),
    ...(major ? [{ by: unit, type: 'filePlan', payload: PLAN }, office('requestSupervision')] : []),
    ...(consults
      ? [
          office('openConsultation', { issue: '资金', level: 'village' }),
          office('decideConsultation', { level: 'village', decision: '自筹', owner: 'unit', due: '2026-12-31' }),
        ]
      : []),
    { by: unit, type: 'submitRectification', payload: { photos: ['after'], planItems: 'all', opinion: 'expert' } },
    ...(fails
      ? [
          {
            by: 'team',
            type: 'concludeAcceptance',
            payload: { passed: false, conclusion: '未完成', perItem: '一项不合格', team: ['E1', 'I1', 'D1'] },
          } as const,
          note('重新整改'),
          {
            by: unit,
            type: 'submitRectification',
            payload: { photos: ['again'], planItems: 'all', opinion: 'expert' },
          },
        ]
      : []),
    {
      by: 'team',
      type: 'concludeAcceptance',
      payload: { passed: true, conclusion: '合格', perItem: 'all', team: ['E1', 'I1', 'D1'], photos: ['after'] },
    },
    office('closeOut'),
  ];
}

const PLAN = { goals: '…', methods: '…', funds: '…', people: '…', timetable: '…', safeguards: '…' };
