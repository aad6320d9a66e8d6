import { kindOfDay } from '../core/deadline/working-days.ts';
import {
  addMs,
  atTime,
  type CaseId,
  type Command,
  type Day,
  dayOf,
  type HazardState,
  type Instant,
  type JsonObject,
  kinds,
  type MatterState,
  type SealedEvent,
  type Terms,
} from '../core/index.ts';
import { endsOn } from '../core/watch.ts';
import { createWorld, type World } from './world.ts';

/** What a preview is asked: a sample hazard of a tier, found and served on one day. */
export interface PreviewRequest {
  readonly terms: Terms;
  readonly tier: 'T0' | 'T1' | 'T2' | 'T3';
  /** Default 2025-03-03 09:00, a Monday without holidays near; a day before holidays shows what falls on them. */
  readonly start?: Instant;
  /** Days to look ahead; default 200. */
  readonly days?: number;
}

/**
 * How people behave: `nobody`: the unit, the village and every signer stay silent after the order was served; `signersOnly`: papers are signed when they
 * are laid before somebody, nothing else; `lastDay`: everything is done on its last day.
 */
export type Conduct = 'nobody' | 'signersOnly' | 'lastDay';

/** What the rule set does to the sample case, per conduct. */
export interface Preview {
  readonly tier: string;
  readonly start: Instant;
  readonly courses: { readonly [conduct in Conduct]: Course };
}

export interface Course {
  readonly messages: readonly PreviewMessage[];
  /** Messages and papers by day and post, the fullest first; those beyond the budget of the rule set are marked. */
  readonly perDay: readonly {
    readonly day: Day;
    readonly post: string;
    readonly count: number;
    readonly overBudget: boolean;
  }[];
  /** What happens by itself on a day on which nobody works. */
  readonly onRestDays: readonly {
    readonly at: Instant;
    readonly event: string;
    readonly what: string;
    readonly dayKind: 'rest' | 'holiday';
  }[];
  /** Where the case has come to. */
  readonly stage: string;
  readonly events: readonly SealedEvent[];
  /** An act that the rules did not let happen on the last day, and why; empty as a rule. */
  readonly refused: readonly string[];
}

/** One message or paper to one post. */
export interface PreviewMessage {
  readonly at: Instant;
  readonly day: Day;
  readonly post: string;
  /** A paper's kind, or what a message is about (`reminder`, `lapse` …). */
  readonly what: string;
  readonly paper: boolean;
  /** The duty or ladder step it is about. */
  readonly about?: string;
  readonly caseId: CaseId;
}

const START: Instant = '2025-03-03T09:00:00+08:00';
const SAMPLE = 'SAMPLE';
const UNIT = 'U1';
const VILLAGE = 'V1';
const LAST_DAY_TIME = '16:00';
const MINUTE_MS = 60_000;
/** A rule set that always asks for the next act would never end. */
const MOST_ACTS = 200;

/** Plays a sample case under a rule set, three ways. Deterministic; takes milliseconds. */
export function preview(request: PreviewRequest): Preview {
  const { tier, start = START } = request;
  return {
    tier,
    start,
    courses: {
      nobody: play(request, 'nobody'),
      signersOnly: play(request, 'signersOnly'),
      lastDay: play(request, 'lastDay'),
    },
  };
}

function play({ terms, tier, start = START, days = 200 }: PreviewRequest, conduct: Conduct): Course {
  const world = createWorld({ kinds, terms, units: { [UNIT]: { supervisor: VILLAGE } } });
  const stage: Stage = { world, terms, until: addMs(start, days * 24 * 60 * MINUTE_MS), refused: [], nth: 0 };
  record(stage, 'hazard', SAMPLE, start, {
    type: 'reportHazard',
    payload: {
      unit: UNIT,
      kind: '示例',
      where: '示例部位',
      what: '示例隐患',
      found: start,
      photos: ['before'],
      ...(tier === 'T0' ? { threatensLife: true } : {}),
    },
    by: { post: 'village.gridWorker', organisation: VILLAGE },
  });
  if (conduct === 'lastDay') onTheLastDay(stage, tier);
  else {
    for (const [n, anchor] of ['graded', 'ordered', 'orderServed'].entries())
      act(stage, anchor, tier, addMs(start, (n + 1) * MINUTE_MS));
    if (conduct === 'signersOnly') signing(stage);
  }
  world.runTo(stage.until);
  return course(stage);
}

interface Stage {
  readonly world: World;
  readonly terms: Terms;
  readonly until: Instant;
  readonly refused: string[];
  nth: number;
}

interface Act {
  readonly type: string;
  readonly payload: JsonObject;
  readonly by: { readonly post: string; readonly organisation?: string };
}

function record(
  stage: Stage,
  kind: 'hazard' | 'matter',
  caseId: CaseId,
  at: Instant,
  { type, payload, by }: Act,
): boolean {
  stage.world.runTo(at);
  const command: Command = {
    input: 'command',
    caseId,
    commandId: `preview-${++stage.nth}`,
    at,
    recordedAt: at,
    type,
    payload,
    actor: by,
  };
  const { refusal } = stage.world.record(kind, command);
  if (refusal) stage.refused.push(`${at} ${type} ${refusal.code} ${refusal.message}`);
  return refusal === undefined;
}

