import { addWorkingDays } from '../core/deadline/calendar.ts';
import {
  addDays,
  addMs,
  atTime,
  type Day,
  dayOf,
  type HazardState,
  type Instant,
  type JsonObject,
  type MatterState,
  type Terms,
  type TipoffState,
} from '../core/index.ts';

/** What somebody of a played office enters: a command without its time. */
export interface Act {
  readonly type: string;
  readonly payload: JsonObject;
  readonly by: { readonly post: string; readonly organisation?: string };
}

/** The safety office, which enters most of it. */
export const OFFICE = { post: 'street.safetyOffice' } as const;
/** Who accepts what a village does not. */
export const TEAM = { post: 'acceptanceTeam' } as const;

/** An act of the safety office, if of nobody else. */
export function act(type: string, payload: JsonObject = {}, by: Act['by'] = OFFICE): Act {
  return { type, payload, by };
}

/** The head of the unit in which the hazard is. */
export function unitOf(state: HazardState): Act['by'] {
  return { post: 'unit.head', organisation: state.unit };
}

/** Grading by facts that lead to this tier under the default table. */
export function gradeAs(tier: 'T0' | 'T1' | 'T2' | 'T3'): Act {
  const facts = {
    threatensLife: tier === 'T0',
    matchesMajorCriteria: tier === 'T1',
    needsStop: false,
    unitCannotFixAlone: false,
    estimatedDays: { T0: 1, T1: 60, T2: 20, T3: 3 }[tier],
    localCanHandle: true,
  };
  return act('gradeHazard', { facts });
}

/** What danger to life asks for before anything is handed in: control on the spot, then the report on it. */
export function controlled(state: HazardState): Act | undefined {
  if (state.tier !== 'T0') return undefined;
  if (state.regions.control === 'none')
    return act(
      'recordControl',
      { measures: '断电停用、设置警戒、人员撤离', photos: [`管控-${state.caseId}`] },
      unitOf(state),
    );
  const report = `报告-${state.caseId}`;
  return state.photos.includes(report) ? undefined : act('addEvidence', { photos: [report] });
}

/** The unit hands in what it has done. */
export function submitted(state: HazardState): Act {
  return act(
    'submitRectification',
    {
      photos: [`整改后-${state.caseId}-${state.failedAcceptances + 1}`],
      done: '已按要求整改完毕，请予验收',
      ...(state.tier === 'T1' ? { planItems: 'all', opinion: '第三方机构评估意见：符合要求' } : {}),
    },
    unitOf(state),
  );
}

/** Ten days more are asked for. */
export function extensionRequested(state: HazardState, lastDay: Day): Act {
  return act(
    'requestExtension',
    { newDay: addDays(lastDay, 10), reason: '设备订货周期长', interimMeasures: '停用该区域并设专人看护' },
    unitOf(state),
  );
}

/** The days that were asked for are granted. */
export function extensionGranted(newDay: Day): Act {
  return act('decideExtension', { decision: 'granted', newDay }, { post: 'street.safetyOffice.head' });
}

/** The head of whoever a matter is about. */
export function subjectOf({ subject }: MatterState): Act['by'] {
  return { post: `${subject.kind}.head`, organisation: subject.organisation };
}

/** The rung whose paper is in hand. */
export function rungOf(state: MatterState, { rules }: Pick<Terms, 'rules'>) {
  const rung = state.rungs.at(-1);
  return rung && rules.ladders.find((one) => one.id === state.ladder)?.rungs[rung.rung - 1];
}

/** The paper of a rung is signed; whoever is called to an interview has the days that the rung gives, and one. */
export function signed(
  notice: string,
  rung: Terms['rules']['ladders'][number]['rungs'][number],
  at: Instant,
  calendar: Terms['calendar'],
): Act {
  const day = rung.inPerson
    ? addWorkingDays(calendar, addWorkingDays(calendar, dayOf(at), rung.noticeAhead?.value ?? 0), 1)
    : undefined;
  return act(
    'signNotice',
    { notice, ...(day ? { interviewAt: atTime(day, '09:30'), place: '街道三楼会议室' } : {}) },
    { post: rung.issuer },
  );
}

/** The interview is held. */
export const INTERVIEWED = act('recordInterview', {
  attended: 'inPerson',
  host: '街道分管领导',
  demands: '一周内整改到位',
});

/** A notice is answered in writing. */
export function answered(state: MatterState): Act {
  return act(
    'answerNotice',
    { answer: '已约谈单位负责人，明确完成时间并派人跟进', plan: '每周一次现场督促' },
    subjectOf(state),
  );
}

/** An answer is found sufficient, or poor. */
export function assessed(sufficient: boolean): Act {
  return sufficient
    ? act('assessAnswer', { result: 'sufficient' })
    : act('assessAnswer', { result: 'poor', reason: '措施不具体，没有时限' });
}

/** A tip-off is handed on, and accepted when it was. */
export function taken(state: TipoffState): Act {
  return state.handler === '' || state.anchors.tipoffTriaged === undefined
    ? act('triageTipoff', { to: 'street.inspector' })
    : act('acceptTipoff');
}

/** What a tip-off said is true: found an hour ago. */
export function hazardOpened({ caseId }: TipoffState, unit: string, at: Instant): Act {
  return act('openHazard', {
    unit,
    kind: '超量储存',
    where: '后院仓库',
    what: '夜间违规存放易燃物品',
    found: addMs(at, -3_600_000),
    photos: [`核查-${caseId}`],
  });
}
