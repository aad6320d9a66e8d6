import type { CaseId, EntryFacts, Json, JsonObject, Terms } from '../case.ts';
import { dutyId } from '../duty/duty-id.ts';
import { holderWord } from '../duty/holder.ts';
import type { Bearer, DutySubject } from '../duty/state.ts';
import type { Day } from '../instant.ts';
import { type DutyRule, dutyNamed, type RunningDuty } from '../rules/duty-rules.ts';
import type { Register } from '../rules/registers.ts';
import { holdsFor } from './fields.ts';
import { indexOf, uniqueValues } from './names.ts';

/** A duty that an entry keeps going. */
export interface FedDuty {
  readonly duty: CaseId;
  readonly rule: RunningDuty;
  readonly bearer: Bearer;
  readonly subject: DutySubject;
  readonly organisation?: string;
  readonly unit?: string;
  readonly day?: Day;
}

/** An entry as its duties look at it. */
export interface Entry {
  readonly caseId: CaseId;
  readonly register: Register;
  readonly fields: JsonObject;
  readonly kinds: EntryFacts['kinds'];
  readonly entries: EntryFacts['entries'];
  /** Who supervises the unit that the entry is about, where the entry does not say. */
  readonly supervisor?: string | undefined;
}

/** Duties that an entry as it stands keeps going, by the rules. */
export function dutiesFed(entry: Entry, terms: Terms): readonly FedDuty[] {
  return terms.rules.duties.flatMap((rule) => {
    const running = dutyNamed(terms.rules, rule.id);
    if (!running || !opensFor(rule, entry)) return [];
    const day = dayNamed(running, entry);
    if ('onDayOf' in running.recurs && day === undefined) return [];
    const bearers = bearersOf(rule, entry);
    const several = severalBearers(rule, entry.register);
    const subject = subjectOf(entry);
    return bearers.map((bearer) => ({
      duty: dutyId(rule.id, subject.id, several ? holderWord(bearer) : undefined),
      rule: running,
      bearer,
      subject,
      ...chargeOf(entry, bearer),
      ...(day === undefined ? {} : { day }),
    }));
  });
}

function opensFor({ opens }: DutyRule, { register, fields }: Entry): boolean {
  if (opens?.register !== register.id) return false;
  return opens.when === undefined || holdsFor(register, opens.when, fields);
}

/** `policy.validTo`: the day of that field, for entries of that register. */
function dayNamed({ recurs }: RunningDuty, { register, fields }: Entry): Day | undefined {
  if (!('onDayOf' in recurs)) return undefined;
  const [of, field = ''] = recurs.onDayOf.split('.');
  const day = of === register.id ? fields[field] : undefined;
  return typeof day === 'string' ? day : undefined;
}

function severalBearers({ opens }: DutyRule, register: Register): boolean {
  return register.fields.some((field) => field.name === opens?.bearer && field.list === true);
}

/** How an entry is named as the thing that a duty is about: by its key, else by its own number. */
function subjectOf({ caseId, register, fields }: Entry): DutySubject {
  const key = register.key && fields[register.key];
  return {
    id: typeof key === 'string' ? key : caseId,
    title: String(fields[register.title] ?? '').slice(0, 60),
    entry: caseId,
  };
}

function bearersOf({ opens }: DutyRule, entry: Entry): readonly Bearer[] {
  const { register, fields } = entry;
  const name = opens?.bearer ?? register.unit ?? register.organisation;
  const field = register.fields.find((one) => one.name === name);
  const value = name === undefined ? undefined : fields[name];
  if (value === undefined || value === null) return [];
  const type = name === register.unit ? 'unit' : (field?.type ?? 'text');
  return (Array.isArray(value) ? (value as readonly Json[]) : [value]).map((one) => bearerOf(type, String(one), entry));
}

function bearerOf(type: string, value: string, { kinds }: Entry): Bearer {
  if (type === 'unit') return { post: 'unit.head', organisation: value, kind: 'unit' };
  if (type === 'post') {
    const [post = value, organisation] = value.split('@');
    const head = post.split('.')[0];
    const kind = head === 'village' || head === 'department' || head === 'unit' ? head : 'street';
    return { post, kind, ...(organisation === undefined ? {} : { organisation }) };
  }
  if (type === 'organisation') {
    const kind = kinds[value];
    if (kind === 'village' || kind === 'department' || kind === 'unit')
      return { post: `${kind}.head`, organisation: value, kind };
    return { post: 'street.safetyOffice', kind: 'street' };
  }
  // An expert, an insurer, a keeper without a post: the office follows it up under his name.
  return { post: 'street.safetyOffice', kind: 'outside', outside: value };
}

/** In whose charge a duty is, and which unit it is about. */
function chargeOf(entry: Entry, bearer: Bearer): { readonly organisation?: string; readonly unit?: string } {
  const { register, fields, supervisor } = entry;
  const own = register.organisation && fields[register.organisation];
  const unit = register.unit && fields[register.unit];
  const organisation =
    bearer.kind === 'village' || bearer.kind === 'department'
      ? bearer.organisation
      : typeof own === 'string'
        ? own
        : supervisor;
  return {
    ...(organisation === undefined ? {} : { organisation }),
    ...(typeof unit === 'string' ? { unit } : {}),
  };
}

/** A duty of which this entry is the proof that a round was done. */
export interface Proven {
  readonly duty: CaseId;
  readonly rule: RunningDuty;
  /** What the duty is about. */
  readonly subject: string;
}

/** Duties for which an entry of this register stands as proof, by the rules; whether they run is another question. */
export function dutiesProven(
  { register, fields }: Pick<Entry, 'register' | 'fields'>,
  terms: Terms,
): readonly Proven[] {
  return terms.rules.duties.flatMap((rule) => {
    const running = dutyNamed(terms.rules, rule.id);
    if (!running) return [];
    return (rule.evidence ?? []).flatMap((proof): Proven[] => {
      if (proof.register !== register.id) return [];
      if (proof.when !== undefined && !holdsFor(register, proof.when, fields)) return [];
      const subject = proof.subject.startsWith('=') ? proof.subject.slice(1) : fields[proof.subject];
      const bearer = proof.bearer === undefined ? undefined : fields[proof.bearer];
      if (typeof subject !== 'string' || (proof.bearer !== undefined && typeof bearer !== 'string')) return [];
      return [{ duty: dutyId(rule.id, subject, bearer as string | undefined), rule: running, subject }];
    });
  });
}

/** What an entry needs to know of elsewhere before it is written: what it names, and who has its unique values. */
export function uniqueOf(register: Register, fields: JsonObject): { readonly [field: string]: string } {
  return uniqueValues(indexOf(register), fields);
}
