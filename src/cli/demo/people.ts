import { workingDaysBetween } from '../../core/deadline/calendar.ts';
import type { Calendar } from '../../core/deadline/working-days.ts';
import {
  addDays,
  dayOf,
  daysBetween,
  type HazardState,
  type Instant,
  type MatterState,
  type RuleSet,
  type TipoffState,
} from '../../core/index.ts';
import type { Chance } from '../../simulator/chance.ts';
import { workedDay } from '../../simulator/history-office.ts';
import {
  type Act,
  act,
  answered,
  assessed,
  controlled,
  extensionGranted,
  extensionRequested,
  gradeAs,
  hazardOpened,
  INTERVIEWED,
  OFFICE,
  rungOf,
  signed,
  subjectOf,
  submitted,
  TEAM,
  taken,
  unitOf,
} from '../../simulator/office-acts.ts';
import type { Course } from './finds.ts';

/** The moment at which somebody looks at a case. */
export interface Look {
  readonly at: Instant;
  readonly calendar: Calendar;
  readonly rules: RuleSet;
  readonly chance: Chance;
}

function daysSince(
  state: { readonly anchors: { readonly [anchor: string]: Instant } },
  anchor: string,
  { at, calendar }: Look,
): { readonly calendar: number; readonly working: number } {
  const since = state.anchors[anchor];
  if (since === undefined) return { calendar: -1, working: -1 };
  return {
    calendar: daysBetween(dayOf(since), dayOf(at)),
    working: workingDaysBetween(calendar, dayOf(since), dayOf(at)),
  };
}

/** The next step on a hazard, if anybody takes one at this moment. */
export function hazardAct(state: HazardState, course: Course, look: Look): Act | undefined {
  const beside = besideMainLine(state, course, look);
  if (beside) return beside;
  switch (state.stage) {
    case 'identified':
      if (course.dismissed)
        return act('dismissHazard', { seen: '现场核实，物品系临时周转，已即时清走', reason: '不构成隐患' });
      return state.tier === 'T0' || look.chance.yes(1 / course.pace) ? gradeAs(course.tier) : undefined;
    case 'graded':
      return act('orderRectification', { legalBasis: '《中华人民共和国安全生产法》第六十五条' });
    case 'ordered':
      return look.chance.yes(1 / course.pace) ? served(course) : undefined;
    case 'rectifying':
      return rectifying(state, course, look);
    case 'submitted':
    case 'inAcceptance':
      return accepting(state, course, look);
    case 'accepted':
      return closing(state, look);
    default:
      return undefined;
  }
}

function served({ refusesToSign, unit }: Course): Act {
  if (refusesToSign) return act('recordService', { mode: 'refused', witnesses: ['检查员甲', '检查员乙'] });
  return act('recordService', { mode: 'inPerson', signedBy: `${unit} 主要负责人` });
}

/** Supervision, consultation, pause, transfer: they go beside the main line. */
function besideMainLine(state: HazardState, course: Course, look: Look): Act | undefined {
  return (
    supervision(state, look) ??
    consultation(state, course, look) ??
    transfer(state, course, look) ??
    pausing(state, course, look) ??
    extension(state, course, look)
  );
}

function supervision(state: HazardState, look: Look): Act | undefined {
  const { supervision: stands } = state.regions;
  if (state.tier !== 'T1' || !['ordered', 'rectifying'].includes(state.stage)) return undefined;
  if (stands === 'none')
    return look.chance.yes(0.4)
      ? act('requestSupervision', { attachments: ['隐患报告书'], document: '云街〔2026〕函' })
      : undefined;
  if (stands === 'requested' && daysSince(state, 'supervisionRequested', look).working >= 5) {
    return act('recordSupervisionDecision', {
      decision: 'ordered',
      document: '浔安委督〔2026〕号',
      number: `浔安督-${state.caseId.slice(-3)}`,
      term: workedDay(look.calendar, addDays(dayOf(look.at), 75)),
      responsibleUnit: state.unit,
      supervisingUnit: '云岭街道',
    });
  }
  if (stands === 'ordered' && state.anchors.supervisionFiled === undefined) return act('fileSupervision');
  if (stands === 'ordered' && state.anchors.supervisionPublished === undefined)
    return act('publishSupervision', { medium: '区政府网站' });
  const progress = state.clocks['hazard.T1.progress'];
  if (stands === 'ordered' && progress?.lastDay && daysBetween(dayOf(look.at), progress.lastDay) <= 2) {
    return look.chance.yes(0.6)
      ? act(
          'reportProgress',
          { percent: Math.min(95, 20 + 25 * state.verdicts.filter((one) => one.duty === progress.id).length) },
          unitOf(state),
        )
      : undefined;
  }
  return undefined;
}

