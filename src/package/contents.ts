import { BlobDamaged, type Blobs } from '../../db/blob.ts';
import { readCalendarBody } from '../../db/calendar.ts';
import type { Database } from '../../db/open.ts';
import { readRuleSetBody } from '../../db/rule-set.ts';
import { loadRuleSet } from '../core/index.ts';
import { type TermsFile, termsHash } from '../replay/package-format.ts';
import type { Seen } from './seen.ts';
import type { Content } from './zip-write.ts';

/** Adds a file to the package. */
export type Add = (name: string, content: Content, packed?: 'stored') => Promise<void>;

/** Rule sets and calendars that the events name, as they were published. */
export async function addTerms({ knex }: Database, seen: Seen, add: Add) {
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
    ruleSets[id] = { file, contentHash: termsHash(body) };
    bodies[id] = JSON.parse(body);
    rules.set(id, loadRuleSet(bodies[id]));
  }
  for (const id of [...seen.calendars].sort()) {
    const body = await readCalendarBody(knex, id);
    if (body === undefined) continue;
    const file = `calendar/${safeName(id)}.json`;
    await add(file, body);
    calendars[id] = { file, contentHash: termsHash(body) };
    calendarBodies[id] = JSON.parse(body);
  }
  return { ruleSets, calendars, bodies, calendarBodies, rules };
}

/** What was packed of the terms: where each stands, and the bodies themselves. */
export type PackedTerms = Awaited<ReturnType<typeof addTerms>>;

/** Papers by their number, evidence by its hash; a file that is gone or damaged is left out and named. */
export async function addFiles(blobs: Blobs, seen: Seen, add: Add) {
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