// ------------------------------------------------------------------------------------------------------------ on the last day

/** Every duty of the hazard is done on its last day, the earliest first. */
function onTheLastDay(stage: Stage, tier: string): void {
  for (let acts = 0; acts < MOST_ACTS; acts++) {
    const state = stage.world.state(SAMPLE) as HazardState;
    const due = Object.values(state.clocks)
      .filter((clock) => clock.does === 'lapse')
      .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))[0];
    const free = freeAct(stage, state);
    if (free) {
      if (!act(stage, free, tier, addMs(lastInstant(stage), MINUTE_MS))) return;
      continue;
    }
    if (due === undefined || due.dueAt > stage.until) return;
    const rule = stage.terms.rules.deadlines.find((one) => one.id === due.rule);
    const anchor = Object.keys(ACTS).find((one) => rule && endsOn(rule, one));
    const onTime = due.lastDay === undefined ? addMs(due.dueAt, -10 * MINUTE_MS) : atTime(due.lastDay, LAST_DAY_TIME);
    const at = onTime > lastInstant(stage) ? onTime : addMs(lastInstant(stage), MINUTE_MS);
    // A duty of somebody outside, or one that no sample act fulfils: its day passes.
    if (anchor === undefined || at >= due.dueAt || !act(stage, anchor, tier, at)) stage.world.runTo(due.dueAt);
  }
}

/** What may be done at once because no deadline waits for it. */
function freeAct({ terms }: Stage, state: HazardState): string | undefined {
  const awaited = (anchor: string) =>
    terms.rules.deadlines.some((rule) => endsOn(rule, anchor) && state.clocks[rule.id]);
  if (state.stage === 'submitted' || state.stage === 'inAcceptance')
    return awaited('acceptanceConcluded') ? undefined : 'acceptanceConcluded';
  if (state.stage !== 'accepted') return undefined;
  const { supervision } = state.regions;
  if (supervision === 'liftRequested') return 'supervisionLifted';
  return awaited('liftPublished') ||
    supervision === 'ordered' ||
    supervision === 'requested' ||
    supervision === 'returned'
    ? undefined
    : 'closedOut';
}

function lastInstant({ world }: Stage): Instant {
  return world.log.at(-1)?.at ?? START;
}

const OFFICE = { post: 'street.safetyOffice' };
const OWNER = { post: 'unit.head', organisation: UNIT };

/** The act that each anchor waits for, with what a complete one says. */
const ACTS: { readonly [anchor: string]: (tier: string, at: Instant) => Act } = {
  graded: (tier) => ({
    type: 'gradeHazard',
    payload: { facts: { threatensLife: tier === 'T0' }, tier, reason: '规则预演' },
    by: OFFICE,
  }),
  ordered: () => ({ type: 'orderRectification', payload: {}, by: OFFICE }),
  orderServed: () => ({ type: 'recordService', payload: { mode: 'inPerson' }, by: OFFICE }),
  controlVerified: () => ({
    type: 'recordControl',
    payload: { measures: '断电停用、设置警戒、人员撤离', photos: ['control'] },
    by: OWNER,
  }),
  planFiled: () => ({
    type: 'filePlan',
    payload: {
      goals: '消除隐患',
      methods: '委托施工',
      funds: '自筹',
      people: '主要负责人',
      timetable: '按期',
      safeguards: '停用值守',
    },
    by: OWNER,
  }),
  supervisionRequested: () => ({
    type: 'requestSupervision',
    payload: { attachments: ['隐患报告书'], document: '提请函' },
    by: OFFICE,
  }),
  supervisionDecided: (_, at) => ({
    type: 'recordSupervisionDecision',
    payload: {
      decision: 'ordered',
      document: '挂牌文件',
      number: '示例',
      term: dayOf(addMs(at, 75 * 24 * 60 * MINUTE_MS)),
      responsibleUnit: UNIT,
      supervisingUnit: '街道',
    },
    by: OFFICE,
  }),
  supervisionFiled: () => ({ type: 'fileSupervision', payload: {}, by: OFFICE }),
  supervisionPublished: () => ({ type: 'publishSupervision', payload: { medium: '网站' }, by: OFFICE }),
  progressReported: () => ({ type: 'reportProgress', payload: { percent: 50 }, by: OWNER }),
  rectificationSubmitted: () => ({
    type: 'submitRectification',
    payload: { photos: ['after'], done: '已整改', planItems: 'all', opinion: '评估意见' },
    by: OWNER,
  }),
  acceptanceConcluded: () => ({
    type: 'concludeAcceptance',
    payload: { passed: true, conclusion: '合格', perItem: '合格', team: ['p1', 'p2', 'p3'], photos: ['accepted'] },
    by: { post: 'acceptanceTeam' },
  }),
  liftRequested: () => ({ type: 'requestLift', payload: {}, by: OFFICE }),
  supervisionLifted: () => ({ type: 'recordLift', payload: { decision: 'lifted', document: '摘牌文件' }, by: OFFICE }),
  liftPublished: () => ({ type: 'publishLift', payload: { medium: '网站' }, by: OFFICE }),
  closedOut: () => ({ type: 'closeOut', payload: {}, by: OFFICE }),
};

