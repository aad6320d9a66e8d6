import path from 'node:path';
import { createBlobs } from '../../db/blob.ts';
import { now } from '../../src/cli/ledger-access.ts';
import { kinds } from '../../src/core/index.ts';
import { createEventLog } from '../../src/ledger/log.ts';
import { logSeeds } from '../../src/ledger/log-key.ts';
import { createPapers } from '../../src/ledger/notices.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { duban } from '../cli/console.ts';
import { type DataFolder, dataFolder } from '../cli/folder.ts';
import { plainPress } from '../ledger/plain-press.ts';

/** What somebody may write into a hazard's description. */
export const SCRIPT = '<img src=x onerror="document.title=`taken`"></script><script>document.title="taken"</script>';

export interface Office {
  readonly folder: DataFolder;
  /** A hazard with a photo, and with a script in its description. */
  readonly hazard: string;
  readonly photo: string;
  /** A signed paper of another hazard. */
  readonly paper: string;
}

/** The sample office's three months, one signed paper, one photo, all in the signed log. */
export async function packageOffice(): Promise<Office> {
  const folder = await dataFolder({ demo: true });
  const hazard = await reportWithPhoto(folder);
  const paper = await issueOne(folder);
  await folder.look(async (db) => {
    const log = createEventLog({ db, origin: 'shanyao.example/duban', seeds: logSeeds({ dataDir: folder.path }) });
    while ((await log.sequence(now())).more);
  });
  return { folder, paper, ...hazard };
}

async function reportWithPhoto(folder: DataFolder): Promise<{ readonly hazard: string; readonly photo: string }> {
  const photo = await folder.look(async (db) => {
    const blobs = createBlobs(db.knex, path.join(folder.path, 'blobs'));
    return (await blobs.put(Buffer.from('a photo'), 'image/jpeg', now())).sha256;
  });
  const found = { unit: 'E10', kind: '消防通道', where: '车间', what: SCRIPT, found: now(), photos: [photo] };
  const as = ['--as', 'village.gridWorker@V5', '--payload', JSON.stringify(found), '--data', folder.path, '--json'];
  const { json } = await duban('case', 'command', 'new', 'reportHazard', ...as);
  return { hazard: (json() as { caseId: string }).caseId, photo };
}

/** The first paper that the sample office should have sent, issued as the engine would. */
function issueOne(folder: DataFolder): Promise<string> {
  return folder.look(async (db) => {
    const ledger = createLedger({ db, kinds, now });
    const press = plainPress();
    press.filled = { unsigned: true };
    const blobs = createBlobs(db.knex, path.join(folder.path, 'blobs'));
    const papers = createPapers({ ledger, db, blobs, press, now });
    const { rows } = await ledger.cases({ kind: 'hazard', overdue: true, limit: 200 });
    for (const { caseId } of rows)
      for (const { seq, effects } of await ledger.events(caseId)) {
        const nth = effects.findIndex((effect) => effect.do === 'issueNotice');
        const paper = nth < 0 ? undefined : await papers.open(caseId, seq, nth);
        if (paper !== undefined && (await papers.issue(paper))?.ok) return paper;
      }
    throw new Error('no hazard of the sample office orders a paper');
  });
}
