import type { CaseState, EntryFacts, EntryQuestion, RecordState } from '../core/index.ts';
import { uniqueValues } from '../core/record/names.ts';

/**
 * What a simulated office knows of what an entry names: it keeps no register of posts and people, so whatever is named is there; the kinds of
 * organisations follow the ids of the scenarios' office (`D1` a department, `V1` a village, a unit by the list of units).
 */
export function entryFacts(
  question: EntryQuestion,
  cases: Iterable<{ readonly state: CaseState | undefined }>,
  units: { readonly [unit: string]: unknown },
): EntryFacts {
  const taken: Record<string, string> = {};
  const entries: Record<string, string> = {};
  for (const { state } of cases) {
    if (state?.kind !== 'record' || state.stage !== 'inForce' || state.caseId === question.self) continue;
    const { register, index, fields } = state as RecordState;
    const key = index.key === undefined ? state.caseId : String(fields[index.key]);
    const isNamed = question.names.some(
      (name) =>
        name.id === key &&
        (name.type === 'unit' ? register === 'unit' : name.type === 'entry' && name.register === register),
    );
    if (isNamed) entries[key] = state.caseId;
    if (register !== question.register) continue;
    for (const [field, value] of Object.entries(uniqueValues(index, fields)))
      if (question.unique[field] === value) taken[field] = state.caseId;
  }
  const kinds = question.names.flatMap(({ type, id }) =>
    type === 'organisation' ? [[id, kindOf(id, units)] as const] : [],
  );
  return { unknown: [], taken, kinds: Object.fromEntries(kinds), entries };
}

function kindOf(id: string, units: { readonly [unit: string]: unknown }): string {
  if (units[id] !== undefined) return 'unit';
  return /^D\d/.test(id) ? 'department' : /^V\d/.test(id) ? 'village' : 'street';
}
