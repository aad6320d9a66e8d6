import { addDays, type Day, dayOf, type Instant, type PostRef } from '../core/index.ts';
import { postWord } from '../core/words.ts';
import type { PackageIndex } from '../replay/package-data.ts';

/** `2026-03-12 09:30`. */
export function instantText(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)}`;
}

/** The end of a period: its last day, or for hours and minutes the instant. */
export function dueText({ dueAt, lastDay }: { readonly dueAt: Instant; readonly lastDay?: Day }): string {
  return lastDay ?? (dueAt.slice(11, 16) === '00:00' ? `${addDays(dayOf(dueAt), -1)} 24:00` : instantText(dueAt));
}

/** A post with the name of its organisation. */
export function placeText(index: PackageIndex, { post, organisation }: PostRef): string {
  const place = organisation === undefined ? '' : (index.organisations[organisation] ?? organisation);
  return [place, postWord(post)].filter(Boolean).join(' ');
}

/** A person by name; the id where the register has none. */
export function personText(index: PackageIndex, id: string): string {
  return index.persons[id] ?? id;
}

/** A unit or organisation by name. */
export function organisationText(index: PackageIndex, id: string | undefined): string {
  return id === undefined ? '' : (index.organisations[id] ?? id);
}