/** Stages of the main line whose act must come before a submission. */
const BEFORE_SUBMISSION: { readonly [stage: string]: string } = {
  identified: 'graded',
  graded: 'ordered',
  ordered: 'orderServed',
};

function act(stage: Stage, anchor: string, tier: string, at: Instant): boolean {
  const state = stage.world.state(SAMPLE);
  // The last day of the removal may come before that of the order: then the order comes with it.
  const first = anchor === 'rectificationSubmitted' ? BEFORE_SUBMISSION[state?.stage ?? ''] : undefined;
  if (first !== undefined) return act(stage, first, tier, at) && act(stage, anchor, tier, at);
  if (anchor === 'acceptanceConcluded' && state?.stage === 'submitted' && (tier === 'T1' || tier === 'T2')) {
    record(stage, 'hazard', SAMPLE, at, {
      type: 'takeIntoAcceptance',
      payload: { team: ['p1', 'p2', 'p3'] },
      by: { post: 'acceptanceTeam' },
    });
  }
  const make = ACTS[anchor];
  return make !== undefined && record(stage, 'hazard', SAMPLE, at, make(tier, at));
}

// -------------------------------------------------------------------------------------------------------------- only signing

/** Every paper that waits for a signature is signed an hour after it was laid before its signer. */
function signing(stage: Stage): void {
  for (let acts = 0; acts < MOST_ACTS; acts++) {
    const next = stage.world.next();
    if (next === undefined || next > stage.until) return;
    stage.world.runTo(next);
    for (const caseId of stage.world.cases()) {
      const state = stage.world.state(caseId);
      if (state?.kind === 'matter' && state.regions.paper === 'unsigned')
        sign(stage, state as MatterState, addMs(next, 60 * MINUTE_MS));
    }
  }
}

function sign(stage: Stage, state: MatterState, at: Instant): void {
  const taken = state.rungs.at(-1);
  const rung = stage.terms.rules.ladders
    .find((one) => one.id === state.ladder)
    ?.rungs.find((one) => one.rung === taken?.rung);
  if (!taken || !rung) return;
  const ahead = (rung.noticeAhead?.value ?? 0) + 10;
  const interview = rung.inPerson
    ? { interviewAt: atTime(dayOf(addMs(at, ahead * 24 * 60 * MINUTE_MS)), '09:30'), place: '街道会议室' }
    : {};
  record(stage, 'matter', state.caseId, at, {
    type: 'signNotice',
    payload: { notice: taken.notice, ...interview },
    by: { post: rung.issuer },
  });
}

// ------------------------------------------------------------------------------------------------------------------ telling

function course({ world, terms, refused }: Stage): Course {
  const messages = world.log.flatMap(messagesOf);
  return {
    messages,
    perDay: perDay(messages, terms.rules.messages.budgetPerPersonPerDay),
    onRestDays: restDays(world.log, terms),
    stage: world.state(SAMPLE)?.stage ?? '',
    events: world.log,
    refused,
  };
}

function messagesOf(event: SealedEvent): PreviewMessage[] {
  return event.effects.flatMap((effect): PreviewMessage[] => {
    if (effect.do !== 'notify' && effect.do !== 'issueNotice') return [];
    const paper = effect.do === 'issueNotice';
    const about = paper ? undefined : (effect.clock ?? textOf(event.payload.duty));
    const post = effect.to.organisation ? `${effect.to.post}@${effect.to.organisation}` : effect.to.post;
    return [
      {
        at: event.at,
        day: dayOf(event.at),
        post,
        what: paper ? effect.notice : effect.about,
        paper,
        ...(about === undefined ? {} : { about }),
        caseId: event.caseId,
      },
    ];
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function perDay(messages: readonly PreviewMessage[], budget: number): Course['perDay'] {
  const groups = [...Map.groupBy(messages, (one) => `${one.day} ${one.post}`).values()];
  const rows = groups.map((group) => ({
    day: group[0]?.day ?? '',
    post: group[0]?.post ?? '',
    count: group.length,
    overBudget: group.length > budget,
  }));
  return rows.sort((a, b) => b.count - a.count || (a.day < b.day ? -1 : 1));
}

function restDays(events: readonly SealedEvent[], { calendar }: Terms): Course['onRestDays'] {
  return events.flatMap((event) => {
    const dayKind = kindOfDay(calendar, dayOf(event.at));
    if (event.command !== undefined || dayKind === 'workday' || dayKind === 'makeUpDay') return [];
    const { payload } = event;
    const what =
      textOf(payload.duty) ?? (typeof payload.rung === 'number' ? `${String(payload.ladder)}${payload.rung}` : '');
    return [{ at: event.at, event: event.type, what, dayKind }];
  });
}
