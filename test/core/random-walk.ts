import fc from 'fast-check';
import {
  type Actor,
  addDays,
  addMs,
  type CaseId,
  type CaseState,
  type Command,
  commandTables,
  dayOf,
  type HazardState,
  type Instant,
  type JsonObject,
  type KindName,
  kinds,
  type MatterState,
  toMs,
} from '../../src/core/index.ts';
import type { World } from '../../src/simulator/world.ts';
import { actor, at, FACTS_OF, kindOf, newWorld, rules } from './office.ts';

/** One step of a walk: how long nothing is done, then who does which of the commands that are legal, and with what. */
export interface Step {
  readonly gap: number;
  readonly whose: number;
  readonly which: number;
  readonly variant: number;
  /** Minutes by which the act is entered late. */
  readonly late: number;
}

const MINUTE = 60_000;
const DAY_IN_MINUTES = 1_440;

const gap = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 600 }) },
  { weight: 6, arbitrary: fc.integer({ min: 600, max: 6 * DAY_IN_MINUTES }) },
  // Whole days keep the walk on 09:00, where rungs and reminders are.
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 12 }).map((days) => days * DAY_IN_MINUTES) },
  { weight: 1, arbitrary: fc.integer({ min: 20 * DAY_IN_MINUTES, max: 200 * DAY_IN_MINUTES }) },
);
const late = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 3 * DAY_IN_MINUTES }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 * DAY_IN_MINUTES }) },
);

/** A walk: some first step, then up to `most` others. */
export const walks = (most = 40): fc.Arbitrary<readonly Step[]> =>
  fc.array(fc.record({ gap, whose: fc.nat(1_000), which: fc.nat(10_000), variant: fc.nat(10_000), late }), {
    minLength: 3,
    maxLength: most,
    size: 'max',
  });

/** A walk in whole days: every act is entered at 09:00 sharp, the very instant of rungs and reminders. */
export const sharpWalks = (most = 40): fc.Arbitrary<readonly Step[]> =>
  walks(most).map((steps) =>
    steps.map((step) => ({
      ...step,
      gap: Math.round(step.gap / DAY_IN_MINUTES) * DAY_IN_MINUTES,
      late: step.late > 2 * DAY_IN_MINUTES ? step.late : 0,
    })),
  );

const TIERS = ['T0', 'T1', 'T2', 'T3'] as const;
const pick = <One>(list: readonly One[], n: number): One => list[n % list.length] as One;
const REASON = { reason: '按规定', document: 'doc-1', approver: 'street.leader' } as const;

