import {
  addDays,
  dayOf,
  daysBetween,
  type HazardState,
  type Instant,
  type JsonObject,
  type MatterState,
  type Terms,
  type TipoffState,
} from '../core/index.ts';
import type { Chance } from './chance.ts';
import { type Course, workedDay } from './history-office.ts';
import {
  type Act,
  answered,
  assessed,
  controlled,
  act as entered,
  extensionGranted,
  extensionRequested,
  gradeAs,
  hazardOpened,
  INTERVIEWED,
  rungOf,
  signed,
  subjectOf,
  submitted,
  TEAM,
  taken,
  unitOf,
} from './office-acts.ts';

/** What somebody does next about a case, or in how many calendar days somebody looks again. */
export type Next = { readonly act: Act } | { readonly wait: number };

/** The moment at which somebody looks at a case. */
export interface Look {
  readonly at: Instant;
  readonly terms: Terms;
  readonly chance: Chance;
}

/** Nobody will do anything more. */
const NEVER = { wait: Number.POSITIVE_INFINITY };

function act(...given: Parameters<typeof entered>): Next {
  return { act: entered(...given) };
}

function daysSince(
  state: { readonly anchors: { readonly [anchor: string]: Instant } },
  anchor: string,
  at: Instant,
): number {
  const since = state.anchors[anchor];
  return since === undefined ? -1 : daysBetween(dayOf(since), dayOf(at));
}

/** Acts when `days` have gone by since the anchor, else waits for the rest of them. */
function after(state: HazardState | TipoffState, anchor: string, days: number, { at }: Look, then: () => Next): Next {
  const gone = daysSince(state, anchor, at);
  return gone >= days ? then() : { wait: Math.max(1, days - gone) };
}

/** The next step on a hazard. */
export function hazardNext(state: HazardState, course: Course, look: Look): Next {
  const beside = besideMainLine(state, course, look);
  if (beside) return beside;
  switch (state.stage) {
    case 'identified':
      if (course.dismissed) return act('dismissHazard', { seen: '现场核实，已即时清走', reason: '不构成隐患' });
      return { act: gradeAs(course.tier) };
    case 'graded':
      return act('orderRectification', { legalBasis: '《中华人民共和国安全生产法》第六十五条' });
    case 'ordered':
      return act('recordService', { mode: 'inPerson', signedBy: `${course.unit} 主要负责人` });
    case 'rectifying':
      return rectifying(state, course, look);
    case 'submitted':
    case 'inAcceptance':
      return accepting(state, course, look);
    case 'accepted':
      return closing(state, look);
    default:
      return NEVER;
  }
}

function besideMainLine(state: HazardState, course: Course, look: Look): Next | undefined {
  return (
    supervision(state, look) ??
    consultation(state, course, look) ??
    transfer(state, course, look) ??
    extension(state, course, look)
  );
}

function supervision(state: HazardState, look: Look): Next | undefined {
  if (state.tier !== 'T1' || !['ordered', 'rectifying'].includes(state.stage)) return undefined;
  switch (state.regions.supervision) {
    case 'none':
      return act('requestSupervision', { attachments: ['隐患报告书'], document: '云街〔2025〕函' });
    case 'requested':
      if (daysSince(state, 'supervisionRequested', look.at) < 7) return undefined;
      return act('recordSupervisionDecision', {
        decision: 'ordered',
        document: '浔安委督〔2025〕号',
        number: `浔安督-${state.caseId.slice(-4)}`,
        term: workedDay(look.terms.calendar, addDays(dayOf(look.at), 75)),
        responsibleUnit: state.unit,
        supervisingUnit: '云岭街道',
      });
    case 'ordered':
      if (state.anchors.supervisionFiled === undefined) return act('fileSupervision');
      if (state.anchors.supervisionPublished === undefined) return act('publishSupervision', { medium: '区政府网站' });
      return progress(state, look);
    default:
      return undefined;
  }
}

