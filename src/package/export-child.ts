// A process of its own for the HTTP side: twenty seconds of work would hold up everybody else's requests. The task comes in on standard
// input (it may name a key), the ZIP goes out on standard output, a refusal is one line of JSON on standard error.
import { text } from 'node:stream/consumers';
import { openDatabase } from '../../db/open.ts';
import { PackageRefused } from './export.ts';
import type { ExportTask } from './export-job.ts';
import { makePackage } from './make.ts';

const { location, place, asked }: ExportTask = JSON.parse(await text(process.stdin));
const db = await openDatabase(location);
try {
  await makePackage(db, place, asked, process.stdout);
} catch (error) {
  const refused = error instanceof PackageRefused ? { code: error.code, message: error.message } : undefined;
  process.stderr.write(`${JSON.stringify(refused ?? { code: 'failed' })}\n`);
  process.exitCode = 1;
} finally {
  await db.close();
}
