import { base64 } from '@scure/base';
import { type DeliveryFate, readDeliveryFates } from '../../db/delivery.ts';
import { unpackEvent } from '../../db/event-bytes.ts';
import { readStoredEvents } from '../../db/history.ts';
import type { Database } from '../../db/open.ts';
import { readNames } from '../../db/organisation.ts';
import { readHoldings } from '../../db/post.ts';
import type { CaseId, SealedEvent } from '../core/index.ts';
import { inclusionRanges } from '../core/log/tree.ts';
import type {
  CaseLine,
  LateList,
  LateSpan,
  PackageIndex,
  PackageTerms,
  PageBeside,
  PaperLine,
} from '../replay/package-data.ts';
import { packageLine, rangeName } from '../replay/package-format.ts';
import { caseLines } from './case-lines.ts';
import type { Add, PackedTerms } from './contents.ts';
import type { Seen } from './seen.ts';
import type { createTreeHashes } from './tree-hashes.ts';

/** Events a page of `data/`, at least: a case is never divided. */
const PAGE_EVENTS = 400;
/** Cases read at once. */
const CASES_AT_ONCE = 100;

/** What the pages are made from. */
export interface PagesGiven {
  readonly scope: PackageIndex['scope'];
  readonly checkpoint: string;
  readonly keys: readonly string[];
  /** Leaves of the checkpoint's tree. */
  readonly size: number;
  /** In order. */
  readonly caseIds: readonly CaseId[];
  readonly seen: Seen;
  readonly terms: PackedTerms;
  readonly tree: ReturnType<typeof createTreeHashes>;
  filesOf(docx: string, pdf: string): readonly string[];
  progress(line: string): void;
}

/** The data of the page: cases in order of number, so that a hazard, its matters and papers lie together. */
export async function addPages(db: Database, add: Add, given: PagesGiven): Promise<void> {
  const { knex } = db;
  const { caseIds, seen, terms, size, tree, progress } = given;
  const holdings = await readHoldings(knex);
  const around = { rules: (id: string) => terms.rules.get(id), holdings, filesOf: given.filesOf };
  const lines: CaseLine[] = [];
  const spans: LateSpan[] = [];
  const sent: PaperLine[] = [];
  const persons = new Set<string>();
  let page = openPage();
  let number = 0;
  for (let i = 0; i < caseIds.length; i += CASES_AT_ONCE) {
    const ids = caseIds.slice(i, i + CASES_AT_ONCE);
    const stored = Map.groupBy(await readStoredEvents(knex, ids), (one) => one.caseId);
    const fates = Map.groupBy(await readDeliveryFates(knex, ids), (one) => one.caseId);
    for (const id of ids) {
      const leaves = seen.leaves.get(id) ?? [];
      const all = (stored.get(id) ?? []).slice(0, leaves.length).map(({ body, hash }, k) => ({
        leaf: leaves[k] as number,
        bytes: unpackEvent(body),
        hash: hash.toString('hex'),
      }));
      const sealed = all.map(({ bytes, hash }): SealedEvent => ({ ...JSON.parse(bytes), hash }));
      const own = caseLines(sealed, upTo(fates.get(id) ?? [], leaves.length), around);
      lines.push({ ...own.line, page: number });
      spans.push(...own.spans);
      sent.push(...own.papers);
      for (const person of own.persons) persons.add(person);
      await page.take(id, all, own.deliveries, size, tree);
      if (page.events() < PAGE_EVENTS) continue;
      await add(pageName(number), page.text(number));
      page = openPage();
      number += 1;
    }
    progress(`已整理 ${Math.min(i + CASES_AT_ONCE, caseIds.length)} / ${caseIds.length} 件`);
  }
  if (page.events() > 0) await add(pageName(number), page.text(number));
  const named = await readNames(knex, persons);
  const index: PackageIndex = {
    scope: given.scope,
    checkpoint: given.checkpoint,
    keys: given.keys,
    cases: lines,
    ...named,
    until: seen.until(),
  };
  const late: LateList = { spans, papers: sent };
  await add('data/index.js', call('index', JSON.stringify(index)));
  await add('data/late.js', call('late', JSON.stringify(late)));
  const bodies: PackageTerms = { ruleSets: terms.bodies, calendars: terms.calendarBodies };
  await add('data/terms.js', call('terms', JSON.stringify(bodies)));
}

/** A script that hands a text to the page; the text is JSON inside a string, so that nothing in it can be more than text. */
function call(what: string, ...texts: readonly string[]): string {
  return `duban.${what}(${texts.map((text) => JSON.stringify(text)).join(',')});\n`;
}

function pageName(number: number): string {
  return `data/page-${String(number).padStart(5, '0')}.js`;
}

function upTo(fates: readonly DeliveryFate[], seq: number): readonly DeliveryFate[] {
  return fates.filter((one) => one.seq <= seq);
}

function openPage() {
  const lines: string[] = [];
  const hashes: Record<string, string> = {};
  const deliveries: Record<string, PageBeside['deliveries'][string]> = {};
  return {
    events: () => lines.length,
    async take(
      caseId: CaseId,
      events: readonly { readonly leaf: number; readonly hash: string; readonly bytes: string }[],
      sent: PageBeside['deliveries'][string],
      size: number,
      tree: ReturnType<typeof createTreeHashes>,
    ): Promise<void> {
      for (const event of events) {
        lines.push(packageLine(event));
        for (const range of inclusionRanges(event.leaf, size))
          hashes[rangeName(range)] ??= base64.encode(await tree.of(range));
      }
      if (sent.length > 0) deliveries[caseId] = sent;
    },
    text: (number: number) =>
      call('page', String(number), lines.join('\n'), JSON.stringify({ hashes, deliveries } satisfies PageBeside)),
  };
}
