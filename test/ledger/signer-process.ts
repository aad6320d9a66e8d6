/**
 * A process of its own that signs papers until it is killed: `node signer-process.ts DATABASE BLOBS PAPER…`.
 * Says on standard output when it begins and which papers it has signed.
 */
import { createBlobs } from '../../db/blob.ts';
import { openDatabase } from '../../db/open.ts';
import { kinds } from '../../src/core/kinds.ts';
import { createPapers } from '../../src/ledger/notices.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { START } from './fixture.ts';
import { plainPress } from './plain-press.ts';

const [location = '', folder = '', ...papers] = process.argv.slice(2);
const db = await openDatabase(location.startsWith('sqlite:') ? { sqlite: location.slice(7) } : location);
const now = () => START;
const ledger = createLedger({ db, kinds, now });
const office = createPapers({ ledger, db, blobs: createBlobs(db.knex, folder), press: plainPress(), now });
const write = (text: string) => new Promise((resolve) => process.stdout.write(`${text}\n`, resolve));
await write('ready');
await Promise.all(
  papers.map(async (caseId) => {
    const outcome = await office.record({
      kind: 'notice',
      caseId,
      commandId: `sign-${caseId}`,
      type: 'signNotice',
      payload: {},
      actor: { post: 'street.safetyOffice' },
    });
    await write(`${outcome.ok ? 'signed' : outcome.refusal.code} ${caseId}`);
  }),
);
await ledger.close();