function consultation(state: HazardState, { consultation: wanted, supervisor }: Course, look: Look): Act | undefined {
  const { consultation: stands } = state.regions;
  const village = supervisor.startsWith('V') ? { post: 'village.head', organisation: supervisor } : OFFICE;
  if (wanted === 'none') return undefined;
  if (stands === 'none' && state.stage === 'rectifying' && daysSince(state, 'orderServed', look).working >= 4)
    return act('openConsultation', { issue: '整改资金和责任主体有争议，需会商', tried: '已两次现场协调' }, village);
  if (stands === 'village' && daysSince(state, 'consultationOpened', look).working >= 1) {
    if (wanted === 'street')
      return act('liftConsultation', { tried: '村居会商未达成一致', reason: '涉及多部门，本级不能解决' }, village);
    return decided('village', village, look);
  }
  if (stands === 'street' && daysSince(state, 'consultationLifted', look).working >= 4)
    return decided('street', { post: 'street.safetyCommittee' }, look);
  if (stands === 'resolved' && state.clocks['consultation.minutes']) return act('fileMinutes', {}, OFFICE);
  return undefined;
}

function decided(level: string, by: Act['by'], { at, calendar }: Look): Act {
  return act(
    'decideConsultation',
    {
      level,
      decision: '明确由单位出资、街道协调场地，限期完成',
      owner: '责任单位',
      due: workedDay(calendar, addDays(dayOf(at), 20)),
    },
    by,
  );
}

function transfer(state: HazardState, course: Course, look: Look): Act | undefined {
  if (!course.transfer || state.stage === 'identified') return undefined;
  switch (state.regions.transfer) {
    case 'none':
      return act('decideTransfer', { to: 'district.specialDepartment', basis: '房屋结构安全属专业部门职责' });
    case 'decided':
      return act('sendTransfer');
    case 'sent':
      return daysSince(state, 'transferSent', look).working >= 2
        ? act('recordTransferReceipt', { document: '收文回执', accepted: true, by: '浔港区住房和城乡建设局' })
        : undefined;
    case 'received':
      return daysSince(state, 'transferReceived', look).working >= 9
        ? act('recordTransferResult', { document: '处理结果函', result: '已委托鉴定并督促加固' })
        : undefined;
    default:
      return undefined;
  }
}

function pausing(state: HazardState, course: Course, look: Look): Act | undefined {
  if (!course.pause) return undefined;
  if (state.regions.pause === 'paused')
    return daysSince(state, 'orderServed', look).calendar >= 18 ? act('resume', { document: '鉴定报告' }) : undefined;
  if (state.stage !== 'rectifying' || state.pauses.length > 0 || daysSince(state, 'orderServed', look).calendar < 6)
    return undefined;
  return act('pause', { reason: 'appraisal', document: '技术鉴定委托书', approver: 'street.leader.safety' });
}

function extension(state: HazardState, course: Course, look: Look): Act | undefined {
  if (state.regions.extension === 'requested') {
    if (daysSince(state, 'extensionRequested', look).working < 2 || state.extensionAsked === undefined)
      return undefined;
    return extensionGranted(state.extensionAsked.newDay);
  }
  const clock = state.clocks['hazard.T2.rectify'];
  if (
    !course.extension ||
    state.extensions > 0 ||
    state.stage !== 'rectifying' ||
    state.tier !== 'T2' ||
    clock?.lastDay === undefined
  )
    return undefined;
  const left = daysBetween(dayOf(look.at), clock.lastDay);
  if (left < 11 || left > 16) return undefined;
  return extensionRequested(state, clock.lastDay);
}

function rectifying(state: HazardState, course: Course, look: Look): Act | undefined {
  const control = controlled(state);
  if (control) return control;
  if (state.tier === 'T1' && state.regions.plan === 'none') return look.chance.yes(0.4) ? planFiled(state) : undefined;
  if (state.regions.pause === 'paused' || course.submitAfter === undefined) return undefined;
  const again = state.failedAcceptances > 0;
  const due = again
    ? daysSince(state, 'acceptanceConcluded', look).calendar >= 2
    : daysSince(state, 'orderServed', look).calendar >=
      (course.extension ? course.submitAfter + 8 : course.submitAfter);
  return due ? submitted(state) : undefined;
}

