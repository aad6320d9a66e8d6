import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLeafBytes } from '../../db/log-tree.ts';
import type { DatabaseLocation } from '../../db/open.ts';
import { checkSignature, openNote, parseCheckpoint, parseKey } from '../../src/core/log/checkpoint.ts';
import { leafHash, sameHash, verifyConsistency, verifyInclusion } from '../../src/core/log/tree.ts';
import { createEventLog } from '../../src/ledger/log.ts';
import { accepted, command, openTestLedger, report, START, type TestLedger } from './fixture.ts';

const ORIGIN = 'shanyao.example/duban';
const seed = (n: number) => new Uint8Array(32).fill(n);

/** What the verifiable log must hold on any database; run by one test file per database. */
export function logContract(name: string, fresh: () => Promise<DatabaseLocation>): void {
  describe(`verifiable log on ${name}`, () => {
    let test: TestLedger;
    beforeAll(async () => {
      test = await openTestLedger(await fresh());
    });
    afterAll(() => test?.ledger.close());

    const log = (...keys: number[]) => createEventLog({ db: test.db, origin: ORIGIN, seeds: keys.map(seed) });
    const latest = async () => {
      const row = await log().checkpoint();
      if (row === undefined) throw new Error('no checkpoint');
      const note = openNote(row.note);
      return { note, ...parseCheckpoint(note.text) };
    };
    async function write(cases: number, notes: number): Promise<void> {
      for (let i = 0; i < cases; i++) {
        const id = await report(test.ledger);
        await Promise.all(
          Array.from({ length: notes }, (_, k) => accepted(command(test.ledger, 'addNote', id, { note: `${k}` }))),
        );
      }
    }
    async function drain(sequencer = log(1)): Promise<number> {
      for (;;) {
        const { size, more } = await sequencer.sequence(START);
        if (!more) return size;
      }
    }

    it('takes every event once, in order within its case, and signs what it has come to', async () => {
      await write(3, 4);
      expect(await drain()).toBe(15);
      const leaves = await readLeafBytes(test.db.knex, 0, 15);
      const seen = new Map<string, number>();
      for (const { caseId, seq } of leaves) {
        expect(seq).toBe((seen.get(caseId) ?? 0) + 1);
        seen.set(caseId, seq);
      }
      expect([...seen.values()]).toEqual([5, 5, 5]);
      const { note, size, origin } = await latest();
      expect({ size, origin }).toEqual({ size: 15, origin: ORIGIN });
      const [key] = await log().keys();
      expect(checkSignature(note, parseKey(key as string))).toBe('good');
    });

    it('proves every event to be in it, and every earlier checkpoint to be its beginning, across tiles', async () => {
      const sequencer = log(1);
      const roots: { size: number; root: Uint8Array }[] = [await latest()];
      for (const cases of [1, 20, 40]) {
        await write(cases, 5);
        await drain(sequencer);
        roots.push(await latest());
      }
      const { size, root } = await latest();
      expect(size).toBe(15 + 61 * 6);
      const leaves = await readLeafBytes(test.db.knex, 0, size);
      for (const [index, { caseId, seq, bytes }] of leaves.entries()) {
        const proof = await sequencer.inclusion(caseId, seq);
        expect(proof).toMatchObject({ index, size });
        const leaf = leafHash(Buffer.from(bytes));
        expect(verifyInclusion({ leaf, index, size, root, proof: proof?.proof ?? [] })).toBe(true);
      }
      for (const { size: old, root: oldRoot } of roots)
        expect(verifyConsistency({ old, oldRoot, size, root, proof: await sequencer.consistency(old, size) })).toBe(
          true,
        );
    });

    it('serves tiles from which anybody can compute the root, and entries that are the event bytes', async () => {
      const { size } = await latest();
      const full = await log().tile({ level: 0, index: 0, width: 256 });
      const rest = await log().tile({ level: 0, index: 1, width: size - 256 });
      const entries = await log().tile({ level: 'entries', index: 1, width: size - 256 });
      expect(full?.length).toBe(256 * 32);
      let at = 0;
      for (let i = 0; i < size - 256; i++) {
        const length = entries?.readUInt16BE(at) ?? 0;
        const bytes = entries?.subarray(at + 2, at + 2 + length) ?? Buffer.of();
        const hash = createHash('sha256')
          .update(Buffer.concat([Buffer.of(0), bytes]))
          .digest();
        expect(sameHash(hash, rest?.subarray(i * 32, i * 32 + 32) ?? Buffer.of())).toBe(true);
        at += 2 + length;
      }
      expect(at).toBe(entries?.length);
      expect(await log().tile({ level: 0, index: 1, width: size - 255 })).toBeUndefined();
      expect(await log().tile({ level: 1, index: 0, width: 2 })).toBeUndefined();
    });

    it('goes on after a restart where it stopped, and signs nothing new when nothing is new', async () => {
      const before = await log().checkpoint();
      expect(await log(1).sequence(START)).toMatchObject({ added: 0, more: false });
      expect(await log().checkpoint()).toEqual(before);
      await write(1, 1);
      const restarted = log(1);
      expect(await restarted.sequence(START)).toMatchObject({ added: 2 });
      expect(await restarted.sequence(START)).toMatchObject({ added: 0, more: false });
    });

    it('loses and doubles nothing while people write and two sequencers run', async () => {
      const sequencers = [log(1), log(1)];
      let writing = true;
      const runs = sequencers.map(async (sequencer) => {
        while (writing) {
          await sequencer.sequence(START);
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
      await Promise.all([write(10, 3), write(10, 3), write(10, 3)]);
      writing = false;
      await Promise.all(runs);
      const size = await drain();
      const [{ events } = { events: 0 }] = await test.db.knex('event').count('* as events');
      const [{ leaves } = { leaves: 0 }] = await test.db.knex('log_leaf').count('* as leaves');
      expect([size, Number(leaves)]).toEqual([Number(events), Number(events)]);
      const { root } = await latest();
      const all = await readLeafBytes(test.db.knex, 0, size);
      const one = all[size >> 1] as (typeof all)[number];
      const proof = await log().inclusion(one.caseId, one.seq);
      expect(
        verifyInclusion({
          leaf: leafHash(Buffer.from(one.bytes)),
          index: size >> 1,
          size,
          root,
          proof: proof?.proof ?? [],
        }),
      ).toBe(true);
    });

    it('after a change of keys the old key signs once more beside the new one, then the new one alone', async () => {
      const old = parseKey((await log().keys())[0] as string);
      await drain(log(2, 1));
      const transition = await latest();
      const [fresh] = (await log().keys()).map(parseKey).filter(({ id }) => id !== old.id);
      if (fresh === undefined) throw new Error('no new key');
      expect([checkSignature(transition.note, old), checkSignature(transition.note, fresh)]).toEqual(['good', 'good']);
      await write(1, 0);
      await drain(log(2, 1));
      const after = await latest();
      expect([checkSignature(after.note, old), checkSignature(after.note, fresh)]).toEqual(['absent', 'good']);
    });

    it('a tree whose size was set back is named and not tried again without end; what was signed stays as it is', async () => {
      const end = await drain();
      const signed = await latest();
      await test.db.knex('log_head').update({ size: end - 1 });
      await write(2, 0);
      await expect(log(1).sequence(START)).rejects.toThrow('verify --live');
      expect((await latest()).size).toBe(signed.size);
      await test.db.knex('log_head').update({ size: end });
      expect(await drain()).toBe(end + 2);
    });
  });
}
