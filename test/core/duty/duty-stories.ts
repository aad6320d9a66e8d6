import type { DutyState } from '../../../src/core/index.ts';
import { type Act, OFFICE, type StoryOf } from '../office.ts';

export const HEAD_OF_V1 = 'village.head';

/** An act on a duty or an entry. */
export const on = (id: string, when: string, what: string, payload: Act['with'] = {}, by: Act['by'] = OFFICE): Act => ({
  on: id,
  kind: id.startsWith('R') ? 'record' : 'duty',
  at: when,
  by,
  do: what,
  with: payload,
});

/** A duty of village V1, opened by the office. */
export const opened = (rule: string, when: string, more: Act['with'] = {}): Act =>
  on(`D.${rule.slice(5)}.V1`, when, 'openDuty', { rule, kind: 'village', organisation: 'V1', ...more });

/** The unit U1 as the register of units has it; grade D wants one inspection a month. */
export const UNIT_FIELDS = {
  code: 'U1',
  name: '一厂',
  creditCode: '91350505MA00000001',
  address: '工业路 1 号',
  size: 'scale',
  grade: 'D',
  gradeBasis: '评分',
  gradedAt: '2025-01-02',
  lead: 'V1',
  riskFlags: ['crowded'],
  state: 'open',
};
export const unit = (when: string, fields: Act['with'] = {}): Act =>
  on('R1', when, 'enterRecord', { register: 'unit', fields: { ...UNIT_FIELDS, ...fields } });

export const inspected = (id: string, when: string, fields: Act['with'] = {}, more: Act['with'] = {}): Act =>
  on(id, when, 'enterRecord', {
    register: 'inspection',
    fields: { unit: 'U1', organisation: 'V1', purpose: 'planned', by: ['p1', 'p2'], summary: '无异常', ...fields },
    ...more,
  });

export const RETURN = 'D.monthlyReturn.V1';
const WHY = { reason: '本月换届', approver: 'street.head' };
const ORDER = { document: 'doc-1', approver: 'street.head', reason: '新规则' };

/** Everything that people and time do to duties and entries, so that nothing that is written down is never used. */
export const DUTY_STORIES: { readonly [name: string]: StoryOf } = {
  'a duty done, missed, waived, paused and ended': [
    [
      opened('duty.monthlyReturn', '2025-01-10 09:00'),
      on(RETURN, '2025-01-20 09:00', 'fileRound', { what: '一月情况' }, HEAD_OF_V1),
      on(RETURN, '2025-02-20 09:00', 'waiveRound', WHY),
      on(RETURN, '2025-04-01 09:00', 'fileRound', { round: '2025-03', what: '三月迟报' }, HEAD_OF_V1),
      on(RETURN, '2025-05-06 09:00', 'addNote', { text: '说明' }, HEAD_OF_V1),
      on(RETURN, '2025-05-27 09:00', 'pauseDuty', { ...WHY, until: '2025-08-31' }),
      on(RETURN, '2025-08-10 09:00', 'resumeDuty'),
      on(RETURN, '2025-08-11 09:00', 'changeBearer', {
        kind: 'village',
        organisation: 'V1',
        post: 'village.clerk',
        reason: '主任离任',
      }),
      on(RETURN, '2025-08-12 09:00', 'pauseDuty', { ...WHY, until: '2025-08-13' }),
      on(RETURN, '2025-12-01 09:00', 'adoptRules', {
        ...ORDER,
        ruleSet: 'strict',
        calendar: 'cn-2024-2026',
      }),
      on(RETURN, '2025-12-02 09:00', 'endDuty', WHY),
      on(RETURN, '2025-12-02 10:00', 'addNote', { text: '已终止' }),
    ],
  ],
  'a unit that is inspected, amended, retired and restored': [
    [
      unit('2025-01-02 09:00'),
      inspected('R2', '2025-01-15 10:00'),
      inspected('R3', '2025-01-16 10:00'),
      on('R1', '2025-02-03 09:00', 'amendRecord', { changes: { lead: 'V2' }, reason: '属地调整' }),
      on('R1', '2025-02-04 09:00', 'correctRecord', { changes: { address: '工业路 2 号' }, reason: '地址写错' }),
      on('R1', '2025-02-05 09:00', 'addNote', { text: '现场核实' }),
      on('R1', '2025-02-06 09:00', 'retireRecord', { reason: '关停' }),
      on('R1', '2025-02-07 09:00', 'restoreRecord', { reason: '误注销' }),
      on('R1', '2025-12-01 09:00', 'adoptRules', { ...ORDER, ruleSet: 'strict', calendar: 'cn-2024-2026' }),
    ],
  ],
  'a survey that is paused beyond its day, and two returns that are late at once': [
    [
      opened('duty.annualSurvey', '2025-01-10 09:00'),
      opened('duty.monthlyReturn', '2025-01-10 09:05'),
      on('D.annualSurvey.V1', '2025-02-10 09:00', 'pauseDuty', { ...WHY, until: '2025-06-30' }),
      on(RETURN, '2025-03-03 09:00', 'fileRound', { round: '2025-01', what: '补报一月' }, HEAD_OF_V1),
      on('D.annualSurvey.V1', '2025-05-12 09:00', 'resumeDuty'),
    ],
  ],
  'a round of a year whose days off are not known yet': [
    [
      opened('duty.monthlyReturn', '2026-12-28 09:00'),
      on(RETURN, '2026-12-29 09:00', 'confirmDeadlines', { calendar: 'cn-2024-2027' }),
    ],
  ],
  'a policy that is renewed, and one that is not': [
    [
      on('R1', '2025-01-02 09:00', 'enterRecord', { register: 'policy', fields: policy('A-1', '2025-03-31') }),
      on('R1', '2025-03-20 09:00', 'amendRecord', { changes: { validTo: '2026-03-31' }, reason: '续保' }),
      on('R1', '2025-03-21 09:00', 'amendRecord', { changes: { validTo: '2025-06-30' }, reason: '改短' }),
    ],
    '2025-07-02 09:00',
  ],
};

/** A policy of unit U1. */
export function policy(number: string, validTo: string): { readonly [field: string]: string } {
  return {
    unit: 'U1',
    field: 'dangerousChemicals',
    insurer: '人保',
    number,
    validFrom: '2024-07-01',
    validTo,
    state: 'active',
  };
}

/** How the verdicts of a duty read: round and result. */
export function results({ verdicts }: DutyState): readonly string[] {
  return verdicts.map(({ duty, result }) => `${duty.split('/')[1]} ${result}`);
}