/** A valid payload for a command in this state; what it says varies with `v`. */
export function payloadFor(type: string, state: CaseState | undefined, now: Instant, v: number): JsonObject {
  const hazard = state as HazardState | undefined;
  const matter = state as MatterState | undefined;
  const today = dayOf(now);
  const later = laterPayload(type, state, now, v);
  if (later) return later;
  switch (type) {
    case 'reportHazard':
      return {
        unit: pick(['U1', 'U2'], v),
        kind: 'blockedExit',
        where: '二楼',
        what: '堵塞',
        found: addMs(now, -pick([0, 10, 90, 3_000], v) * MINUTE),
        photos: ['before-1'],
        ...(v % 5 === 0 ? { threatensLife: true } : {}),
      };
    case 'gradeHazard':
      return { facts: FACTS_OF[pick(TIERS, v)] };
    case 'regradeHazard':
      return {
        tier: pick(
          TIERS.filter((tier) => tier !== hazard?.tier),
          v,
        ),
        ...REASON,
      };
    case 'dismissHazard':
      return { seen: '现场核实无隐患', secondPerson: 'P2', ...REASON };
    case 'mergeHazard':
      return { into: hazard?.caseId === 'H1' ? 'H2' : 'H1', ...REASON };
    case 'recordService':
      return v % 3 === 0 ? { mode: 'refused', witnesses: ['I1', 'I2'], ...LATE } : { mode: 'inPerson', ...LATE };
    case 'correctSubject':
      return { unit: pick(['U1', 'U2', 'U3'], v), where: '三楼', ...REASON };
    case 'recordSubjectGone':
      return { seen: '已搬离', ...REASON };
    case 'filePlan':
      return { goals: '目', methods: '法', funds: '费', people: '人', timetable: '时', safeguards: '安', ...LATE };
    case 'reportProgress':
      return { percent: v % 101, ...LATE };
    case 'requestExtension':
      return {
        newDay: addDays(hazard?.clocks[`hazard.${hazard.tier}.rectify`]?.lastDay ?? today, 1 + (v % 60)),
        progress: '过半',
        interimMeasures: '值守',
        ...REASON,
        ...(v % 2 ? { forceMajeure: true } : {}),
      };
    case 'decideExtension':
      return { decision: pick(['granted', 'granted', 'refused'], v), by: 'district.safetyCommittee', ...REASON };
    case 'submitRectification':
      return { photos: [`after-${v % 7}`], photosBefore: ['before-2'], planItems: 'all', opinion: 'expert-1', ...LATE };
    case 'takeIntoAcceptance':
      return { team: ['E1', 'I1', 'D1'], ...LATE };
    case 'concludeAcceptance':
      return { passed: v % 3 !== 0, conclusion: '见附件', perItem: '逐项', team: ['E1', 'I1', 'D1'], ...LATE };
    case 'reopenHazard':
      return { ground: pick(['inspector', 'reporter', 'sample', 'recurrence'], v), ...REASON };
    case 'recordSupervisionDecision':
      return {
        decision: pick(['ordered', 'ordered', 'returned', 'refused'], v),
        number: '〔2025〕3号',
        term: addDays(today, 5 + (v % 90)),
        ...REASON,
      };
    case 'publishSupervision':
    case 'publishLift':
      return { medium: '区政府网站', ...LATE };
    case 'recordLift':
      return { decision: pick(['lifted', 'lifted', 'refused'], v), ...REASON };
    case 'assignDistrictLeader':
      return { leader: '区长', ...REASON };
    case 'openConsultation':
      return { issue: '权属不清', tried: '多次协调', level: pick(['village', 'street', 'district'], v), ...REASON };
    case 'liftConsultation':
      return { tried: '多次协调', ...REASON };
    case 'decideConsultation':
      return {
        level: hazard?.regions.consultation ?? 'village',
        decision: '统一改造',
        owner: 'U1',
        due: addDays(today, v % 60),
        ...(v % 2 ? { replacesDueDay: true } : {}),
        ...REASON,
      };
    case 'sendConsultationDown':
      return { instructions: '由下级办理', ...LATE };
    case 'orderControl':
    case 'recordControl':
      return { measures: '断电警戒', ...LATE };
    case 'recordDistrictCall':
      return { called: '区应急局', ...LATE };
    case 'recordStop':
      return { by: 'district.emergency', ...REASON };
    case 'reviewStop':
      return { result: 'continue', ...LATE };
    case 'recordRestartDecision':
      return { decision: pick(['approved', 'refused'], v), ...REASON };
    case 'decideTransfer':
      return { to: 'district.housing', basis: '职责', ...LATE };
    case 'recordTransferReceipt':
      return { accepted: v % 4 !== 0, by: 'district.housing', ...REASON };
    case 'recordTransferResult':
      return { result: '已办', ...REASON };
    case 'pause':
      return { ...REASON, reason: pick(rules.pause.reasons, v).id };
    case 'signNotice': {
      const rung = matter?.rungs.findLast((taken) => !taken.skipped);
      return {
        notice: rung?.notice ?? '',
        ...(rung?.notice === 'interviewNotice' ? { interviewAt: addMs(now, 9 * DAY_IN_MINUTES * MINUTE) } : {}),
        ...LATE,
      };
    }
    case 'recordNoticeReceipt':
      return { by: 'village.head', ...(v % 3 ? {} : { refused: true, witnesses: ['I1', 'I2'] }), ...LATE };
    case 'answerNotice':
      return { answer: '已部署', ...LATE };
    case 'assessAnswer':
      return { result: pick(['sufficient', 'poor', 'contested'], v), ...REASON };
    case 'recordInterview':
      return {
        attended: pick(['inPerson', 'inPerson', 'absent', 'excused'], v),
        ...(v % 2 ? { demands: [{ demand: '清理', owner: 'V1', due: addDays(today, 5) }] } : {}),
        interviewAt: addMs(now, 12 * DAY_IN_MINUTES * MINUTE),
        ...REASON,
      };
    case 'postponeInterview':
      return { interviewAt: addMs(now, 9 * DAY_IN_MINUTES * MINUTE), ...REASON };
    case 'checkInterview':
      return { passed: v % 2 === 0, ...REASON };
    case 'recordReceipt':
      return { by: 'district.lawEnforcement', accepted: v % 4 !== 0, ...REASON };
    case 'recordOutsideDecision':
      return { what: 'fine', amount: 10_000, ...REASON };
    case 'recordFacts':
      return {
        ...pick(
          [
            { falseReport: true },
            { accident: true },
            { fakeRectification: true },
            { reinspectionFailed: true },
            { penalised: true, grave: true },
            { sectorTrend: 'worse' },
          ],
          v,
        ),
        ...REASON,
      };
    case 'skipRungs':
      return {
        to: Math.min(6, Math.max(0, ...(matter?.rungs ?? []).map((taken) => taken.rung)) + 1 + (v % 2)),
        ...REASON,
      };
    case 'raiseFlag':
      return { code: 'answer-late', ...REASON };
    case 'contestFlag':
    case 'decideFlagContest':
      return {
        code: state?.contests?.find((one) => one.result === undefined)?.code ?? state?.flags[0]?.code ?? 'answer-late',
        ...(type === 'decideFlagContest' ? { result: pick(['stands', 'unfounded'], v) } : {}),
        ...REASON,
      };
    case 'startMatter':
      return {
        ladder: pick(['A', 'A', 'B'], v),
        ground: pick(['accident', 'falseReport', 'progressLag', 'unsafeAfterStop'], v),
        progressLag: 0.3,
        ...(v % 6 === 1 ? { startRung: 4 } : {}),
        ...REASON,
      };
    case 'receiveTipoff':
      return { channel: 'phone', matter: '仓库违规住人', reporter: pick(['sealed', 'anonymous'], v) };
    case 'transferTipoff':
      return { receiver: '区住建局', level: 'district', ...REASON };
    case 'joinTipoff':
      return { into: 'T2', ...LATE };
    case 'linkHazard':
      return { hazard: pick(['H1', 'H2'], v), ...LATE };
    case 'supplementTipoff':
      return { text: '补充', ...LATE };
    case 'recordOpening':
      return { motive: '核对领奖人', ...LATE };
    case 'triageTipoff':
      return { to: 'street.department', ...LATE };
    case 'openHazard':
      // Of the units and the kind of the other hazards: each may be what another one repeats.
      return {
        unit: pick(['U1', 'U2'], v),
        kind: 'blockedExit',
        where: '仓库',
        what: '违规住人',
        found: now,
        ...LATE,
      };
    case 'concludeTipoff':
      return { result: '属实', ...(v % 2 ? { fine: v * 500 } : {}), ...LATE };
    case 'addNote':
      return { text: '补充', ...LATE };
    case 'addEvidence':
      return { photos: ['extra-1'], ...LATE };
    default:
      return REASON;
  }
}

