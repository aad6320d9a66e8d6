import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseLocation } from '../../db/open.ts';
import { saveRegisters } from '../../db/organisation.ts';
import type { JsonObject } from '../../src/core/case.ts';
import { type DutyState, kinds } from '../../src/core/index.ts';
import { type Register, registerNamed } from '../../src/core/rules/registers.ts';
import { rebuild, reconcile } from '../../src/ledger/rebuild.ts';
import { createRegisters, type Registers } from '../../src/ledger/registers.ts';
import { openTestLedger, type TestLedger } from './fixture.ts';

const UNIT: JsonObject = {
  code: 'U9',
  name: '九厂',
  creditCode: '91350505MA00000009',
  address: '工业路 9 号',
  size: 'scale',
  grade: 'D',
  gradeBasis: '评分',
  gradedAt: '2025-01-02',
  lead: 'V1',
  riskFlags: ['crowded'],
  state: 'open',
};
const OFFICE = { post: 'street.safetyOffice', person: 'p-desk' };

/** What both databases must do with registers and duties. */
export function registersContract(name: string, location: () => Promise<DatabaseLocation>): void {
  describe(`registers on ${name}`, () => {
    let test: TestLedger;
    let registers: Registers;
    let unit: Register;
    beforeAll(async () => {
      test = await openTestLedger(await location(), { now: '2025-01-06T09:00:00+08:00' }, kinds);
      await saveRegisters(test.db.knex, { organisations: [{ id: 'V2', name: '后村', kind: 'village', parent: 'S' }] });
      registers = createRegisters(test);
      const rules = await registers.rulesOn('2025-01-06');
      unit = registerNamed(rules ?? {}, 'unit') as Register;
    });
    afterAll(() => test.ledger.close());

    const record = (type: string, payload: JsonObject, caseId?: string, kind: 'record' | 'duty' = 'record') =>
      test.ledger.record({
        kind,
        commandId: randomUUID(),
        type,
        payload,
        actor: OFFICE,
        ...(caseId === undefined ? {} : { caseId }),
      });
    const enter = (fields: JsonObject, register = 'unit') => record('enterRecord', { register, fields });

    it('an entry is found by its words and choices, and the unit is known to the rest of the ledger', async () => {
      const entered = await enter(UNIT);
      expect(entered).toMatchObject({ ok: true, caseId: 'R-2025-000001' });
      const list = (more: object) => registers.list({ register: 'unit', ...more }, { limit: 10 });
      expect(await list({ q: '九' })).toMatchObject([{ key: 'U9', title: '九厂', organisation: 'V1', unit: 'U9' }]);
      expect(await list({ q: '十' })).toEqual([]);
      expect(await list({ values: { grade: 'D', riskFlags: 'crowded' } })).toHaveLength(1);
      expect(await list({ values: { grade: 'A' } })).toEqual([]);
      expect(await list({ within: { organisations: ['V2'], units: [] } })).toEqual([]);
      expect(await registers.count({ register: 'unit', inForce: true })).toBe(1);
      const hazard = await test.ledger.record({
        kind: 'hazard',
        commandId: randomUUID(),
        type: 'reportHazard',
        payload: { unit: 'U9', kind: 'blockedExit', where: '二楼', what: '堵塞', found: test.clock.now },
        actor: { post: 'village.gridWorker', organisation: 'V1' },
      });
      expect(hazard).toMatchObject({ ok: true, state: { supervisor: 'V1', supervisorKind: 'village' } });
    });

    it('refuses a second entry of the same unique value, and what is not there, by field; nothing is written', async () => {
      const before = await registers.count({ register: 'unit' });
      expect(await enter({ ...UNIT, code: 'U10' })).toMatchObject({
        ok: false,
        refusal: { code: 'record-duplicate', fields: { creditCode: expect.stringContaining('R-2025-000001') } },
      });
      expect(await enter({ ...UNIT, code: 'U10', creditCode: 'X1', lead: 'V77' })).toMatchObject({
        ok: false,
        refusal: { code: 'record-names-unknown', fields: { lead: '监管单位“V77”没有登记，请核对' } },
      });
      expect(await registers.count({ register: 'unit' })).toBe(before);
    });

    it('of two that enter the same unique value at once, one is refused', async () => {
      const both = await Promise.all(
        ['U11', 'U12'].map((code) => enter({ ...UNIT, code, name: code, creditCode: 'SAME' })),
      );
      expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
    });

    it('an entry opens its duties, an inspection does the round, and a missed one goes to the village’s head', async () => {
      await test.ledger.settle('D.inspectD.U9');
      const duties = await registers.list(
        { register: 'duty', values: { holder: 'village.head@V1' } },
        { order: 'until', limit: 10 },
      );
      expect(duties.map(({ caseId, validTo }) => [caseId, validTo])).toContainEqual(['D.inspectD.U9', '2025-02-05']);
      test.clock.now = '2025-02-20T10:00:00+08:00';
      const { added } = await test.ledger.settle('D.inspectD.U9');
      expect(added).toBeGreaterThan(1);
      const state = (await test.ledger.state('D.inspectD.U9')) as DutyState;
      expect(state).toMatchObject({ stage: 'late', rounds: [{ id: '2025-01', late: true }, { id: '2025-02' }] });
      const told = await test.ledger.deliveries({ caseId: 'D.inspectD.U9' });
      expect(
        told.some(({ about, post, organisation }) => `${about} ${post}@${organisation}` === 'lapse village.head@V1'),
      ).toBe(true);
      const late = await test.ledger.late({});
      expect(late.map(({ row }) => row.caseId)).toContain('D.inspectD.U9');
      const done = await enter(
        { unit: 'U9', organisation: 'V1', purpose: 'planned', by: ['p-head', 'p-desk'], summary: '无异常' },
        'inspection',
      );
      expect(done).toMatchObject({ ok: true });
      await test.ledger.settle('D.inspectD.U9');
      expect(await test.ledger.state('D.inspectD.U9')).toMatchObject({ stage: 'done', lastDone: { round: '2025-02' } });
    });

    it('a duty whose holder has left goes to the post above, and is never skipped', async () => {
      await saveRegisters(test.db.knex, {
        posts: [
          {
            organisation: 'V2',
            name: 'village.head',
            label: '村主任',
            above: 'street.safetyOffice',
            aboveOrganisation: '',
          },
        ],
      });
      const opened = await test.ledger.record({
        kind: 'duty',
        caseId: 'D.monthlyReturn.V2',
        commandId: randomUUID(),
        type: 'openDuty',
        payload: { rule: 'duty.monthlyReturn', kind: 'village', organisation: 'V2', from: '2025-02-01' },
        actor: OFFICE,
      });
      expect(opened).toMatchObject({ ok: true });
      test.clock.now = '2025-02-27T10:00:00+08:00';
      await test.ledger.settle('D.monthlyReturn.V2');
      const told = await test.ledger.deliveries({ caseId: 'D.monthlyReturn.V2' });
      const lapse = told.find(({ about, post }) => about === 'lapse' && post === 'village.head');
      expect(lapse).toMatchObject({ person: 'p-desk', because: 'post empty: post above' });
    });

    it('a change and a retirement are events; the unit stays known with what it last was', async () => {
      const [row] = await registers.list({ register: 'unit', values: { grade: 'D' }, q: 'u9' }, { limit: 1 });
      const id = row?.caseId as string;
      expect(await record('amendRecord', { changes: { lead: 'V2' }, reason: '属地调整' }, id)).toMatchObject({
        ok: true,
      });
      expect(await test.db.knex('unit').where({ id: 'U9' }).first()).toMatchObject({ supervisor: 'V2', grade: 'D' });
      expect(await record('retireRecord', { reason: '关停' }, id)).toMatchObject({ ok: true });
      expect(await registers.count({ register: 'unit', inForce: true, q: 'u9' })).toBe(0);
      expect((await test.ledger.events(id)).map(({ type }) => type)).toEqual([
        'RecordEntered',
        'RecordAmended',
        'RecordRetired',
      ]);
    });

    it('rows of a file are entered all or none, once, with a sentence for each that is wrong', async () => {
      const rows = Array.from({ length: 150 }, (_, i) => ({
        row: i + 2,
        fields: { ...UNIT, code: `F${i}`, name: `第${i}厂`, creditCode: `CREDIT${i}` },
      }));
      const request = { register: unit, actor: OFFICE, now: test.clock.now };
      const wrong = rows.map((one, i) =>
        i === 7 ? { ...one, fields: { ...one.fields, creditCode: 'CREDIT6', lead: 'V77' } } : one,
      );
      const before = await registers.count({ register: 'unit' });
      const refused = await registers.enter({ ...request, rows: wrong });
      expect(refused).toMatchObject({
        entered: 0,
        problems: [
          { row: 9, field: 'lead', message: '监管单位“V77”没有登记，请核对' },
          { row: 9, field: 'creditCode', message: '统一社会信用代码与第 8 行重复' },
        ],
      });
      expect(await registers.count({ register: 'unit' })).toBe(before);
      expect(await registers.enter({ ...request, rows })).toMatchObject({ rows: 150, entered: 150, problems: [] });
      expect(await registers.enter({ ...request, rows })).toMatchObject({ entered: 0, before: 150, problems: [] });
      const deliveries = await test.ledger.deliveries({ state: 'due', limit: 1_000 });
      expect(deliveries.filter(({ caseId }) => caseId.startsWith('R-'))).toEqual([]);
      const wakes = await test.ledger.wakes('2099-01-01T00:00:00+08:00', 10_000);
      expect(wakes.filter(({ kind }) => kind === 'record')).toEqual([]);
    });

    it('what lists read can be made again from the log', async () => {
      const differing = async () =>
        (await reconcile({ db: test.db, kinds })).differences.filter(({ what }) => what === 'entry');
      expect(await differing()).toEqual([]);
      await test.db.knex('register_entry').where({ key: 'F3' }).update({ title: '改过' });
      await test.db.knex('register_claim').where({ value: 'CREDIT5' }).delete();
      expect(await differing()).toHaveLength(2);
      await rebuild({ db: test.db, kinds });
      expect(await differing()).toEqual([]);
      const [row] = await registers.list({ register: 'unit', q: '第3厂' }, { limit: 1 });
      expect(row).toMatchObject({ key: 'F3', title: '第3厂' });
    });
  });
}
