import { addWorkingDays } from '../core/deadline/calendar.ts';
import {
  addDays,
  addMs,
  atTime,
  dayOf,
  daysBetween,
  type HazardState,
  type Instant,
  type JsonObject,
  type MatterState,
  type Terms,
  type TipoffState,
} from '../core/index.ts';
import { type Chance, type Course, workedDay } from './history-office.ts';

/** What somebody does next about a case, or in how many calendar days somebody looks again. */
export type Next = { readonly act: Act } | { readonly wait: number };

export interface Act {
  readonly type: string;
  readonly payload: JsonObject;
  readonly by: { readonly post: string; readonly organisation?: string };
}

/** The moment at which somebody looks at a case. */
export interface Look {
  readonly at: Instant;
  readonly terms: Terms;
  readonly chance: Chance;
}

const OFFICE = { post: 'street.safetyOffice' };
const TEAM = { post: 'acceptanceTeam' };
/** Nobody will do anything more. */
const NEVER = { wait: Number.POSITIVE_INFINITY };

function act(type: string, payload: JsonObject = {}, by: Act['by'] = OFFICE): Next {
  return { act: { type, payload, by } };
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
      return act('gradeHazard', { facts: factsOf(course) });
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

function factsOf({ tier }: Course): JsonObject {
  const days = { T0: 1, T1: 60, T2: 20, T3: 3 }[tier];
  return {
    threatensLife: tier === 'T0',
    matchesMajorCriteria: tier === 'T1',
    needsStop: false,
    unitCannotFixAlone: false,
    estimatedDays: days,
    localCanHandle: true,
  };
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
      ? act(
          'decideExtension',
          { decision: 'granted', newDay: state.extensionAsked.newDay },
          { post: 'street.safetyOffice.head' },
        )
      : undefined;
  }
  const clock = state.clocks['hazard.T2.rectify'];
  if (!course.extension || state.extensions > 0 || state.stage !== 'rectifying' || clock?.lastDay === undefined)
    return undefined;
  const left = daysBetween(dayOf(look.at), clock.lastDay);
  if (left < 11 || left > 17) return undefined;
  return act(
    'requestExtension',
    { newDay: addDays(clock.lastDay, 10), reason: '设备订货周期长', interimMeasures: '停用该区域并设专人看护' },
    unitOf(state),
  );
}

function unitOf(state: HazardState): Act['by'] {
  return { post: 'unit.head', organisation: state.unit };
}

function rectifying(state: HazardState, course: Course, look: Look): Next {
  if (state.tier === 'T0' && state.regions.control === 'none')
    return act(
      'recordControl',
      { measures: '断电停用、设置警戒、人员撤离', photos: [`管控-${state.caseId}`] },
      unitOf(state),
    );
  if (state.tier === 'T0' && !state.photos.includes(`报告-${state.caseId}`))
    return act('addEvidence', { photos: [`报告-${state.caseId}`] });
  if (state.tier === 'T1' && state.regions.plan === 'none') return act('filePlan', PLAN, unitOf(state));
  if (state.regions.pause === 'paused')
    return daysSince(state, 'orderServed', look.at) >= 20 ? act('resume', { document: '鉴定报告' }) : { wait: 3 };
  if (course.pause && state.pauses.length === 0 && daysSince(state, 'orderServed', look.at) >= 6)
    return act('pause', { reason: 'appraisal', document: '技术鉴定委托书', approver: 'street.leader.safety' });
  if (course.submitAfter === undefined) return state.tier === 'T1' ? { wait: 5 } : { wait: 30 };
  const again = state.failedAcceptances > 0;
  const nth = state.failedAcceptances + 1;
  const submit = () =>
    act(
      'submitRectification',
      {
        photos: [`整改后-${state.caseId}-${nth}`],
        done: '已按要求整改完毕，请予验收',
        ...(state.tier === 'T1' ? { planItems: 'all', opinion: '第三方机构评估意见：符合要求' } : {}),
      },
      unitOf(state),
    );
  const due = after(
    state,
    again ? 'acceptanceConcluded' : 'orderServed',
    again ? 3 : course.submitAfter + (course.extension ? 8 : 0),
    look,
    submit,
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
  const subject = { post: `${state.subject.kind}.head`, organisation: state.subject.organisation };
  const rung = state.rungs.at(-1);
  const rule = rung && terms.rules.ladders.find((one) => one.id === state.ladder)?.rungs[rung.rung - 1];
  if (interview === 'decided' && state.interviewAt !== undefined && at > state.interviewAt)
    return act('recordInterview', { attended: 'inPerson', host: '街道分管领导', demands: '一周内整改到位' });
  if (interview === 'held' && state.clocks['interview.minutes']) return act('fileInterviewMinutes');
  if (interview === 'held') return act('fileInterviewReport', { report: '已逐项落实' }, subject);
  if (interview === 'reported') return act('checkInterview', { passed: chance.yes(0.9) });
  if (state.stage !== 'open') return { wait: 5 };
  if (paper === 'unsigned' && rule && rung && chance.yes(0.6)) return sign(rung.notice, rule, look);
  if (paper === 'issued' && state.clocks.answer && chance.yes(0.3))
    return act(
      'answerNotice',
      { answer: '已约谈单位负责人，明确完成时间并派人跟进', plan: '每周一次现场督促' },
      subject,
    );
  if (paper === 'answered' && chance.yes(0.6))
    return chance.yes(0.75)
      ? act('assessAnswer', { result: 'sufficient' })
      : act('assessAnswer', { result: 'poor', reason: '措施不具体，没有时限' });
  return { wait: 2 };
}

type Rung = Terms['rules']['ladders'][number]['rungs'][number];

function sign(notice: string, rule: Rung, { at, terms }: Look): Next {
  const day = rule.inPerson
    ? addWorkingDays(
        terms.calendar,
        addDays(addWorkingDays(terms.calendar, dayOf(at), rule.noticeAhead?.value ?? 0), 0),
        1,
      )
    : undefined;
  return act(
    'signNotice',
    { notice, ...(day ? { interviewAt: atTime(day, '09:30'), place: '街道三楼会议室' } : {}) },
    { post: rule.issuer },
  );
}

/** The next step on a tip-off. */
export function tipoffNext(
  state: TipoffState,
  tip: { readonly unit: string; readonly verified: boolean },
  look: Look,
): Next {
  switch (state.stage) {
    case 'received':
      return state.handler === '' || state.anchors.tipoffTriaged === undefined
        ? act('triageTipoff', { to: 'street.inspector' })
        : act('acceptTipoff');
    case 'accepted':
      if (tip.verified && state.hazards.length === 0) {
        return after(state, 'tipoffAccepted', 4, look, () =>
          act('openHazard', {
            unit: tip.unit,
            kind: '超量储存',
            where: '后院仓库',
            what: '夜间违规存放易燃物品',
            found: addMs(look.at, -3_600_000),
            photos: [`核查-${state.caseId}`],
          }),
        );
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
