import type { Json, SealedEvent } from '../core/index.ts';

/** A stored file where a case's record first names it. */
export interface NamedFile {
  readonly sha256: string;
  /** The field of the payload that names it. */
  readonly field: string;
  readonly event: SealedEvent;
  readonly when: 'before' | 'after' | 'other';
}

const SHA256 = /^[0-9a-f]{64}$/;
/** Files that the product made itself are papers, not evidence. */
const MADE = new Set(['made', 'values', 'printed', 'hash', 'prevHash']);

/** Every file that events name, once, in order of the record: what was found before, what was handed in after, and the rest. */
export function filesNamed(events: readonly SealedEvent[]): readonly NamedFile[] {
  const files = new Map<string, NamedFile>();
  for (const event of events)
    for (const [field, value] of Object.entries(event.payload))
      if (!MADE.has(field))
        for (const sha256 of hashesIn(value))
          if (!files.has(sha256)) files.set(sha256, { sha256, field, event, when: whenOf(event.type, field) });
  return [...files.values()];
}

function hashesIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return SHA256.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((one) => hashesIn(one as Json));
}

function whenOf(type: string, field: string): NamedFile['when'] {
  if (field === 'photosBefore' || type === 'HazardReported') return 'before';
  return type === 'RectificationSubmitted' ? 'after' : 'other';
}
