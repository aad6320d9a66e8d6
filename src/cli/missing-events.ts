import { unpackEvent } from '../../db/event-bytes.ts';
import { readStoredEvents } from '../../db/history.ts';
import type { Database } from '../../db/open.ts';
import { openPackage } from '../package/open.ts';
import { found, type VerifyFinding } from '../replay/finding.ts';
import { readLink } from '../replay/link.ts';
import { lines } from '../replay/package-files.ts';
import { PACKAGE_FILES, parsePackageLine } from '../replay/package-format.ts';

const PAGE = 200;
const MOST_FINDINGS = 1_000;

/** Which events of a package the ledger has lost or holds otherwise, by case and number; the package itself is not verified here. Throws PackageFault. */
export async function missingEvents({ knex }: Database, file: string): Promise<readonly VerifyFinding[]> {
  const files = await openPackage(file);
  const findings: VerifyFinding[] = [];
  const page = new Map<string, Map<number, string>>();
  try {
    for await (const { line } of lines(files, PACKAGE_FILES.events)) {
      const parsed = parsePackageLine(line);
      const link = parsed && readLink(parsed.bytes);
      if (parsed === undefined || link === undefined) continue;
      const known = page.get(link.caseId) ?? new Map<number, string>();
      page.set(link.caseId, known.set(link.seq, parsed.bytes));
      if (page.size >= PAGE) await compare();
    }
    await compare();
  } finally {
    await files.close();
  }
  return findings.slice(0, MOST_FINDINGS);

  /** A case whose events stand in several pages is compared piece by piece. */
  async function compare(): Promise<void> {
    const held = new Map(
      (await readStoredEvents(knex, [...page.keys()])).map(({ caseId, seq, body }) => [`${caseId} ${seq}`, body]),
    );
    for (const [caseId, events] of page)
      for (const [seq, bytes] of events) {
        const body = held.get(`${caseId} ${seq}`);
        const where = `${caseId} 第 ${seq} 条（档案包中有）`;
        if (body === undefined) findings.push(found('event-missing', where));
        else if (unpackEvent(body) !== bytes) findings.push(found('event-altered', where));
      }
    page.clear();
  }
}
