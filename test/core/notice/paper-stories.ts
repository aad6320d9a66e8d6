import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../src/core/index.ts';
import { canonicalJson } from '../../../src/core/log/canonical.ts';
import { type Act, at, OFFICE, type StoryOf, served } from '../office.ts';

export const FIELDS = [
  { id: 'unit', label: '单位名称', required: true },
  { id: 'items', label: '隐患清单', required: true },
  { id: 'contact', label: '联系人', required: false },
];
export const VALUES = {
  unit: { value: '一厂', from: { register: 'unit' } },
  items: { value: '二楼堵塞', from: { caseId: 'H1', seq: 1 } },
};
export const PAPER = 'H1-N3.0';
export const SHA = 'a'.repeat(64);

/** A draft as the engine makes it of the rectification order of H1. */
export function draftOf(more: JsonObject = {}): JsonObject {
  return {
    notice: 'rectificationNotice',
    title: '隐患整改通知书',
    template: 'v1',
    issuer: { post: OFFICE },
    to: { post: 'unit.head', organisation: 'U1' },
    copies: [{ post: 'village.head', organisation: 'V1' }],
    signature: 'required',
    receiptRequired: true,
    ordered: { seq: 3, nth: 0, at: at('2025-03-03 09:20'), type: 'RectificationOrdered' },
    fields: FIELDS,
    values: VALUES,
    ...more,
  };
}

/** The files of a paper with these values under this number. */
export function madeOf(number: number, values: object = VALUES, year = 2025): JsonObject {
  return {
    made: {
      number,
      year,
      reference: `山安改〔${year}〕${number}号`,
      values: createHash('sha256').update(canonicalJson(values)).digest('hex'),
      docx: SHA,
      pdf: SHA,
    },
  };
}

/** An act on a paper. */
export const paper = (
  when: string,
  what: string,
  payload: Act['with'] = {},
  by: Act['by'] = OFFICE,
  on = PAPER,
): Act => ({
  kind: 'notice',
  on,
  at: when,
  by,
  do: what,
  with: payload,
});

export const ENGINE = { post: 'engine' };
export const DRAFTED: readonly Act[] = [...served('T3'), paper('2025-03-03 14:10', 'draftNotice', draftOf(), ENGINE)];
export const SIGNED: readonly Act[] = [...DRAFTED, paper('2025-03-03 15:00', 'signNotice', madeOf(1))];
export const WHY = { reason: '内容有误' };

/** The prompt of H1's lapse on 3 April, drafted and issued by the engine. */
const PROMPT = 'H1-A1-N2.0';
const PROMPTED: readonly Act[] = [
  ...served('T2'),
  paper(
    '2025-04-03 09:01',
    'draftNotice',
    draftOf({
      notice: 'prompt',
      rung: 1,
      signature: 'none',
      ordered: { seq: 2, nth: 0, at: at('2025-04-03 09:00'), type: 'RungDue' },
    }),
    ENGINE,
    PROMPT,
  ),
  paper('2025-04-03 09:02', 'issueNotice', madeOf(1), ENGINE, PROMPT),
];

/** Every act on a paper once: for the tests that ask whether anything written down is never used. */
export const PAPER_STORIES: { readonly [name: string]: StoryOf } = {
  'signed, served by mail, received, answered, filed': [
    [
      ...DRAFTED,
      paper('2025-03-03 14:20', 'reviewNotice'),
      paper('2025-03-03 14:30', 'returnNotice', WHY),
      paper('2025-03-03 14:35', 'completeNotice', { values: { contact: '王一' } }),
      paper('2025-03-03 14:40', 'reviewNotice'),
      paper(
        '2025-03-03 15:00',
        'signNotice',
        madeOf(1, { ...VALUES, contact: { value: '王一', from: { given: true, post: OFFICE } } }),
      ),
      paper('2025-03-03 15:05', 'recordUndelivered', { channel: 'mail', because: '550' }, ENGINE),
      paper('2025-03-03 16:00', 'serveNotice', { method: 'inPerson', by: '网格员' }),
      paper('2025-03-04 09:00', 'recordReceipt', { by: '王一' }, 'unit.head'),
      paper('2025-03-05 09:00', 'recordAnswer', { answer: '已安排' }, 'unit.head'),
      paper('2025-03-05 10:00', 'closeNotice'),
      paper('2025-03-05 11:00', 'addNote', { text: '归入卷宗' }),
    ],
  ],
  'served and recalled': [
    [
      ...SIGNED,
      paper('2025-03-03 16:00', 'serveNotice', { method: 'posted', by: '邮政' }),
      paper('2025-03-04 09:00', 'recallNotice', WHY),
    ],
  ],
  'a rung’s paper voided': [
    [...PROMPTED, paper('2025-04-07 09:00', 'voidNotice', WHY, OFFICE, PROMPT)],
    '2025-04-07 12:00',
  ],
  'a rung’s paper recalled': [
    [
      ...PROMPTED,
      paper('2025-04-03 09:03', 'serveNotice', { method: 'mail', by: 'engine' }, ENGINE, PROMPT),
      paper('2025-04-07 09:00', 'recallNotice', WHY, OFFICE, PROMPT),
    ],
    '2025-04-07 12:00',
  ],
  'drafted and voided': [[...DRAFTED, paper('2025-03-03 15:00', 'voidNotice', WHY)]],
  'signed where it was ordered, completed, reviewed': [
    [
      ...served('T3'),
      paper('2025-03-03 14:10', 'draftNotice', draftOf({ signature: 'given', review: 'required' }), ENGINE),
      paper('2025-03-03 14:20', 'completeNotice', { values: { contact: '王一' } }, { post: OFFICE, person: 'p-1' }),
      paper('2025-03-03 14:30', 'reviewNotice', {}, { post: OFFICE, person: 'p-2' }),
    ],
  ],
  'issued by the engine': [
    [
      ...served('T3'),
      paper('2025-03-03 14:10', 'draftNotice', draftOf({ signature: 'none' }), ENGINE),
      paper('2025-03-03 14:11', 'issueNotice', madeOf(1), ENGINE),
    ],
  ],
  'nobody signs: it is drafted again': [
    [
      ...DRAFTED,
      paper('2025-03-11 09:00', 'redraftNotice', { template: 'v2', fields: FIELDS, values: VALUES }, ENGINE),
    ],
    '2025-03-12 12:00',
  ],
  'not served, then not received': [
    [...SIGNED, paper('2025-03-10 09:00', 'serveNotice', { method: 'mail', by: 'engine' }, ENGINE)],
    '2025-03-20 12:00',
  ],
};
