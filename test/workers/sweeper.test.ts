import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { addMs } from '../../src/core/instant.ts';
import { kinds } from '../../src/core/kinds.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { createClient } from '../../workers/connection.ts';
import { createPoker } from '../../workers/poker.ts';
import { startSweeper } from '../../workers/sweeper.ts';
import { openTestLedger, START } from '../ledger/fixture.ts';
import { config, memoryLog, until } from '../live/stand.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-sweeper-'));
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the sweeper', () => {
  it('fires a late clock in the place of its workflow, also while Temporal is away; never one that is not late', async () => {
    // given a hazard whose deadline has just passed, and a Temporal that is not there
    const test = await openTestLedger({ sqlite: path.join(folder, 'duban.db') }, { now: START }, kinds);
    const { ledger, clock } = test;
    const reported = await ledger.record({
      kind: 'hazard',
      commandId: 'c1',
      type: 'reportHazard',
      payload: { unit: 'U1', kind: 'k', where: '二楼', what: '堵塞', found: START, photos: ['p'] },
      actor: { post: 'village.gridWorker', organisation: 'V1' },
    });
    if (!reported.ok) throw new Error(reported.refusal.code);
    const due = (await ledger.row(reported.caseId))?.nextDue ?? START;
    clock.now = addMs(due, 1_000);

    const log = memoryLog();
    const client = createClient({ config, address: '127.0.0.1:1' });
    const poker = createPoker({ client, ledger, taskQueue: 'sweeper', log });
    let looks = 0;
    const counted = {
      ...ledger,
      forgotten: (...given: Parameters<typeof ledger.forgotten>) => {
        looks++;
        return ledger.forgotten(...given);
      },
    };
    const sweeper = startSweeper({ ledger: counted, poker, log, now: () => clock.now, lateEvery: 10 });
    closing.push(
      () => client.connection.close(),
      () => poker.close(),
      () => sweeper.stop(),
    );

    // when it is a second late, several looks leave it to its workflow
    const before = looks;
    await until(() => looks > before + 5);
    expect(await ledger.events(reported.caseId)).toHaveLength(1);

    // and when it is later than a workflow ever is by itself, it is fired, at its own instant
    clock.now = addMs(due, 4_000);
    await until(async () => (await ledger.events(reported.caseId)).length > 1);
    expect((await ledger.events(reported.caseId))[1]).toMatchObject({ at: due, recordedAt: clock.now });
    expect(log.lines.join()).not.toContain(reported.caseId);
  });

  it('says once that a case cannot be settled, not at every look', async () => {
    // given a case that is late and whose rules nobody can read
    const { ledger, clock, db } = await openTestLedger(
      { sqlite: path.join(folder, 'stuck.db') },
      { now: START },
      kinds,
    );
    const reported = await ledger.record({
      kind: 'hazard',
      commandId: 'c1',
      type: 'reportHazard',
      payload: { unit: 'U1', kind: 'k', where: '二楼', what: '堵塞', found: START, photos: ['p'] },
      actor: { post: 'village.gridWorker', organisation: 'V1' },
    });
    if (!reported.ok) throw new Error(reported.refusal.code);
    const state = await ledger.state(reported.caseId);
    await db.knex('case_view').update({ state: JSON.stringify({ ...state, ruleSet: 'lost' }) });
    clock.now = addMs((await ledger.row(reported.caseId))?.nextDue ?? START, 10_000);
    // A process that has not seen it before.
    const fresh = createLedger({ db, kinds, now: () => clock.now });

    // when the sweeper has looked at it many times
    const log = memoryLog();
    const client = createClient({ config, address: '127.0.0.1:1' });
    const poker = createPoker({ client, ledger, taskQueue: 'sweeper', log });
    let looks = 0;
    const counted: Parameters<typeof startSweeper>[0]['ledger'] = {
      wakes: ledger.wakes,
      forgotten: ledger.forgotten,
      follow: (...given) => {
        looks++;
        return fresh.follow(...given);
      },
    };
    const sweeper = startSweeper({ ledger: counted, poker, log, now: () => clock.now, lateEvery: 5 });
    closing.push(
      () => client.connection.close(),
      () => poker.close(),
      () => sweeper.stop(),
    );
    await until(() => looks > 10);

    // then the log has one line of it
    expect(log.lines.filter((line) => JSON.stringify(line).includes('late clocks were fired'))).toHaveLength(1);
  });
});
