import type { Values } from './values.ts';

/** What somebody has typed and not yet sent, and the number under which it is sent, however often. */
export interface Draft {
  readonly values: Values;
  readonly commandId: string;
  /** When it was last typed in (RFC 3339). */
  readonly savedAt: string;
}

/** A form's place: whose it is, on which case, for which act. */
export interface DraftPlace {
  readonly account: string;
  readonly caseId: string;
  readonly command: string;
}

const PREFIX = 'duban.draft';

/** The draft kept in this browser; undefined if there is none, or it cannot be read. */
export function readDraft(place: DraftPlace): Draft | undefined {
  try {
    const draft: unknown = JSON.parse(localStorage.getItem(keyOf(place)) ?? 'null');
    return isDraft(draft) ? draft : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a draft; a browser that may not store is no reason to disturb whoever types. */
export function keepDraft(place: DraftPlace, draft: Draft): void {
  try {
    localStorage.setItem(keyOf(place), JSON.stringify(draft));
  } catch {
    // The form itself still holds everything.
  }
}

/** Forgets a draft: it was sent, or thrown away by whoever wrote it. */
export function dropDraft(place: DraftPlace): void {
  localStorage.removeItem(keyOf(place));
}

/** A number for an act, made once and kept until it is answered: repeating it is harmless. */
export function newCommandId(): string {
  // randomUUID exists in secure places only; an office network without https is none.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `web-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function keyOf({ account, caseId, command }: DraftPlace): string {
  return [PREFIX, account, caseId, command].map(encodeURIComponent).join('/');
}

function isDraft(draft: unknown): draft is Draft {
  return typeof draft === 'object' && draft !== null && 'values' in draft && 'commandId' in draft && 'savedAt' in draft;
}
