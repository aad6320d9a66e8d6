import type { Instant, JsonObject, KindName } from '../src/core/index.ts';

/** One act of the full life: on the hazard itself, or on one of the matters that it opens. */
export interface Step {
  readonly at: Instant;
  readonly on: 'hazard' | 'A1' | 'B1';
  readonly post: string;
  readonly of?: 'unit' | 'village';
  readonly type: string;
  readonly payload: JsonObject;
}

const office = (at: Instant, type: string, payload: JsonObject = {}, on: Step['on'] = 'hazard'): Step => ({
  at,
  on,
  post: 'street.safetyOffice',
  type,
  payload,
});
const unit = (at: Instant, type: string, payload: JsonObject, on: Step['on'] = 'hazard'): Step => ({
  at,
  on,
  post: 'unit.head',
  of: 'unit',
  type,
  payload,
});
const village = (at: Instant, post: string, type: string, payload: JsonObject, on: Step['on'] = 'hazard'): Step => ({
  at,
  on,
  post,
  of: 'village',
  type,
  payload,
});
const team = (at: Instant, type: string, payload: JsonObject): Step => ({
  at,
  on: 'hazard',
  post: 'acceptanceTeam',
  type,
  payload,
});

/** The lifecycle by which the size and Temporal's cost are measured: 17 commands, 6 reminders, a lapse, two matters with 3 rungs. */
export const FULL_LIFE: readonly Step[] = [
  village('2025-03-10T09:00:00+08:00', 'village.gridWorker', 'reportHazard', {
    kind: 'blockedExit',
    where: '二楼安全出口',
    what: '堆放货物堵塞安全出口',
    found: '2025-03-10T08:40:00+08:00',
    photos: ['before-1'],
  }),
  office('2025-03-10T09:20:00+08:00', 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 20 } }),
  office('2025-03-10T09:30:00+08:00', 'orderRectification', { measures: '清理通道，增设疏散指示标志' }),
  office('2025-03-10T10:00:00+08:00', 'recordService', { mode: 'inPerson', signedBy: '单位负责人' }),
  office('2025-03-12T10:00:00+08:00', 'addNote', { text: '已到现场复查一次' }),
  office('2025-04-10T11:00:00+08:00', 'recordNoticeReceipt', { by: 'unit.head' }, 'B1'),
  office('2025-04-10T11:10:00+08:00', 'recordNoticeReceipt', { by: 'village.head' }, 'A1'),
  unit('2025-04-11T10:00:00+08:00', 'answerNotice', { answer: '已安排整改，本周完成' }, 'B1'),
  office('2025-04-11T15:00:00+08:00', 'assessAnswer', { result: 'sufficient' }, 'B1'),
  unit('2025-04-11T16:00:00+08:00', 'submitRectification', { photos: ['after-1'], done: '通道已清理' }),
  village('2025-04-14T10:00:00+08:00', 'village.head', 'answerNotice', { answer: '已督促单位整改' }, 'A1'),
  team('2025-04-14T11:00:00+08:00', 'takeIntoAcceptance', { team: ['E1'] }),
  unit('2025-04-15T10:00:00+08:00', 'addEvidence', { photos: ['after-2'] }),
  office('2025-04-16T10:00:00+08:00', 'addNote', { text: '验收组定于二十一日到场' }),
  office('2025-04-17T11:00:00+08:00', 'recordNoticeReceipt', { by: 'village.head' }, 'A1'),
  team('2025-04-21T10:00:00+08:00', 'concludeAcceptance', { passed: true, conclusion: '已清理，出口畅通' }),
  office('2025-04-21T10:30:00+08:00', 'closeOut'),
];

/** What the life must consist of, so that nobody measures another one. */
export const FULL_LIFE_COUNTS = { commands: 17, ReminderDue: 6, RungDue: 3 } as const;

/** After the last step nothing more is due. */
export const FULL_LIFE_END: Instant = '2025-04-21T11:00:00+08:00';

/** A step as a request for the case it is about; a report has no case yet. */
export function requestOf(
  step: Step,
  nth: number,
  life: { readonly unit: string; readonly village: string; readonly hazard: string | undefined; readonly name: string },
) {
  const { unit: unitId, village: villageId, hazard, name } = life;
  const organisation = step.of === 'unit' ? unitId : step.of === 'village' ? villageId : undefined;
  const opens = step.type === 'reportHazard';
  return {
    kind: (step.on === 'hazard' ? 'hazard' : 'matter') satisfies KindName as KindName,
    ...(opens || hazard === undefined ? {} : { caseId: step.on === 'hazard' ? hazard : `${hazard}-${step.on}` }),
    commandId: `${name}-${nth}`,
    type: step.type,
    payload: opens ? { ...step.payload, unit: unitId } : step.payload,
    actor: { post: step.post, person: `p-${step.post}`, ...(organisation === undefined ? {} : { organisation }) },
  };
}
