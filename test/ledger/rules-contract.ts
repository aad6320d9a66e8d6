import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import rulesFile from '../../data/rules.default.json' with { type: 'json' };
import type { DatabaseLocation } from '../../db/open.ts';
import { saveRegisters } from '../../db/organisation.ts';
import { readRuleSetBody, readRuleSets } from '../../db/rule-set.ts';
import { sampleOffice } from '../../src/cli/office.ts';
import type { Actor } from '../../src/core/case.ts';
import { kinds } from '../../src/core/kinds.ts';
import { createCalendarBook } from '../../src/ledger/calendars.ts';
import { confirmImported } from '../../src/ledger/confirm-imported.ts';
import { importYear, rehearseYear } from '../../src/ledger/import-year.ts';
import { createTermsMover } from '../../src/ledger/new-terms.ts';
import { createRuleBook } from '../../src/ledger/rules.ts';
import { TermsRefused } from '../../src/ledger/terms-refused.ts';
import { type Loose, NOTICE_2027 } from '../core/later-terms.ts';
import { openTestLedger } from './fixture.ts';

const WANG: Actor = { post: 'street.safetyOffice', person: 'p012' };
const LI: Actor = { post: 'street.safetyOffice.head', person: 'p014' };
const REASON = '缩短重大隐患整改期限';
const ORDER = { document: '街办〔2025〕9号', approver: 'street.leader', reason: '统一标准', actor: WANG };

/** The default rules with another id and day, and what the test does to them. */
function strict(change: (rules: Loose) => void = () => {}, id = 'strict-2025', effectiveFrom = '2025-04-01') {
  const json: Loose = { ...structuredClone(rulesFile), id, effectiveFrom };
  json.deadlines.find((rule: { id: string }) => rule.id === 'hazard.T2.rectify').duration.value = 20;
  change(json);
  return json;
}

async function refusal(work: Promise<unknown>): Promise<TermsRefused> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TermsRefused)) throw new Error(`not refused: ${String(error)}`);
  expect(error.message).toMatch(/^[\u4e00-\u9fff]/);
  return error;
}

