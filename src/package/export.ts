import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { base64 } from '@scure/base';
import { BlobDamaged, type Blobs } from '../../db/blob.ts';
import { readCalendarBody } from '../../db/calendar.ts';
import { type DeliveryFate, readDeliveryFates } from '../../db/delivery.ts';
import { unpackEvent } from '../../db/event-bytes.ts';
import { readStoredEvents } from '../../db/history.ts';
import { readCheckpoint, readLeaves, readLeavesOf, readLogKeys } from '../../db/log-tree.ts';
import type { Database } from '../../db/open.ts';
import { readNames } from '../../db/organisation.ts';
import { readHoldings } from '../../db/post.ts';
import { readRuleSetBody } from '../../db/rule-set.ts';
import type { CaseId, SealedEvent } from '../core/index.ts';
import { loadRuleSet } from '../core/index.ts';
import { canonicalJson } from '../core/log/canonical.ts';
import { checkpointText, openNote, parseCheckpoint, type Signer, signNote } from '../core/log/checkpoint.ts';
import { TILE_WIDTH } from '../core/log/tile.ts';
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
import {
  type FileFacts,
  filesNamed,
  type Manifest,
  manifestOrigin,
  PACKAGE_FILES,
  PACKAGE_FORMAT,
  packageLine,
  rangeName,
  type TermsFile,
  termsHash,
} from '../replay/package-format.ts';
import type { PackagePrograms } from './bundle.ts';
import { caseLines } from './case-lines.ts';
import { readmeText } from './readme.ts';
import { createTreeHashes } from './tree-hashes.ts';
import { type Content, createZip } from './zip-write.ts';

/** What a package is made from. */
export interface PackageSource {
  readonly db: Database;
  readonly blobs: Blobs;
  /** The key that signs the log now; it signs the manifest too. */
  readonly signer: Signer;
  readonly programs: PackagePrograms;
  readonly progress?: (line: string) => void;
}

/** What went into a package. */
export interface Exported {
  readonly scope: Manifest['scope'];
  readonly cases: number;
  readonly events: number;
  readonly files: number;
  readonly checkpoint: number;
  /** Files that the record names and the store does not have as they were: the package says so when it is verified. */
  readonly missing: readonly string[];
}

/** A package that cannot be made; nothing was written. */
export class PackageRefused extends Error {
  readonly code: 'no-checkpoint' | 'case-not-found' | 'nothing-to-export' | 'other-key';

  constructor(code: PackageRefused['code'], message: string) {
    super(message);
    this.name = 'PackageRefused';
    this.code = code;
  }
}

/** Events a page of `data/`, at least: a case is never divided. */
const PAGE_EVENTS = 400;
/** Cases read at once. */
const CASES_AT_ONCE = 100;

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/**
 * Writes the auditor's package of these cases, or of everything, to a stream: events in the order of the tree as far as the newest checkpoint
 * reaches, whatever was recorded meanwhile. The same content gives the same bytes. Throws PackageRefused before anything is written.
 */
