import type { CaseId, SealedEvent } from '../core/index.ts';
import { filesNamed } from '../replay/package-format.ts';

/** What was met on the way through the events. */
export function createSeen() {
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

/** What the events of a package have named. */
export type Seen = ReturnType<typeof createSeen>;

/** Everything in a payload that may be the hash of a file. */
function hashesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(hashesIn);
}