/** Payloads of accidents and of the internal list. */
function laterPayload(type: string, state: CaseState | undefined, now: Instant, v: number): JsonObject | undefined {
  const figures = { dead: pick([0, 1, 3, 12], v), injured: pick([0, 12], v), loss: pick([0, 200_000, 2e7], v) };
  const today = dayOf(now);
  switch (type) {
    case 'recordAccident':
      return {
        unit: pick(['U1', 'U2'], v),
        sort: pick(['production', 'traffic', 'fire'], v),
        happened: addMs(now, -pick([0, 10, 90, 3_000], v) * MINUTE),
        place: '一车间',
        course: '爆燃',
        ...figures,
      };
    case 'recordTransferReceipt':
      return state?.kind === 'tipoff' ? { accepted: v % 2 === 0, ...REASON } : undefined;
    case 'forwardAccident':
      return { to: '区应急管理局', ...LATE };
    case 'recordLevelForwarded':
      return { level: '区政府', ...LATE };
    case 'supplementFigures':
    case 'correctFigures':
      return { ...figures, ...REASON };
    case 'startMatter':
      return state?.kind === 'accident' ? { ground: pick(['accident', 'backTracing'], v), ...REASON } : undefined;
    case 'transferClue':
      return { to: 'district.discipline', what: '无人督促', ...LATE };
    case 'concludeTracing':
      return { result: '移交一条', ...LATE };
    case 'recordInvestigationExtension':
      return { until: addDays(today, 1 + (v % 90)), ...REASON };
    case 'recordInvestigation':
      return { cause: '违章', ...REASON };
    case 'recordAssessment':
      return { result: '已落实', ...REASON };
    case 'proposeEntry':
      return { unit: pick(['U1', 'U2'], v), criterion: pick(['refusedAccess', 'exemplary'], v), grounds: '查实' };
    case 'hearUnit':
      return { statement: '有异议', consents: v % 3 !== 0, ...LATE };
    case 'raiseObjection':
      return { objection: '不实', ...LATE };
    case 'decideObjection':
      return { founded: v % 2 === 0, ...REASON };
    case 'decideEntry':
      return { listed: v % 4 !== 0, ...REASON };
    case 'publishEntry':
      return { scope: 'internal', ...LATE };
    case 'reviewEntry':
      return { result: pick(['keep', 'keep', 'remove'], v), ...REASON };
    case 'requestRemoval':
      return { grounds: '已整改', ...LATE };
    case 'decideRemoval':
      return { granted: v % 2 === 0, ...REASON };
    case 'recommendEntry':
      return { penalty: '罚1', grounds: '拒不改正', ...LATE };
    case 'recordDistrictDecision':
      return { decision: '不予列入', ...REASON };
    case 'tellDepartment':
      return { department: pick(['D1', 'D2'], v), constraint: '从严', ...LATE };
    case 'recordConstraintReply':
      return { department: pick(['D1', 'D2'], v), reply: '已办', ...LATE };
    default:
      return undefined;
  }
}