export async function exportPackage(
  source: PackageSource,
  asked: readonly CaseId[] | 'all',
  out: Writable,
): Promise<Exported> {
  const { db, signer, progress = () => undefined } = source;
  const { knex } = db;
  const checkpoint = await readCheckpoint(knex);
  if (checkpoint === undefined)
    throw new PackageRefused(
      'no-checkpoint',
      '还没有存证点：运行 duban start 后，新的记录会在两秒内存证，然后再导出。',
    );
  const keys = (await readLogKeys(knex)).map(({ vkey }) => vkey);
  const { origin } = parseCheckpoint(openNote(checkpoint.note).text);
  if (signer.key.name !== origin || !keys.some((key) => key.startsWith(`${origin}+${signer.key.id}+`)))
    throw new PackageRefused('other-key', '签名密钥不是这个日志的：请使用运行 duban start 的数据目录和密钥设置。');
  const { size } = checkpoint;
  const wanted = asked === 'all' ? undefined : await leavesOf(db, asked, size);
  if (size === 0 || wanted?.leaves.length === 0)
    throw new PackageRefused(
      'nothing-to-export',
      '没有可以导出的记录。请核对编号和日期；刚录入的记录要等两秒存证后才能导出。',
    );

  const zip = createZip(out);
  const files: Record<string, FileFacts> = {};
  const add = async (name: string, content: Content, packed?: 'stored') => {
    files[name] = await zip.add(name, content, packed);
  };
  const seen = createSeen();
  await add(PACKAGE_FILES.page, source.programs.page);
  await add(PACKAGE_FILES.verifier, source.programs.verifier);
  await add(PACKAGE_FILES.events, eventLines(db, size, wanted, seen, progress));
  const caseIds = [...seen.leaves.keys()].sort();
  const scope = wanted === undefined ? 'all' : 'cases';
  await add(PACKAGE_FILES.checkpoint, checkpoint.note);
  await add(PACKAGE_FILES.key, `${keys.join('\n')}\n`);
  const tree = createTreeHashes(knex, sha256);
  await add(PACKAGE_FILES.proofs, proofsText(size, wanted?.leaves ?? [], tree));
  const events = [...seen.leaves.values()].reduce((sum, leaves) => sum + leaves.length, 0);
  await add(PACKAGE_FILES.readme, readmeText({ origin, size, scope, cases: caseIds.length, events }));

  const terms = await addTerms(db, seen, add);
  progress('正在写入文书和附件……');
  const papers = await addFiles(source.blobs, seen, add);
  await addPages();
  const manifest: Manifest = {
    format: PACKAGE_FORMAT,
    scope,
    cases: Object.fromEntries(caseIds.map((id) => [id, seen.leaves.get(id)?.length ?? 0])),
    ruleSets: terms.ruleSets,
    calendars: terms.calendars,
    files,
  };
  const text = `${canonicalJson(manifest, Number.POSITIVE_INFINITY)}\n`;
  await zip.add(PACKAGE_FILES.manifest, text);
  const root = sha256(Buffer.from(text, 'utf8'));
  await zip.add(PACKAGE_FILES.note, signNote(checkpointText({ origin: manifestOrigin(origin), size, root }), [signer]));
  await zip.end();
  return {
    scope,
    cases: caseIds.length,
    events,
    files: Object.keys(files).length + 2,
    checkpoint: size,
    missing: papers.missing,
  };

  /** The data of the page: cases in order of number, so that a hazard, its matters and papers lie together. */
  async function addPages(): Promise<void> {
    const holdings = await readHoldings(knex);
    const around = { rules: (id: string) => terms.rules.get(id), holdings, filesOf: papers.filesOf };
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
      scope: wanted === undefined ? 'all' : 'cases',
      checkpoint: checkpoint?.note ?? '',
      keys,
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

interface Wanted {
  /** In the order of the tree. */
  readonly leaves: readonly number[];
  readonly cases: ReadonlySet<CaseId>;
}

/** The leaves of these cases that the checkpoint covers; throws PackageRefused for a case that is not there. */
async function leavesOf({ knex }: Database, ids: readonly CaseId[], size: number): Promise<Wanted> {
  const leaves: number[] = [];
  for (const id of ids) for (const n of (await readLeavesOf(knex, id)).values()) if (n < size) leaves.push(n);
  return { leaves: leaves.sort((a, b) => a - b), cases: new Set(ids) };
}

/** What was met on the way through the events. */
function createSeen() {
  const leaves = new Map<CaseId, number[]>();
  const ruleSets = new Set<string>();
  const calendars = new Set<string>();
  /** File by its hash: the reference of its paper, or undefined for evidence. */
  const named = new Map<
    string,
    { readonly reference: string; readonly extension: string; readonly caseId: CaseId } | undefined
  >();
  let until = '';
  return {
    leaves,
    ruleSets,
    calendars,
    named,
    until: () => until,
    take(event: SealedEvent, leaf: number): void {
      const own = leaves.get(event.caseId);
      if (own === undefined) leaves.set(event.caseId, [leaf]);
      else own.push(leaf);
      ruleSets.add(event.ruleSet);
      calendars.add(event.calendar);
      for (const { proof } of event.clocks.set) if (proof) calendars.add(proof.calendar);
      if (event.recordedAt > until) until = event.recordedAt;
      const { docx, pdf } = filesNamed(event);
      const made = event.payload.made as { readonly reference?: string } | undefined;
      const reference = made?.reference ?? event.caseId;
      for (const [extension, sha] of Object.entries({ docx, pdf }))
        if (sha !== undefined) named.set(sha, { reference, extension, caseId: event.caseId });
      for (const sha of hashesIn(event.payload)) if (!named.has(sha)) named.set(sha, undefined);
    },
  };
}

type Seen = ReturnType<typeof createSeen>;

/** Everything in a payload that may be the hash of a file. */
function hashesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(hashesIn);
}

async function* eventLines(
  { knex }: Database,
  size: number,
  wanted: Wanted | undefined,
  seen: Seen,
  progress: (line: string) => void,
): AsyncGenerator<string> {
  const tiles = wanted && new Set(wanted.leaves.map((leaf) => Math.floor(leaf / TILE_WIDTH)));
  let done = 0;
  for (let from = 0, index = 0; from < size; from += TILE_WIDTH, index++) {
    if (tiles && !tiles.has(index)) continue;
    const lines: string[] = [];
    for (const [i, leaf] of (await readLeaves(knex, from, Math.min(from + TILE_WIDTH, size))).entries()) {
      if (leaf.event === undefined || (wanted && !wanted.cases.has(leaf.caseId))) continue;
      seen.take(JSON.parse(leaf.event.bytes), from + i);
      lines.push(`${packageLine({ leaf: from + i, ...leaf.event })}\n`);
    }
    done += lines.length;
    progress(`已写入 ${done} 条事件`);
    yield lines.join('');
  }
}

/** One hash a line, in the order of the events: a whole log needs none. */
async function* proofsText(
  size: number,
  leaves: readonly number[],
  tree: ReturnType<typeof createTreeHashes>,
): AsyncGenerator<string> {
  yield `{"size":${size},"hashes":{`;
  const done = new Set<string>();
  for (const leaf of leaves) {
    let text = '';
    for (const range of inclusionRanges(leaf, size)) {
      const name = rangeName(range);
      if (done.has(name)) continue;
      text += `${done.size === 0 ? '' : ','}\n"${name}":"${base64.encode(await tree.of(range))}"`;
      done.add(name);
    }
    if (text !== '') yield text;
  }
  yield '}}\n';
}

type Add = (name: string, content: Content, packed?: 'stored') => Promise<void>;

async function addTerms({ knex }: Database, seen: Seen, add: Add) {
  const ruleSets: Record<string, TermsFile> = {};
  const calendars: Record<string, TermsFile> = {};
  const bodies: Record<string, unknown> = {};
  const calendarBodies: Record<string, unknown> = {};
  const rules = new Map<string, ReturnType<typeof loadRuleSet>>();
  for (const id of [...seen.ruleSets].sort()) {
    const body = await readRuleSetBody(knex, id);
    if (body === undefined) continue;
    const file = `rules/${safeName(id)}.json`;
    await add(file, body);
    ruleSets[id] = { file, contentHash: termsHash(body, sha256) };
    bodies[id] = JSON.parse(body);
    rules.set(id, loadRuleSet(bodies[id]));
  }
  for (const id of [...seen.calendars].sort()) {
    const body = await readCalendarBody(knex, id);
    if (body === undefined) continue;
    const file = `calendar/${safeName(id)}.json`;
    await add(file, body);
    calendars[id] = { file, contentHash: termsHash(body, sha256) };
    calendarBodies[id] = JSON.parse(body);
  }
  return { ruleSets, calendars, bodies, calendarBodies, rules };
}

/** Papers by their number, evidence by its hash; a file that is gone or damaged is left out and named. */
async function addFiles(blobs: Blobs, seen: Seen, add: Add) {
  const place = new Map<string, string>();
  const missing: string[] = [];
  const taken = new Set<string>();
  for (const [sha, paper] of [...seen.named].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const file = await blobs.read(sha).catch((error: unknown) => {
      if (!(error instanceof BlobDamaged)) throw error;
      return null;
    });
    if (file === undefined || file === null) {
      if (paper !== undefined || file === null) missing.push(sha);
      continue;
    }
    const name = paper ? paperName(paper, taken) : `blobs/${sha}${EXTENSIONS[file.type] ?? ''}`;
    taken.add(name);
    place.set(sha, name);
    await add(name, file.bytes, 'stored');
  }
  return { missing, filesOf: (docx: string, pdf: string) => [docx, pdf].flatMap((sha) => place.get(sha) ?? []) };
}

function paperName(
  { reference, extension, caseId }: NonNullable<ReturnType<Seen['named']['get']>>,
  taken: ReadonlySet<string>,
): string {
  const plain = `notices/${safeName(reference)}.${extension}`;
  return taken.has(plain) ? `notices/${safeName(`${reference}（${caseId}）`)}.${extension}` : plain;
}

const EXTENSIONS: { readonly [type: string]: string } = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
  'image/heic': '.heic',
  'video/mp4': '.mp4',
  'video/quicktime': '.mov',
  'application/pdf': '.pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': '.docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': '.xlsx',
};

/** A name that is a file's on any system and leads nowhere else. */
function safeName(text: string): string {
  const plain = text.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_').replace(/^[.\s]+|[.\s]+$/g, '_');
  return plain === '' ? '_' : plain.slice(0, 120);
}
