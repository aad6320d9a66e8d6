import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createBlobs } from '../../db/blob.ts';
import { readRegister, readSeries } from '../../db/notice.ts';
import type { DatabaseLocation } from '../../db/open.ts';
import type { Actor, NoticeState } from '../../src/core/index.ts';
import { addMs } from '../../src/core/instant.ts';
import { kinds } from '../../src/core/kinds.ts';
import { verifyChain } from '../../src/core/log/chain.ts';
import type { RecordOutcome } from '../../src/ledger/ledger.ts';
import { createPapers, type Papers } from '../../src/ledger/notices.ts';
import { reconcile } from '../../src/ledger/rebuild.ts';
import { accepted, openTestLedger, START } from './fixture.ts';
import { plainPress } from './plain-press.ts';

const OFFICE: Actor = { post: 'street.safetyOffice', person: 'p-desk' };
const ORDERED = 3;

/** What papers must do on every database. */
export function noticesContract(name: string, fresh: () => Promise<DatabaseLocation>): void {
  describe(`papers on ${name}`, () => {
    const open: { close(): Promise<void> }[] = [];
    const folders: string[] = [];
    afterEach(async () => {
      for (const one of open.splice(0)) await one.close();
      for (const one of folders.splice(0)) rmSync(one, { recursive: true, force: true });
    });

    async function office(location?: DatabaseLocation, folder?: string) {
      const place = location ?? (await fresh());
      const { db, ledger, clock } = await openTestLedger(place, { now: START }, kinds);
      open.push(ledger);
      const files = folder ?? mkdtempSync(path.join(tmpdir(), 'duban-blobs-'));
      if (folder === undefined) folders.push(files);
      const press = plainPress();
      const blobs = createBlobs(db.knex, files);
      const papers = createPapers({ ledger, db, blobs, press, now: () => clock.now });
      let commands = 0;
      const act = (caseId: string, type: string, payload = {}, actor: Actor = OFFICE): Promise<RecordOutcome> =>
        ledger.record({
          kind: caseId.includes('-N') ? 'notice' : 'hazard',
          caseId,
          commandId: `${folder ?? 'a'}-${++commands}`.replaceAll('/', '.'),
          type,
          payload,
          actor,
        });
      /** A hazard that has been ordered to be mended: its third event orders the paper. */
      async function ordered(caseId: string): Promise<string> {
        const found = addMs(clock.now, -60_000);
        await accepted(
          act(
            caseId,
            'reportHazard',
            { unit: 'U1', kind: 'blockedExit', where: '二楼', what: '堵塞', found, photos: ['a'] },
            { post: 'village.gridWorker', organisation: 'V1', person: 'p-village' },
          ),
        );
        await accepted(act(caseId, 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 2 } }));
        await accepted(act(caseId, 'orderRectification'));
        return (await papers.open(caseId, ORDERED, 0)) ?? '';
      }
      const sign = (paper: string, by: Papers = papers, commandId = `sign-${paper}`) =>
        by.record({ kind: 'notice', caseId: paper, commandId, type: 'signNotice', payload: {}, actor: OFFICE });
      const paper = async (id: string) => (await ledger.state(id)) as NoticeState;
      return { place, db, ledger, clock, files, press, blobs, papers, act, ordered, sign, paper };
    }

    /** Numbers of the year as they stand in the register, and whether any is missing. */
    async function numbers(db: Awaited<ReturnType<typeof office>>['db']): Promise<readonly number[]> {
      for (const { count, last } of await readSeries(db.knex, 2025)) expect(count).toBe(last);
      return (await readRegister(db.knex, 2025, undefined, 200)).map((line) => line.number);
    }

    it('is opened once, whoever asks and however often, and its case’s log stays as it was', async () => {
      const { ledger, papers, ordered, paper } = await office();
      const id = await ordered('H-1');
      const before = await ledger.events('H-1');
      const ids = await Promise.all([1, 2, 3].map(() => papers.open('H-1', ORDERED, 0)));
      expect(ids).toEqual([id, id, id]);
      expect(await ledger.events('H-1')).toEqual(before);
      expect(await ledger.events(id)).toHaveLength(1);
      expect(await paper(id)).toMatchObject({ opener: 'H-1', stage: 'draft', unit: 'U1', organisation: 'V1' });
      expect(await papers.open('H-1', 1, 0)).toBeUndefined();
    });

    it('given it is signed, its files are kept under their hashes, and the act repeated is the same act', async () => {
      const { db, blobs, files, papers, ordered, sign, paper } = await office();
      const id = await ordered('H-1');
      const first = await accepted(sign(id));
      const again = await accepted(sign(id));
      expect([again.repeated, again.event]).toEqual([true, first.event]);
      const { made } = await paper(id);
      expect(made).toMatchObject({ number: 1, year: 2025, reference: '安办〔2025〕1号' });
      expect((await papers.file(id, 'pdf'))?.filename).toBe('rectificationNotice（安办〔2025〕1号）.pdf');
      expect((await blobs.read(made?.docx ?? ''))?.bytes.toString()).toContain('"安办〔2025〕1号"');
      expect(await numbers(db)).toEqual([1]);
      const sha = made?.docx ?? '';
      writeFileSync(path.join(files, sha.slice(0, 2), sha), 'changed');
      await expect(blobs.read(sha)).rejects.toMatchObject({ code: 'blob-damaged' });
      rmSync(path.join(files, sha.slice(0, 2), sha));
      await expect(papers.file(id, 'docx')).rejects.toMatchObject({ code: 'blob-damaged' });
    });

    it('a draft is shown without a number, and nothing of it is kept', async () => {
      const { files, papers, ordered } = await office();
      const id = await ordered('H-1');
      expect((await papers.file(id, 'docx'))?.content.toString()).toContain('docx [null');
      expect(readdirSync(files)).toEqual([]);
      expect(await papers.file('H-1', 'docx')).toBeUndefined();
    });

    it('given two who sign the same paper at once, one wins and the other is told so', async () => {
      const { place, files, ordered, sign, db } = await office();
      const other = await office(place, files);
      const id = await ordered('H-1');
      const outcomes = await Promise.all([sign(id), other.sign(id, other.papers, 'other')]);
      expect(outcomes.map((one) => one.ok).sort()).toEqual([false, true]);
      expect(outcomes.find((one) => !one.ok)).toMatchObject({ refusal: { code: 'not-allowed-now' } });
      expect(await numbers(db)).toEqual([1]);
    });

    it('given the case ends while its paper is being printed, the signature is refused and no number is used', async () => {
      const { place, files, press, act, ordered, sign, db, paper } = await office();
      const other = await office(place, files);
      const [id, next] = [await ordered('H-1'), await ordered('H-2')];
      press.onPrint = async () => {
        press.onPrint = () => undefined;
        await accepted(other.act('H-1', 'dismissHazard', { seen: '无隐患', reason: '误报' }));
      };
      expect(await sign(id)).toMatchObject({ ok: false, refusal: { code: 'notice-withdrawn' } });
      expect((await paper(id)).stage).toBe('draft');
      await accepted(sign(next));
      expect(await numbers(db)).toEqual([1]);
      await accepted(act(id, 'voidNotice', { reason: '已撤销' }));
    });

    it('given signed papers lose their ground before they go out, they are voided, and their numbers stay', async () => {
      const { act, papers, ordered, sign, db, paper } = await office();
      const id = await ordered('H-1');
      await accepted(sign(id));
      expect(await papers.stands(id)).toBe(true);
      await accepted(act('H-1', 'dismissHazard', { seen: '无隐患', reason: '误报' }));
      expect(await papers.stands(id)).toBe(false);
      expect(await paper(id)).toMatchObject({ stage: 'voided', reason: '已撤销', made: { number: 1 } });
      expect(await numbers(db)).toEqual([1]);
    });

    it('given a value is missing, nothing is printed and the paper is not issued', async () => {
      const { press, papers, ordered, sign, paper, act } = await office();
      press.filled = { unsigned: true, values: {} };
      let printed = 0;
      press.onPrint = () => void printed++;
      const id = await ordered('H-1');
      expect(await papers.issue(id)).toBeUndefined();
      expect(await sign(id)).toMatchObject({ ok: false });
      expect(printed).toBe(0);
      await accepted(act(id, 'completeNotice', { values: { unit: '一厂' } }));
      expect(await papers.issue(id)).toMatchObject({ ok: true });
      expect((await paper(id)).stage).toBe('signed');
    });

    it('property: however sign-offs meet, fail and are tried again, the numbers are 1 … n without a gap', async () => {
      const one = await office();
      const two = await office(one.place, one.files);
      let round = 0;
      let signed = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ second: fc.boolean(), fails: fc.nat(2) }), { minLength: 2, maxLength: 7 }),
          async (acts) => {
            round++;
            const ids: string[] = [];
            for (const n of acts.keys()) ids.push(await one.ordered(`H-${round}-${n}`));
            const left = new Map(ids.map((id, n) => [id, acts[n]?.fails ?? 0]));
            for (const each of [one, two])
              each.press.onPrint = ({ caseId }) => {
                const still = left.get(caseId) ?? 0;
                left.set(caseId, still - 1);
                if (still > 0) throw new Error('the printer is out of paper');
              };
            const signing = acts.map(async ({ second }, n) => {
              const by = second ? two : one;
              for (;;) {
                const outcome = await by.sign(ids[n] ?? '').catch(() => undefined);
                if (outcome?.ok) return outcome;
                if (outcome && outcome.refusal.code !== 'notice-number-taken') throw new Error(outcome.refusal.code);
              }
            });
            signed += (await Promise.all(signing)).length;
            expect(await numbers(one.db)).toEqual(Array.from({ length: signed }, (_, n) => n + 1));
          },
        ),
        { numRuns: 6, seed: 11 },
      );
    });

    it('given a signing process is killed in the middle, no number is missing and the rest can be signed', async () => {
      const { place, files, ledger, db, ordered, sign } = await office();
      const ids: string[] = [];
      for (let n = 0; n < 24; n++) ids.push(await ordered(`H-${n}`));
      const script = fileURLToPath(new URL('./signer-process.ts', import.meta.url));
      const where = typeof place === 'string' ? place : `sqlite:${place.sqlite}`;
      const child = spawn(process.execPath, [script, where, files, ...ids], { stdio: ['ignore', 'pipe', 'inherit'] });
      const said: string[] = [];
      createInterface({ input: child.stdout }).on('line', (line) => {
        said.push(line);
        if (said.length === 8) child.kill('SIGKILL');
      });
      await new Promise((resolve) => child.on('close', resolve));
      expect(said.length).toBeGreaterThanOrEqual(8);
      const then = await numbers(db);
      expect(then.length).toBeGreaterThanOrEqual(said.filter((line) => line.startsWith('signed')).length);
      for (const id of ids) await sign(id);
      expect(await numbers(db)).toEqual(ids.map((_, n) => n + 1));
      for (const id of ids) expect(verifyChain(await ledger.events(id)).ok).toBe(true);
      expect((await reconcile({ db, kinds })).differences).toEqual([]);
    });
  });
}
