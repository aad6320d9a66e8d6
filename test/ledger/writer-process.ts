/**
 * A process of its own that writes notes into cases until it is killed: `node writer-process.ts DATABASE NAME CASE…`.
 * Says on standard output which notes were acknowledged, one a line, so that the test knows what must be in the log.
 */
import { openDatabase } from '../../db/open.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { START } from './fixture.ts';
import { TINY_KINDS } from './tiny-kinds.ts';

const [location = '', name = '', most = '', ...cases] = process.argv.slice(2);
const ledger = createLedger({ db: await openDatabase(location), kinds: TINY_KINDS, now: () => START });
const write = (text: string) => new Promise((resolve) => process.stdout.write(`${text}\n`, resolve));
await write('ready');
for (let i = 1; i <= Number(most); i++) {
  const notes = cases.map((caseId) => ({ caseId, note: `${name}-${i}` }));
  const outcomes = await Promise.all(
    notes.map(({ caseId, note }) =>
      ledger.record({
        kind: 'hazard',
        caseId,
        commandId: note,
        type: 'addNote',
        payload: { note },
        actor: { post: 'village.gridWorker' },
      }),
    ),
  );
  for (const [n, outcome] of outcomes.entries()) if (outcome.ok) await write(`${notes[n]?.caseId} ${notes[n]?.note}`);
}
await ledger.close();
