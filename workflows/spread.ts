import type { CaseId } from '../src/core/case.ts';

const HOUR_MS = 3_600_000;

/** Widest spread; a lone clock must still fire within a second of its instant. */
const SPREAD_MS = 500;

/**
 * How long a case waits past its due instant before it asks (ms). Rules put most clocks on whole hours (24:00, 09:00), where many
 * cases meet; those are spread by a hash of the case id. The recorded instant stays the due one.
 */
export function spread(caseId: CaseId, dueMs: number): number {
  return dueMs % HOUR_MS === 0 ? hash(caseId) % SPREAD_MS : 0;
}

/** FNV-1a, 32 bits: neighbouring case numbers land far apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