/** What an entry beyond the limit needs. */
const LATE = { document: 'doc-late', approver: 'street.leader' } as const;

/** Somebody who may issue the command. */
export function actorFor(kind: KindName, type: string, state: CaseState | undefined, v: number): Actor {
  const by = commandTables[kind][type]?.by ?? [];
  const post = pick(by, v);
  const matter = state as MatterState | undefined;
  const person = `P${v % 4}`;
  if (post === 'matter.subject')
    return { post: `${matter?.subject.kind}.head`, organisation: matter?.subject.organisation ?? '', person };
  if (post === 'rung.issuer') {
    const rung = matter?.rungs.findLast((taken) => !taken.skipped)?.rung;
    return {
      post: rules.ladders.find((ladder) => ladder.id === matter?.ladder)?.rungs[(rung ?? 1) - 1]?.issuer ?? '',
      person,
    };
  }
  if (post === '*') return actor('street.safetyOffice', { person });
  return actor(post, { person });
}

/** A walk as it was walked. */
export interface Walk {
  readonly world: World;
  readonly commands: readonly { readonly kind: KindName; readonly command: Command; readonly refused?: string }[];
  readonly end: Instant;
}

/** What ends a walk or says nothing: drawn seldom. */
const RARE: ReadonlySet<string> = new Set([
  'addNote',
  'addEvidence',
  'contestFlag',
  'startMatter',
  'dismissHazard',
  'mergeHazard',
  'recordSubjectGone',
  'withdrawMatter',
  'withdrawTipoff',
  'transferTipoff',
  'recordOpening',
  'dismissAccident',
  'closeAccident',
  'withdrawProposal',
  'correctSubject',
  'recordDistrictCall',
  'assignDistrictLeader',
  'orderControl',
  'recordControl',
  'fileMinutes',
]);

export const START = at('2025-03-03 09:00');

/**
 * Walks: two hazards and a tip-off at most are opened, and everything they open is acted upon too. Half of the acts go on with the
 * main line, so that walks get somewhere.
 */
export function walk(
  steps: readonly Step[],
  world: World = newWorld(),
  families: readonly CaseId[] = ['H1', 'H2', 'T1'],
): Walk {
  const commands: Walk['commands'][number][] = [];
  let now = START;
  for (const [nth, step] of steps.entries()) {
    now = addMs(now, step.gap * MINUTE);
    world.runTo(now);
    const open = world.cases().filter((id) => world.state(id) !== undefined);
    const unopened = families.find((id) => !open.includes(id));
    const opening = open.length === 0 || (unopened !== undefined && step.whose % 12 === 0);
    const caseId = opening ? (unopened as CaseId) : pick(open, step.whose);
    const kind = kindOf(caseId);
    const state = world.state(caseId);
    const legal = kinds[kind].allowed(state).map((one) => one.type);
    if (legal.length === 0) continue;
    const common = legal.filter((type) => !RARE.has(type));
    const onwards = [
      'gradeHazard',
      'orderRectification',
      'recordService',
      'submitRectification',
      'concludeAcceptance',
      'closeOut',
      'signNotice',
      'decideFlagContest',
      'acceptTipoff',
      'concludeTipoff',
      'answerTipoff',
      'forwardAccident',
      'noticeEntry',
      'decideEntry',
    ].find((type) => legal.includes(type));
    const type =
      onwards && step.which % 3 === 0
        ? onwards
        : pick(step.which % 7 === 0 || common.length === 0 ? legal : common, step.which);
    const before = state ? Math.max(toMs(state.stageSince), toMs(now) - step.late * MINUTE) : toMs(now);
    const happened = addMs(now, -Math.max(0, toMs(now) - before));
    const command: Command = {
      input: 'command',
      caseId,
      commandId: `w${nth}`,
      type,
      payload: payloadFor(type, state, happened, step.variant),
      actor: actorFor(kind, type, state, step.variant),
      at: happened,
      recordedAt: now,
    };
    const { refusal } = world.record(kind, command);
    commands.push({ kind, command, ...(refusal ? { refused: refusal.code } : {}) });
  }
  const end = addMs(now, 150 * DAY_IN_MINUTES * MINUTE);
  return { world, commands, end };
}