/** What rule sets and calendars must do on every database. */
export function rulesContract(name: string, fresh: () => Promise<DatabaseLocation>): void {
  describe(`rule sets and calendars on ${name}`, () => {
    const open: { close(): Promise<void> }[] = [];
    afterEach(async () => {
      for (const one of open.splice(0)) await one.close();
    });

    async function office() {
      const { db, ledger, clock } = await openTestLedger(await fresh(), { now: '2025-03-03T09:00:00+08:00' }, kinds);
      open.push(ledger);
      const { label: _, ...registers } = sampleOffice();
      await saveRegisters(db.knex, registers);
      const now = () => clock.now;
      return {
        db,
        ledger,
        clock,
        book: createRuleBook({ db, now }),
        calendars: createCalendarBook({ db, now }),
        mover: createTermsMover({ db, ledger, kinds, now }),
      };
    }
    type Office = Awaited<ReturnType<typeof office>>;

    /** Its scenarios hold, so far as the record knows. */
    async function tested(book: Office['book'], id = 'strict-2025', failed = 0) {
      const { contentHash } = await book.show(id);
      await book.noteTest(id, { actor: WANG, contentHash, passed: 12 - failed, failed });
    }

    async function published({ book }: Office, json = strict()) {
      await book.draft({ json, reason: REASON, actor: WANG });
      await tested(book, json.id);
      await book.approve(json.id, { actor: LI, withoutWhatIf: '只改一处期限' });
      return book.publish(json.id, { actor: WANG });
    }

    let commands = 0;
    async function act(
      { ledger }: Office,
      type: string,
      caseId: string | undefined,
      actor: Actor,
      payload: object = {},
      at?: string,
    ) {
      const outcome = await ledger.record({
        kind: 'hazard',
        commandId: `t${++commands}`,
        type,
        payload: payload as never,
        actor,
        ...(caseId === undefined ? {} : { caseId }),
        ...(at === undefined ? {} : { at }),
      });
      if (!outcome.ok) throw new Error(`${type}: ${outcome.refusal.code} ${outcome.refusal.message}`);
      return outcome;
    }
    const report = (one: Office, at?: string) =>
      act(
        one,
        'reportHazard',
        undefined,
        { post: 'village.gridWorker', person: 'x', organisation: 'V1' },
        { unit: 'U1', kind: 'k', where: '车间', what: '堵塞', found: at ?? one.clock.now, photos: ['p'] },
        at,
      );
    async function servedT2(one: Office) {
      const { caseId } = await report(one);
      await act(one, 'gradeHazard', caseId, WANG, { facts: { threatensLife: false, estimatedDays: 20 } });
      await act(one, 'orderRectification', caseId, WANG);
      await act(one, 'recordService', caseId, WANG, { mode: 'inPerson' });
      return caseId;
    }

    describe('the life of a rule set', () => {
      it('from draft to publication; each step says who, when and why, and the hash of what it was about', async () => {
        const { book, clock } = await office();
        const { draft, findings } = await book.draft({ json: strict(), reason: REASON, actor: WANG });
        expect(draft).toMatchObject({
          id: 'strict-2025',
          state: 'draft',
          author: 'p012',
          base: 'default-2025',
          revision: 1,
        });
        expect(findings.filter((finding) => finding.severity === 'error')).toEqual([]);
        clock.now = '2025-03-04T09:00:00+08:00';
        await tested(book);
        await book.approve('strict-2025', { actor: LI, reason: '同意' });
        clock.now = '2025-03-05T09:00:00+08:00';
        const entry = await book.publish('strict-2025', { actor: WANG, effectiveFrom: '2025-04-01' });
        expect(entry).toMatchObject({ effectiveFrom: '2025-04-01', contentHash: draft.contentHash });
        const view = await book.show('strict-2025');
        expect(view).toMatchObject({ standing: 'scheduled', draft: { author: 'p012', approvedBy: 'p014' } });
        expect(
          view.history.map(({ act, person, at, reason, contentHash }) => [
            act,
            person,
            at.slice(0, 10),
            reason,
            contentHash === draft.contentHash,
          ]),
        ).toEqual([
          ['drafted', 'p012', '2025-03-03', REASON, true],
          ['tested', 'p012', '2025-03-04', undefined, true],
          ['approved', 'p014', '2025-03-04', '同意', true],
          ['published', 'p012', '2025-03-05', undefined, true],
        ]);
        clock.now = '2025-04-01T00:00:00+08:00';
        expect((await book.list()).map((line) => [line.id, line.standing])).toEqual([
          ['strict-2025', 'inForce'],
          ['default-2025', 'superseded'],
        ]);
      });

      it('nobody approves what he has written or changed, whichever post he acts for', async () => {
        const { book } = await office();
        await book.draft({ json: strict(), reason: REASON, actor: WANG });
        expect((await refusal(book.approve('strict-2025', { actor: { ...LI, person: 'p012' } }))).code).toBe(
          'approval-by-author',
        );
        await book.edit('strict-2025', { json: strict(), reason: '改一处', actor: LI });
        expect((await refusal(book.approve('strict-2025', { actor: LI }))).code).toBe('approval-by-author');
        expect((await book.show('strict-2025')).standing).toBe('draft');
        await tested(book);
        await book.approve('strict-2025', { actor: { post: 'street.safetyOffice', person: 'p013' } });
      });

      it('a change after the approval makes it void', async () => {
        const { book } = await office();
        await book.draft({ json: strict(), reason: REASON, actor: WANG });
        await tested(book);
        await book.approve('strict-2025', { actor: LI });
        await book.edit('strict-2025', {
          json: strict((rules) => Object.assign(rules, { label: '另一版' })),
          reason: '改名',
          actor: WANG,
        });
        expect((await refusal(book.publish('strict-2025', { actor: WANG }))).code).toBe('not-approved');
        expect((await book.show('strict-2025')).draft).not.toHaveProperty('approvedBy');
      });

      it('what is refused leaves no trace', async () => {
        const one = await office();
        const { book, db, clock } = one;
        const count = async () => [
          (await book.list()).length,
          Number((await db.knex('terms_history').count('* as n').first())?.n),
        ];
        const before = await count();
        const draft = (json: unknown, more: object = {}) => book.draft({ json, reason: REASON, actor: WANG, ...more });
        expect(
          (
            await refusal(
              draft(strict((rules) => Object.assign(rules.deadlines[0], { duration: { value: -1, unit: 'day' } }))),
            )
          ).problems.map((problem) => problem.path),
        ).toEqual(['deadlines.0.duration.value', 'deadlines.0.duration.unit']);
        expect((await refusal(draft(strict(() => {}, 'default-2025')))).code).toBe('rule-set-id-taken');
        expect((await refusal(draft([]))).code).toBe('rule-set-invalid');
        expect((await refusal(draft(strict(), { reason: ' ' }))).code).toBe('reason-missing');
        expect((await refusal(draft(strict(), { base: 'nowhere' }))).code).toBe('rule-set-not-found');
        for (const actor of [{ post: 'village.head', person: 'p014' }, { post: 'street.safetyOffice' }])
          expect((await refusal(draft(strict(), { actor }))).code).toBe('not-your-duty');
        expect((await refusal(book.publish('strict-2025', { actor: WANG }))).code).toBe('draft-not-found');
        expect(await count()).toEqual(before);

        await draft(strict());
        expect((await refusal(draft(strict()))).code).toBe('rule-set-id-taken');
        expect(
          (await refusal(book.edit('strict-2025', { json: strict(() => {}, 'other'), reason: REASON, actor: WANG })))
            .code,
        ).toBe('draft-id-differs');
        expect(
          (await refusal(book.edit('strict-2025', { json: strict(), reason: REASON, actor: WANG, revision: 7 }))).code,
        ).toBe('draft-stale');
        expect((await refusal(book.approve('strict-2025', { actor: LI, contentHash: 'another' }))).code).toBe(
          'draft-stale',
        );
        await tested(book);
        await book.approve('strict-2025', { actor: LI });
        expect((await refusal(book.publish('strict-2025', { actor: WANG, effectiveFrom: '2025-05-01' }))).code).toBe(
          'effective-day-not-approved',
        );
        clock.now = '2025-04-02T09:00:00+08:00';
        expect((await refusal(book.publish('strict-2025', { actor: WANG }))).code).toBe('effective-day-past');
        expect(await readRuleSetBody(db.knex, 'strict-2025')).toBeUndefined();
      });

      it('lint errors keep a draft from approval and publication: a post that does not exist, a calendar that is not there', async () => {
        const { book, calendars } = await office();
        const bad = strict((rules) => {
          rules.calendar = 'cn-1999';
          rules.deadlines[1].holder = 'street.nobody';
        });
        const { findings } = await book.draft({ json: bad, reason: REASON, actor: WANG });
        expect(findings.filter((finding) => finding.severity === 'error').map((finding) => finding.code)).toEqual([
          'calendar-unknown',
          'post-unknown',
        ]);
        const error = await refusal(book.approve('strict-2025', { actor: LI }));
        expect([error.code, error.problems.map((problem) => problem.path)]).toEqual([
          'lint-errors',
          ['calendar', 'deadlines.1'],
        ]);
        expect(await book.lint('strict-2025')).toEqual(findings);
        expect((await calendars.list()).length).toBe(1);
      });

      it('nobody approves what was not tried: its scenarios, and the office’s history where there is one, on exactly this content', async () => {
        const one = await office();
        const { book } = one;
        const approve = (more: object = {}) => book.approve('strict-2025', { actor: LI, ...more });
        const code = async (more: object = {}) => (await refusal(approve(more))).code;
        const { draft } = await book.draft({ json: strict(), reason: REASON, actor: WANG });
        expect(await code()).toBe('not-tested');
        await book.noteTest('strict-2025', { actor: WANG, contentHash: draft.contentHash, passed: 0, failed: 0 });
        expect(await code()).toBe('not-tested');
        await tested(book, 'strict-2025', 2);
        const failed = await refusal(approve({ withoutWhatIf: '不必' }));
        expect([failed.code, failed.problems]).toEqual([
          'test-failed',
          [{ path: 'scenarios', message: '2 个场景不符合预期' }],
        ]);
        expect(await code({ withDifferences: '  ' })).toBe('test-failed');

        await report(one);
        // Differences that are meant open this gate, and not the other one.
        expect(await code({ withDifferences: '期限就是要缩短' })).toBe('no-what-if');
        await tested(book);
        expect(await code()).toBe('no-what-if');
        expect(await code({ withoutWhatIf: '  ' })).toBe('no-what-if');
        const head = {
          from: '2024-03-03',
          to: '2025-03-03',
          cases: 1,
          casesNewlyLate: 0,
          casesNoLongerLate: 0,
          different: 0,
        };
        const ran = { actor: WANG, report: head };
        await book.noteWhatIf('strict-2025', { ...ran, contentHash: 'another content' });
        expect(await code()).toBe('no-what-if');
        await book.noteWhatIf('strict-2025', { ...ran, contentHash: draft.contentHash });
        expect((await approve()).state).toBe('approved');

        // Another content has shown nothing yet; back at the first one, what was shown of it still stands.
        const second = strict((rules) => Object.assign(rules, { label: '另一版' }));
        await book.edit('strict-2025', { json: second, reason: '改名', actor: WANG });
        expect(await code()).toBe('not-tested');
        await book.edit('strict-2025', { json: strict(), reason: '改回', actor: WANG });
        await approve();
        const { history } = await book.show('strict-2025');
        const last = history.at(-1);
        expect([last?.act, JSON.parse(last?.detail ?? '{}')]).toEqual([
          'approved',
          { scenarios: 12, whatIf: one.clock.now },
        ]);
        expect(history.map((act) => act.act).filter((act) => act === 'whatIf')).toHaveLength(2);
        expect(JSON.parse(history.find((act) => act.act === 'whatIf')?.detail ?? '')).toEqual(head);
      });

      it('a reason for not trying it on the history is kept with the approval', async () => {
        const one = await office();
        await report(one);
        await published(one);
        const approved = (await one.book.show('strict-2025')).history.find((act) => act.act === 'approved');
        expect(JSON.parse(approved?.detail ?? '')).toEqual({ scenarios: 12, withoutWhatIf: '只改一处期限' });
      });

      it('only the office writes down that a draft was tried, and only while it is one', async () => {
        const { book } = await office();
        const { draft } = await book.draft({ json: strict(), reason: REASON, actor: WANG });
        const ran = { contentHash: draft.contentHash, passed: 1, failed: 0 };
        const outsider = { post: 'village.head', person: 'x' };
        expect((await refusal(book.noteTest('strict-2025', { ...ran, actor: outsider }))).code).toBe('not-your-duty');
        await book.withdraw('strict-2025', { actor: WANG, reason: '作废' });
        expect((await refusal(book.noteTest('strict-2025', { ...ran, actor: WANG }))).code).toBe('draft-closed');
        expect((await refusal(book.noteTest('nothing', { ...ran, actor: WANG }))).code).toBe('draft-not-found');
      });

      it('a published catalogue of criteria cannot be changed under its id', async () => {
        const { book } = await office();
        const other = strict((rules) => rules.criteria.items.pop());
        const { findings } = await book.draft({ json: other, reason: REASON, actor: WANG });
        expect(findings.filter((one) => one.severity === 'error').map((one) => [one.path, one.code])).toEqual([
          ['criteria.id', 'criteria-id-taken'],
        ]);
        await tested(book);
        expect((await refusal(book.approve('strict-2025', { actor: LI }))).code).toBe('lint-errors');
        other.criteria.id = 'cn-2025-b';
        await book.edit('strict-2025', { json: other, reason: '另取编号', actor: WANG });
        await tested(book);
        expect((await book.approve('strict-2025', { actor: LI })).state).toBe('approved');
      });

      it('two who publish at once publish once', async () => {
        const { book, db } = await office();
        await book.draft({ json: strict(), reason: REASON, actor: WANG });
        await tested(book);
        await book.approve('strict-2025', { actor: LI });
        const outcomes = await Promise.allSettled([
          book.publish('strict-2025', { actor: WANG }),
          book.publish('strict-2025', { actor: LI }),
        ]);
        expect(outcomes.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
        expect((await readRuleSets(db.knex)).length).toBe(2);
      });

      it('published versions cannot be changed, nor their history', async () => {
        const one = await office();
        await published(one);
        const { knex } = one.db;
        await expect(knex('rule_set').where({ id: 'strict-2025' }).update({ body: '{}' })).rejects.toThrow(
          /append-only/,
        );
        await expect(knex('terms_history').del()).rejects.toThrow(/append-only/);
        expect(
          (await refusal(one.book.edit('strict-2025', { json: strict(), reason: REASON, actor: WANG }))).code,
        ).toBe('draft-closed');
      });

      it('export and import give the same bytes, whose SHA-256 is the hash', async () => {
        const { book } = await office();
        const { draft } = await book.draft({ json: strict(), reason: REASON, actor: WANG });
        const text = await book.text('strict-2025');
        expect(createHash('sha256').update(text).digest('hex')).toBe(draft.contentHash);
        const shuffled = Object.fromEntries(Object.entries(JSON.parse(text)).reverse());
        await book.edit('strict-2025', { json: shuffled, reason: '重新导入', actor: WANG });
        expect(await book.text('strict-2025')).toBe(text);
        expect(await book.diff('default-2025', 'strict-2025')).toEqual([
          {
            path: 'deadlines.hazard.T2.rectify.duration',
            kind: 'changed',
            sentence: '“较大隐患整改”期限 由 30 日 改为 20 日',
          },
          { path: 'effectiveFrom', kind: 'changed', sentence: '生效日 由 2025-01-01 改为 2025-04-01' },
        ]);
      });

      it('withdrawn only before it takes effect; then the old one stays in force', async () => {
        const one = await office();
        await published(one);
        expect((await refusal(one.book.withdraw('default-2025', { actor: LI, reason: '再议' }))).code).toBe(
          'already-in-force',
        );
        expect(await one.book.withdraw('strict-2025', { actor: LI, reason: '再议' })).toBe('withdrawn');
        expect((await refusal(one.book.withdraw('strict-2025', { actor: LI, reason: '再议' }))).code).toBe(
          'already-withdrawn',
        );
        one.clock.now = '2025-04-02T09:00:00+08:00';
        expect((await report(one)).state.ruleSet).toBe('default-2025');
        expect((await one.book.list()).map((line) => line.standing)).toEqual(['withdrawn', 'inForce']);
        expect(
          await one.book.draft({ id: 'next', effectiveFrom: '2025-05-01', reason: REASON, actor: WANG }),
        ).toMatchObject({ draft: { base: 'default-2025' } });
        expect(await one.book.withdraw('next', { actor: WANG, reason: '不用了' })).toBe('discarded');
      });

      it('a draft copied from a version that is no longer the newest says so', async () => {
        const one = await office();
        await one.book.draft({ id: 'older', effectiveFrom: '2025-05-01', reason: REASON, actor: WANG });
        await published(one);
        expect((await one.book.lint('older')).map((finding) => finding.code)).toContain('base-outdated');
      });
    });

    describe('cases', () => {
      it('are pinned by their date: new ones use the new version, old and late-entered ones do not', async () => {
        const one = await office();
        const before = await report(one);
        await published(one);
        one.clock.now = '2025-03-31T23:59:00+08:00';
        expect((await report(one)).state.ruleSet).toBe('default-2025');
        one.clock.now = '2025-04-01T09:00:00+08:00';
        expect((await report(one)).state.ruleSet).toBe('strict-2025');
        expect((await report(one, '2025-03-31T10:00:00+08:00')).state.ruleSet).toBe('default-2025');
        expect((await one.ledger.state(before.caseId))?.ruleSet).toBe('default-2025');
      });

      it('go over to another version by an audited act, after a dry run that lists every clock; a batch is done once', async () => {
        const one = await office();
        const caseId = await servedT2(one);
        await published(
          one,
          strict(() => {}, 'strict-2025', '2025-03-03'),
        );
        const order = { ...ORDER, ruleSet: 'strict-2025' };
        const seq = (await one.ledger.row(caseId))?.seq;
        const changes = [
          { clock: 'hazard.T2.rectify', label: '较大隐患整改', change: 'stands', from: '2025-04-02', to: '2025-03-24' },
        ];
        expect(await one.mover.adoptionDryRun(order)).toEqual([
          expect.objectContaining({ caseId, outcome: 'moves', changes }),
        ]);
        expect((await one.ledger.row(caseId))?.seq).toBe(seq);
        const moves = await one.mover.adopt({ ...order, includeServed: true }, 'b1');
        expect(moves).toEqual([
          expect.objectContaining({ caseId, outcome: 'moved', changes: [{ ...changes[0], change: 'moved' }] }),
        ]);
        expect(await one.ledger.state(caseId)).toMatchObject({
          ruleSet: 'strict-2025',
          clocks: { 'hazard.T2.rectify': { lastDay: '2025-03-24' } },
        });
        // The next act is decided under the new terms, read from the ledger.
        expect((await act(one, 'addNote', caseId, WANG, { text: '知悉' })).event.ruleSet).toBe('strict-2025');
        expect(await one.mover.adopt({ ...order, includeServed: true }, 'b1')).toEqual([
          expect.objectContaining({ outcome: 'unchanged' }),
        ]);
        expect((await one.book.show('strict-2025')).history.map((entry) => entry.act)).toEqual([
          'drafted',
          'tested',
          'approved',
          'published',
          'adopted',
          'adopted',
        ]);
        expect((await refusal(one.mover.adopt({ ...order, cases: ['H-2025-999999'] }, 'b2'))).code).toBe(
          'case-not-found',
        );
        expect(
          (await refusal(one.mover.adopt({ ...order, actor: { post: 'village.head', person: 'x' } }, 'b3'))).code,
        ).toBe('not-your-duty');
      });

      it('a matter goes over with its hazard: the dry run lists it, the act moves it, alone it is refused', async () => {
        const one = await office();
        const caseId = await servedT2(one);
        one.clock.now = '2025-04-03T10:00:00+08:00';
        await one.ledger.settle(caseId);
        const matter = `${caseId}-A1`;
        await one.ledger.settle(matter);
        const before = (await one.ledger.state(matter))?.clocks['ladder/rung']?.dueAt;
        await published(
          one,
          strict(
            (rules) => {
              for (const trigger of rules.ladders.find((ladder: Loose) => ladder.id === 'A').rungs[1].trigger.any)
                if (trigger.wait) trigger.wait.value = 1;
            },
            'strict-2025',
            '2025-04-03',
          ),
        );
        const order = { ...ORDER, ruleSet: 'strict-2025' };
        expect(await one.mover.adoptionDryRun({ ...order, cases: [matter] })).toMatchObject([
          { caseId: matter, outcome: 'refused', code: 'follows-hazard' },
        ]);
        const planned = await one.mover.adoptionDryRun(order);
        expect(planned).toMatchObject([
          { caseId, kind: 'hazard', outcome: 'moves' },
          {
            caseId: matter,
            kind: 'matter',
            outcome: 'moves',
            changes: [{ clock: 'ladder/rung', change: 'moved', from: before }],
          },
          { caseId: `${caseId}-B1`, kind: 'matter', outcome: 'moves', changes: [] },
        ]);
        expect((await one.ledger.state(matter))?.ruleSet).toBe('default-2025');
        const moved = await one.mover.adopt(order, 'b1');
        expect(moved.map((move) => [move.caseId, move.outcome, move.changes])).toEqual(
          planned.map((move) => [move.caseId, 'moved', move.changes]),
        );
        expect(await one.ledger.state(matter)).toMatchObject({
          ruleSet: 'strict-2025',
          clocks: { 'ladder/rung': { dueAt: planned[1]?.changes[0]?.to } },
        });
      });
    });

    describe('calendars', () => {
      it('a year’s notice makes a new version; new cases take it, running ones are confirmed by an event', async () => {
        const one = await office();
        one.clock.now = '2026-11-24T09:00:00+08:00';
        const caseId = await servedT2(one);
        one.clock.now = '2026-12-10T09:00:00+08:00';
        const { caseId: late } = { caseId: await servedT2(one) };
        expect((await one.ledger.state(late))?.clocks['hazard.T2.rectify']).toMatchObject({
          lastDay: '2027-01-11',
          provisional: true,
        });
        const imported = await one.calendars.importNotice({ json: NOTICE_2027, actor: WANG });
        expect(imported).toMatchObject({
          id: 'cn-2024-2027',
          supersedes: 'cn-2024-2026',
          kind: 'extended',
          coveredUntil: '2027-12-31',
          changes: [],
        });
        expect((await report(one)).state).toMatchObject({ ruleSet: 'default-2025', calendar: 'cn-2024-2027' });
        expect((await one.ledger.state(caseId))?.calendar).toBe('cn-2024-2026');
        const dry = await one.mover.confirmationDryRun(WANG);
        expect(dry.map((move) => [move.caseId, move.outcome])).toEqual([
          [caseId, 'unchanged'],
          [late, 'moves'],
        ]);
        const [, move] = await one.mover.confirm(WANG, 'c1');
        expect(move).toMatchObject({
          outcome: 'moved',
          changes: [{ clock: 'hazard.T2.rectify', change: 'firm', from: '2027-01-11', to: '2027-01-11' }],
        });
        expect((await one.ledger.state(late))?.clocks['hazard.T2.rectify']).not.toHaveProperty('provisional');
        expect((await one.ledger.events(late)).at(-1)).toMatchObject({
          type: 'DeadlineConfirmed',
          calendar: 'cn-2024-2027',
        });
        expect((await one.calendars.newest()).history.map((entry) => entry.act)).toEqual(['imported', 'confirmed']);
      });

      it('an import reaches the open cases by itself: dry run first, cut short and finished, nothing twice', async () => {
        const one = await office();
        one.clock.now = '2026-12-10T09:00:00+08:00';
        const [first, second] = [await servedT2(one), await servedT2(one)];
        const due = async (caseId: string) => (await one.ledger.state(caseId))?.clocks['hazard.T2.rectify'];
        const parts = { book: one.calendars, mover: one.mover };
        const again = () => confirmImported({ db: one.db, mover: one.mover, now: () => one.clock.now });
        expect(await again()).toEqual([]);
        // Five days off more at the end of December's period: the provisional day moves.
        const notice = { ...NOTICE_2027, holidays: [...NOTICE_2027.holidays, '2027-01-11'] };
        const dry = await rehearseYear(parts, { json: notice, actor: WANG });
        const change = { clock: 'hazard.T2.rectify', change: 'moved', from: '2027-01-11', to: '2027-01-12' };
        expect(dry.cases.map(({ caseId, outcome, changes }) => [caseId, outcome, changes])).toEqual(
          [first, second].map((caseId) => [caseId, 'moves', [expect.objectContaining(change)]]),
        );
        expect((await one.calendars.list()).length).toBe(1);
        expect((await due(first))?.provisional).toBe(true);

        // Cut short after the first case.
        const stopped = one.mover.confirm;
        const cut = {
          ...one.mover,
          confirm: (actor: Actor, batch: string) =>
            stopped(actor, batch, {
              progress: (done) => {
                if (done === 1) throw new Error('the process ends here');
              },
            }),
        };
        await expect(importYear({ book: one.calendars, mover: cut }, { json: notice, actor: WANG })).rejects.toThrow(
          'the process ends here',
        );
        expect((await due(first))?.lastDay).toBe('2027-01-12');
        expect((await due(second))?.provisional).toBe(true);
        const finished = await again();
        expect(finished.map(({ caseId, outcome }) => [caseId, outcome])).toEqual([[second, 'moved']]);
        expect(await due(second)).toMatchObject({ lastDay: '2027-01-12' });
        expect((await one.ledger.events(second)).at(-1)).toMatchObject({
          type: 'DeadlineConfirmed',
          actor: { person: 'p012', post: 'street.safetyOffice' },
        });
        const count = async () => (await one.ledger.events(first)).length + (await one.ledger.events(second)).length;
        const before = await count();
        expect(await again()).toEqual([]);
        expect(await count()).toBe(before);
        expect((await one.calendars.newest()).history.map((entry) => entry.act)).toEqual(['imported', 'confirmed']);
      });

      it('what becomes provisional after the import, in a case of the older calendar, is made firm too', async () => {
        const one = await office();
        one.clock.now = '2026-11-03T09:00:00+08:00';
        const { caseId } = await report(one);
        await importYear({ book: one.calendars, mover: one.mover }, { json: NOTICE_2027, actor: WANG });
        const again = () => confirmImported({ db: one.db, mover: one.mover, now: () => one.clock.now });
        await again();
        expect((await one.ledger.state(caseId))?.calendar).toBe('cn-2024-2026');
        one.clock.now = '2026-12-10T09:00:00+08:00';
        await act(one, 'gradeHazard', caseId, WANG, { facts: { threatensLife: false, estimatedDays: 20 } });
        await act(one, 'orderRectification', caseId, WANG);
        await act(one, 'recordService', caseId, WANG, { mode: 'inPerson' });
        expect((await one.ledger.state(caseId))?.clocks['hazard.T2.rectify']).toMatchObject({ provisional: true });
        expect((await again()).map((move) => [move.caseId, move.outcome])).toEqual([[caseId, 'moved']]);
        expect((await one.ledger.state(caseId))?.clocks['hazard.T2.rectify']).not.toHaveProperty('provisional');
      });

      it('a correction never moves a day that was served, and says so', async () => {
        const one = await office();
        one.clock.now = '2026-12-10T09:00:00+08:00';
        const caseId = await servedT2(one);
        const parts = { book: one.calendars, mover: one.mover };
        await importYear(parts, { json: NOTICE_2027, actor: WANG });
        const holidays = [...NOTICE_2027.holidays, '2027-01-11'];
        const { imported, cases } = await importYear(parts, {
          json: { ...NOTICE_2027, holidays },
          actor: WANG,
          corrects: true,
          reason: '原录入有误',
        });
        expect(imported).toMatchObject({ kind: 'corrected' });
        const stands = { change: 'stands', from: '2027-01-11', to: '2027-01-12' };
        expect(cases).toEqual([
          expect.objectContaining({ caseId, outcome: 'moved', changes: [expect.objectContaining(stands)] }),
        ]);
        expect((await one.ledger.state(caseId))?.clocks['hazard.T2.rectify']).toMatchObject({ lastDay: '2027-01-11' });
      });

      it('a notice that contradicts itself or an earlier year is refused with path and reason; nothing is stored', async () => {
        const one = await office();
        const bad = async (json: unknown) =>
          (await refusal(one.calendars.importNotice({ json, actor: WANG }))).problems.map(
            (problem) => `${problem.path}：${problem.message}`,
          );
        expect(await bad({ ...NOTICE_2027, year: 2028 })).toContainEqual(
          expect.stringMatching(/^holidays：缺少法定节假日 2028-/),
        );
        expect(await bad({ ...NOTICE_2027, makeUpDays: ['2027-03-03'] })).toEqual([
          'makeUpDays.0：2027-03-03 本来就是工作日，不能是调休上班日',
        ]);
        expect(await bad({ ...NOTICE_2027, holidays: [...NOTICE_2027.holidays, '2026-12-31'] })).toEqual([
          expect.stringMatching(/^holidays\.21：2026-12-31 与上一年已发布的安排矛盾/),
        ]);
        expect(await bad({ ...NOTICE_2027, colour: 'red' })).toEqual([expect.stringMatching(/colour/)]);
        expect((await one.calendars.list()).length).toBe(1);
        expect(
          (await refusal(one.calendars.importNotice({ json: NOTICE_2027, actor: { post: 'unit.head', person: 'x' } })))
            .code,
        ).toBe('not-your-duty');
      });

      it('a correction must say that it is one and why, and makes a further version', async () => {
        const one = await office();
        await one.calendars.importNotice({ json: NOTICE_2027, actor: WANG });
        expect((await refusal(one.calendars.importNotice({ json: NOTICE_2027, actor: WANG }))).code).toBe(
          'calendar-same',
        );
        const right = { ...NOTICE_2027, holidays: NOTICE_2027.holidays.filter((day) => day !== '2027-02-11') };
        const wrong = await refusal(one.calendars.importNotice({ json: right, actor: WANG }));
        expect([wrong.code, wrong.problems[0]?.message]).toEqual([
          'calendar-invalid',
          expect.stringContaining('2027-02-11 与已发布的日历 cn-2024-2027 矛盾'),
        ]);
        expect((await refusal(one.calendars.importNotice({ json: right, actor: WANG, corrects: true }))).code).toBe(
          'reason-missing',
        );
        expect(
          await one.calendars.importNotice({ json: right, actor: WANG, corrects: true, reason: '原录入有误' }),
        ).toEqual({
          id: 'cn-2024-2027-r2',
          supersedes: 'cn-2024-2027',
          kind: 'corrected',
          coveredUntil: '2027-12-31',
          changes: [{ day: '2027-02-11', from: 'holiday', to: 'workday' }],
        });
        expect((await report(one)).state.calendar).toBe('cn-2024-2027-r2');
      });

      it('two imports at once make one version', async () => {
        const one = await office();
        const both = await Promise.allSettled(
          [1, 2].map(() => one.calendars.importNotice({ json: NOTICE_2027, actor: WANG })),
        );
        expect(both.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
        expect((await one.calendars.list()).length).toBe(2);
      });
    });
  });
}