function progress(state: HazardState, look: Look): Next | undefined {
  const clock = state.clocks['hazard.T1.progress'];
  if (clock?.lastDay === undefined || daysBetween(dayOf(look.at), clock.lastDay) > 3 || !look.chance.yes(0.7))
    return undefined;
  return act('reportProgress', { percent: 50 }, unitOf(state));
}

function consultation(state: HazardState, course: Course, look: Look): Next | undefined {
  if (!course.consultation) return undefined;
  const village = { post: 'village.head', organisation: course.supervisor };
  switch (state.regions.consultation) {
    case 'none':
      return state.stage === 'rectifying' && daysSince(state, 'orderServed', look.at) >= 5
        ? act('openConsultation', { issue: '整改资金有争议，需会商', tried: '已两次现场协调' }, village)
        : undefined;
    case 'village':
      if (look.chance.yes(0.3))
        return act('liftConsultation', { tried: '村居会商未达成一致', reason: '涉及多部门' }, village);
      return act('decideConsultation', decision('village', look), village);
    case 'street':
      return daysSince(state, 'consultationLifted', look.at) >= 5
        ? act('decideConsultation', decision('street', look), { post: 'street.safetyCommittee' })
        : undefined;
    case 'resolved':
      return state.clocks['consultation.minutes'] ? act('fileMinutes') : undefined;
    default:
      return undefined;
  }
}

function decision(level: string, { at, terms }: Look): JsonObject {
  return {
    level,
    decision: '单位出资、街道协调场地，限期完成',
    owner: '责任单位',
    due: workedDay(terms.calendar, addDays(dayOf(at), 20)),
  };
}

function transfer(state: HazardState, course: Course, look: Look): Next | undefined {
  if (!course.transfer || state.stage === 'identified') return undefined;
  switch (state.regions.transfer) {
    case 'none':
      return act('decideTransfer', { to: 'district.specialDepartment', basis: '房屋结构安全属专业部门职责' });
    case 'decided':
      return act('sendTransfer');
    case 'sent':
      return daysSince(state, 'transferSent', look.at) >= 4
        ? act('recordTransferReceipt', { document: '收文回执', accepted: true, by: '区住房和城乡建设局' })
        : undefined;
    case 'received':
      return daysSince(state, 'transferReceived', look.at) >= 13
        ? act('recordTransferResult', { document: '处理结果函', result: '已委托鉴定并督促加固' })
        : undefined;
    default:
      return undefined;
  }
}

function extension(state: HazardState, course: Course, look: Look): Next | undefined {
  if (state.regions.extension === 'requested' && state.extensionAsked) {
    return daysSince(state, 'extensionRequested', look.at) >= 2
      ? { act: extensionGranted(state.extensionAsked.newDay) }
      : undefined;
  }
  const clock = state.clocks['hazard.T2.rectify'];
  if (!course.extension || state.extensions > 0 || state.stage !== 'rectifying' || clock?.lastDay === undefined)
    return undefined;
  const left = daysBetween(dayOf(look.at), clock.lastDay);
  if (left < 11 || left > 17) return undefined;
  return { act: extensionRequested(state, clock.lastDay) };
}

function rectifying(state: HazardState, course: Course, look: Look): Next {
  const control = controlled(state);
  if (control) return { act: control };
  if (state.tier === 'T1' && state.regions.plan === 'none') return act('filePlan', PLAN, unitOf(state));
  if (state.regions.pause === 'paused')
    return daysSince(state, 'orderServed', look.at) >= 20 ? act('resume', { document: '鉴定报告' }) : { wait: 3 };
  if (course.pause && state.pauses.length === 0 && daysSince(state, 'orderServed', look.at) >= 6)
    return act('pause', { reason: 'appraisal', document: '技术鉴定委托书', approver: 'street.leader.safety' });
  if (course.submitAfter === undefined) return state.tier === 'T1' ? { wait: 5 } : { wait: 30 };
  const again = state.failedAcceptances > 0;
  const due = after(
    state,
    again ? 'acceptanceConcluded' : 'orderServed',
    again ? 3 : course.submitAfter + (course.extension ? 8 : 0),
    look,
    () => ({ act: submitted(state) }),
  );
  // Somebody looks in between: progress, consultation, an extension.
  return 'wait' in due ? { wait: Math.min(due.wait, 4) } : due;
}

