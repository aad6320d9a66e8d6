import type { EntryRow, UnitRow } from '../../db/register-entry.ts';
import type { CaseState, Json, JsonObject } from '../core/case.ts';
import { holderWord } from '../core/duty/holder.ts';
import type { DutyState } from '../core/duty/state.ts';
import { dayOf } from '../core/instant.ts';
import { uniqueValues } from '../core/record/names.ts';
import type { RecordState } from '../core/record/state.ts';

/** The register whose entries are the units of the rest of the ledger. */
export const UNIT_REGISTER = 'unit';

/** The register under which duties are found: `valid_to` is the day by which something is owed next. */
export const DUTIES = 'duty';

/** An entry of a register, or a duty, as lists and searches find it, from its state alone; undefined for other kinds of case. */
export function entryRowOf(state: CaseState): EntryRow | undefined {
  if (state.kind === 'duty') return dutyRowOf(state as DutyState);
  if (state.kind !== 'record') return undefined;
  const entry = state as RecordState;
  const { index, fields } = entry;
  const inForce = entry.stage === 'inForce';
  const text = (name: string | undefined) => {
    const value = name === undefined ? undefined : fields[name];
    return typeof value === 'string' ? value : null;
  };
  return {
    caseId: entry.caseId,
    register: entry.register,
    key: text(index.key),
    title: entry.title,
    organisation: entry.organisation ?? null,
    unit: entry.unit ?? null,
    inForce,
    validFrom: text(index.validFrom),
    validTo: text(index.validTo),
    enteredAt: entry.enteredAt,
    changedAt: entry.amendedAt ?? entry.enteredAt,
    search: [entry.caseId, ...index.search.flatMap((name) => words(fields[name]))].join('\n').toLowerCase(),
    values: pairs(index.facets, fields),
    claims: inForce ? Object.entries(uniqueValues(index, fields)).sort() : [],
    unitRow: inForce && entry.register === UNIT_REGISTER ? unitRowOf(entry, text) : undefined,
  };
}

function words(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.flatMap(words) : [];
}

function pairs(names: readonly string[], fields: JsonObject): EntryRow['values'] {
  const found = names.flatMap((name) => {
    const value = fields[name];
    if (value === undefined || value === null) return [];
    const values: readonly Json[] = Array.isArray(value) ? value : [value];
    return values.map((one) => [name, String(one)] as const);
  });
  return [...new Map(found.map((pair) => [pair.join('\n'), pair])).values()].sort();
}

function unitRowOf({ title, index, fields }: RecordState, text: (name: string) => string | null): UnitRow | undefined {
  const id = index.key === undefined ? undefined : fields[index.key];
  if (typeof id !== 'string') return undefined;
  return {
    id,
    name: title,
    parent: text('village') ?? text('lead'),
    supervisor: text('lead'),
    industry: text('industry'),
    size: text('size'),
    grade: text('grade'),
  };
}

function dutyRowOf(duty: DutyState): EntryRow {
  const { rule, bearer, subject, measure } = duty;
  const owed = [...Object.values(duty.overdue), ...Object.values(duty.clocks).filter(({ does }) => does === 'lapse')]
    .map(({ lastDay, dueAt }) => lastDay ?? dayOf(dueAt))
    .sort();
  const values: [string, string][] = [
    ['holder', holderWord(bearer)],
    ['measure', String(measure ?? '')],
    ['rule', rule],
    ['stage', duty.stage],
    ['subject', subject?.id ?? ''],
  ];
  return {
    caseId: duty.caseId,
    register: DUTIES,
    key: null,
    title: duty.title,
    organisation: duty.organisation ?? null,
    unit: duty.unit ?? null,
    inForce: duty.stage !== 'ended',
    validFrom: null,
    validTo: owed[0] ?? duty.next?.to ?? null,
    enteredAt: duty.since?.main ?? duty.stageSince,
    changedAt: duty.stageSince,
    search: [duty.caseId, duty.title, bearer.outside ?? '', subject?.id ?? ''].join('\n').toLowerCase(),
    values: values.filter(([, value]) => value !== ''),
    claims: [],
    unitRow: undefined,
  };
}