function planFiled(state: HazardState): Act {
  return act(
    'filePlan',
    {
      goals: '消除隐患、恢复安全条件',
      methods: '委托有资质单位设计施工',
      funds: '自筹',
      people: '主要负责人牵头，安全员落实',
      timetable: '六十日内完成',
      safeguards: '整改期间停用并值守',
    },
    unitOf(state),
  );
}

function accepting(state: HazardState, course: Course, look: Look): Act | undefined {
  const waited = daysSince(state, 'rectificationSubmitted', look).working;
  const big = state.tier === 'T1' || state.tier === 'T2';
  if (big && state.stage === 'submitted')
    return waited >= 1 ? act('takeIntoAcceptance', { team: ['p031', 'p032', 'p027'] }, TEAM) : undefined;
  if (state.tier !== 'T0' && waited < Math.min(course.pace, 3)) return undefined;
  const passed = !(course.failsFirst && state.failedAcceptances === 0);
  const by =
    state.tier === 'T3' && course.supervisor.startsWith('V')
      ? { post: 'village.gridWorker', organisation: course.supervisor }
      : TEAM;
  return act(
    'concludeAcceptance',
    {
      passed,
      conclusion: passed ? '逐项核对，符合要求' : '整改不彻底，仍有遗留问题',
      perItem: passed ? '各项合格' : '一项不合格',
      team: ['p031', 'p032', 'p027'],
      photos: [`验收-${state.caseId}-${state.failedAcceptances + 1}`],
    },
    by,
  );
}

function closing(state: HazardState, look: Look): Act | undefined {
  switch (state.regions.supervision) {
    case 'ordered':
      return act('requestLift');
    case 'liftRequested':
      return daysSince(state, 'liftRequested', look).working >= 3
        ? act('recordLift', { decision: 'lifted', document: '浔安委摘〔2026〕号' })
        : undefined;
    case 'lifted':
      return act('publishLift', { medium: '区政府网站' });
    case 'requested':
    case 'returned':
      return act('withdrawSupervisionRequest', { reason: '已提前验收合格' });
    default:
      return act('closeOut');
  }
}

/** The next step on a matter: a signature, an answer, an interview, what follows from it. */
export function matterAct(state: MatterState, look: Look): Act | undefined {
  const { paper, interview } = state.regions;
  const rung = state.rungs.at(-1);
  const rule = rungOf(state, look);
  if (state.closed) return undefined;
  if (interview === 'decided' && state.interviewAt !== undefined && look.at > state.interviewAt) return INTERVIEWED;
  if (interview === 'held' && state.clocks['interview.minutes'] && look.chance.yes(0.5))
    return act('fileInterviewMinutes');
  if (interview === 'held' && look.chance.yes(0.3))
    return act('fileInterviewReport', { report: '已逐项落实' }, subjectOf(state));
  if (interview === 'reported' && look.chance.yes(0.3)) return act('checkInterview', { passed: true });
  if (paper === 'unsigned' && rule && rung && look.chance.yes(0.35))
    return signed(rung.notice, rule, look.at, look.calendar);
  if (paper === 'issued' && state.clocks.answer && look.chance.yes(0.12)) return answered(state);
  if (paper === 'answered' && look.chance.yes(0.5)) return assessed(look.chance.yes(0.75));
  return undefined;
}

/** The next step on a tip-off. */
export function tipoffAct(
  state: TipoffState,
  tip: { readonly unit: string; readonly verified: boolean },
  look: Look,
): Act | undefined {
  switch (state.stage) {
    case 'received':
      return taken(state);
    case 'accepted':
      if (tip.verified && state.hazards.length === 0) {
        return daysSince(state, 'tipoffAccepted', look).working >= 3
          ? hazardOpened(state, tip.unit, look.at)
          : undefined;
      }
      return daysSince(state, 'tipoffAccepted', look).working >= 8
        ? act('concludeTipoff', { result: tip.verified ? '属实' : '不属实' })
        : undefined;
    case 'verified':
      return act('answerTipoff');
    case 'answered':
      return tip.verified ? act('offerReward') : act('closeTipoff');
    case 'rewardOffered':
      return daysSince(state, 'rewardOffered', look).working >= 6 ? act('payReward') : undefined;
    default:
      return undefined;
  }
}