const PLAN = {
  goals: '消除隐患、恢复安全条件',
  methods: '委托有资质单位设计施工',
  funds: '自筹',
  people: '主要负责人牵头',
  timetable: '六十日内完成',
  safeguards: '整改期间停用并值守',
};

function accepting(state: HazardState, course: Course, look: Look): Next {
  if ((state.tier === 'T1' || state.tier === 'T2') && state.stage === 'submitted')
    return act('takeIntoAcceptance', { team: ['p031', 'p032', 'p027'] }, TEAM);
  return after(state, 'rectificationSubmitted', Math.min(course.pace, 4), look, () => {
    const passed = !(course.failsFirst && state.failedAcceptances === 0);
    const by = state.tier === 'T3' ? { post: 'village.gridWorker', organisation: course.supervisor } : TEAM;
    return act(
      'concludeAcceptance',
      {
        passed,
        conclusion: passed ? '逐项核对，符合要求' : '整改不彻底',
        perItem: passed ? '各项合格' : '一项不合格',
        team: ['p031', 'p032', 'p027'],
        photos: [`验收-${state.caseId}-${state.failedAcceptances + 1}`],
      },
      by,
    );
  });
}

function closing(state: HazardState, look: Look): Next {
  switch (state.regions.supervision) {
    case 'ordered':
      return act('requestLift');
    case 'liftRequested':
      return after(state, 'liftRequested', 4, look, () =>
        act('recordLift', { decision: 'lifted', document: '浔安委摘〔2025〕号' }),
      );
    case 'lifted':
      return state.anchors.liftPublished === undefined ? act('publishLift', { medium: '区政府网站' }) : act('closeOut');
    case 'requested':
    case 'returned':
      return act('withdrawSupervisionRequest', { reason: '已提前验收合格' });
    default:
      return act('closeOut');
  }
}

/** The next step on a matter: a signature, an answer, an interview, what follows from it. */
export function matterNext(state: MatterState, look: Look): Next {
  const { paper, interview } = state.regions;
  const { chance, terms, at } = look;
  if (state.closed) return NEVER;
  const rung = state.rungs.at(-1);
  const rule = rungOf(state, terms);
  if (interview === 'decided' && state.interviewAt !== undefined && at > state.interviewAt) return { act: INTERVIEWED };
  if (interview === 'held' && state.clocks['interview.minutes']) return act('fileInterviewMinutes');
  if (interview === 'held') return act('fileInterviewReport', { report: '已逐项落实' }, subjectOf(state));
  if (interview === 'reported') return act('checkInterview', { passed: chance.yes(0.9) });
  if (state.stage !== 'open') return { wait: 5 };
  if (paper === 'unsigned' && rule && rung && chance.yes(0.6))
    return { act: signed(rung.notice, rule, at, terms.calendar) };
  if (paper === 'issued' && state.clocks.answer && chance.yes(0.3)) return { act: answered(state) };
  if (paper === 'answered' && chance.yes(0.6)) return { act: assessed(chance.yes(0.75)) };
  return { wait: 2 };
}

/** The next step on a tip-off. */
export function tipoffNext(
  state: TipoffState,
  tip: { readonly unit: string; readonly verified: boolean },
  look: Look,
): Next {
  switch (state.stage) {
    case 'received':
      return { act: taken(state) };
    case 'accepted':
      if (tip.verified && state.hazards.length === 0) {
        return after(state, 'tipoffAccepted', 4, look, () => ({ act: hazardOpened(state, tip.unit, look.at) }));
      }
      return after(state, 'tipoffAccepted', 11, look, () =>
        act('concludeTipoff', { result: tip.verified ? '属实' : '不属实' }),
      );
    case 'verified':
      return act('answerTipoff');
    case 'answered':
      return tip.verified ? act('offerReward') : act('closeTipoff');
    case 'rewardOffered':
      return after(state, 'rewardOffered', 8, look, () => act('payReward'));
    default:
      return NEVER;
  }
}
