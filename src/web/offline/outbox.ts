import type { Opened, StoredBlob } from '../api/answers.ts';
import { upload, write } from '../api/client.ts';
import { type ApiProblem, type ProblemBody, problemOf } from '../api/problem.ts';
import { nowInstant } from '../ui/when.ts';
import { dropStored, keepStored, readAllStored } from './store.ts';

/** A photo as it was taken, until it is stored; then its hash. */
export interface KeptPhoto {
  readonly name: string;
  readonly file: Blob;
  readonly sha256?: string;
}

/** A hazard that was entered and waits to be sent. */
export interface Waiting {
  /** Made once: however often it is sent, it is entered once. */
  readonly commandId: string;
  readonly account: string;
  readonly payload: { readonly [name: string]: unknown };
  readonly photos: readonly KeptPhoto[];
  readonly post?: string;
  /** When it was entered (RFC 3339). */
  readonly savedAt: string;
  /** Why the interface did not take it; nothing is sent again until somebody has mended it. */
  readonly refused?: ProblemBody;
}

/** A hazard that has arrived, for as long as the page is open. */
export interface Sent {
  readonly commandId: string;
  readonly caseId: string;
  readonly what: string;
}

/** What the outbox of one account shows. */
export interface OutboxView {
  readonly waiting: readonly Waiting[];
  readonly sent: readonly Sent[];
  readonly sending: boolean;
}

/** Later than this the entry says when it was made, not when it arrived (ms). */
const DELAYED_MS = 600_000;

let view: OutboxView = { waiting: [], sent: [], sending: false };
const listeners = new Set<() => void>();

/** Calls the listener at every change; the result stops it. */
export function followOutbox(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is waiting and what has arrived. */
export function outboxView(): OutboxView {
  return view;
}

function show(part: Partial<OutboxView>): void {
  view = { ...view, ...part };
  for (const listener of listeners) listener();
}

/** Reads what waits for this account, from this page and from those before. */
export async function loadOutbox(account: string): Promise<void> {
  const all = await readAllStored<Waiting>('outbox');
  const waiting = all.filter((one) => one.account === account);
  show({ waiting: waiting.sort((a, b) => (a.savedAt < b.savedAt ? -1 : 1)) });
}

/** Keeps an entry until it has arrived; resolves when it is safe in this browser. */
export async function putIntoOutbox(entry: Waiting): Promise<void> {
  await keepStored('outbox', entry.commandId, entry);
  await loadOutbox(entry.account);
}

/** Takes an entry back: to mend it, or because it is not wanted any more. */
export async function takeFromOutbox({ commandId, account }: Waiting): Promise<void> {
  await dropStored('outbox', commandId);
  await loadOutbox(account);
}

/** Sends what waits, one after the other, in one tab at a time. Ends at the first that does not get through; never throws. */
export async function sendOutbox(account: string): Promise<void> {
  const run = async () => {
    await loadOutbox(account);
    show({ sending: true });
    for (const entry of view.waiting) {
      if (entry.refused !== undefined) continue;
      if (!(await sendOne(entry))) break;
    }
    show({ sending: false });
  };
  // Offices without https have no locks; a command id sent twice at once is still entered once.
  await (navigator.locks === undefined ? run() : navigator.locks.request('duban-outbox', run)).catch(() =>
    show({ sending: false }),
  );
}

/** Whether the next one may be tried. */
async function sendOne(entry: Waiting): Promise<boolean> {
  try {
    const photos = await storePhotos(entry);
    const { caseId } = await write<Opened>('POST', '/hazards', {
      ...entry.payload,
      ...(photos.length === 0 ? {} : { photos }),
      ...(entry.post === undefined ? {} : { post: entry.post }),
      ...(Date.parse(nowInstant()) - Date.parse(entry.savedAt) > DELAYED_MS ? { at: entry.savedAt } : {}),
      commandId: entry.commandId,
    });
    await dropStored('outbox', entry.commandId);
    const sent = { commandId: entry.commandId, caseId, what: String(entry.payload.what ?? '') };
    show({ sent: [sent, ...view.sent], waiting: view.waiting.filter((one) => one.commandId !== entry.commandId) });
    return true;
  } catch (error) {
    return refusedBy(entry, problemOf(error));
  }
}

async function refusedBy(entry: Waiting, problem: ApiProblem): Promise<boolean> {
  const { code, body } = problem;
  if (code === 'not-reached' || code === 'not-logged-in' || body.status === 429 || body.status >= 500) return false;
  await keepStored('outbox', entry.commandId, { ...entry, refused: body });
  await loadOutbox(entry.account);
  return true;
}

/** Each photo that is stored is remembered, so that a broken connection costs one photo, not all. */
async function storePhotos(entry: Waiting): Promise<readonly string[]> {
  let photos = entry.photos;
  for (const [nth, photo] of photos.entries()) {
    if (photo.sha256 !== undefined) continue;
    const { sha256 } = await upload<StoredBlob>('/blobs', photo.file);
    photos = photos.map((one, i) => (i === nth ? { ...one, sha256 } : one));
    await keepStored('outbox', entry.commandId, { ...entry, photos });
  }
  return [...new Set(photos.flatMap(({ sha256 }) => sha256 ?? []))];
}
