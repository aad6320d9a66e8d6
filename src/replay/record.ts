import type { Calendar, CaseId, Instant, KindName, RuleSet, SealedEvent } from '../core/index.ts';

/** Published rule sets and calendars by id, as far as the reader has them; undefined where one is missing. */
export interface TermsAtHand {
  rules(id: string): RuleSet | undefined;
  calendar(id: string): Calendar | undefined;
}

/** The paper or habit behind a rule; `unverified` is shown as 待核实. */
export type Basis = RuleSet['deadlines'][number]['basis'];

/** One mail or paper that an event owed to somebody, and what became of it; ids only, no addresses. */
export interface DeliveryRecord {
  readonly seq: number;
  /** Place among the effects of its event. */
  readonly nth: number;
  readonly channel: string;
  readonly about: string;
  readonly post: string;
  readonly organisation?: string;
  readonly person?: string;
  /** Why this person: `holder`, `deputy by order no. …`, `post empty: post above`, `office desk`. */
  readonly because: string;
  readonly state: string;
  readonly sentAt?: Instant;
}

/** An input that was refused; it left no event. */
export interface RefusedRecord {
  readonly at: Instant;
  readonly caseId: CaseId | null;
  readonly kind: KindName;
  readonly type: string;
  readonly code: string;
  readonly post: string;
  readonly person?: string | null;
  readonly organisation?: string | null;
  readonly stage?: string | null;
}

/** Reads the rule sets and calendars that these events name, so that explanations need not wait for them. */
export async function gatherTerms(
  events: readonly SealedEvent[],
  read: {
    ruleSet(id: string): Promise<RuleSet | undefined>;
    calendar(id: string): Promise<Calendar | undefined>;
  },
): Promise<TermsAtHand> {
  const proofs = events.flatMap((event) => event.clocks.set.flatMap((clock) => clock.proof?.calendar ?? []));
  const rules = await readAll(new Set(events.map((event) => event.ruleSet)), read.ruleSet);
  const calendars = await readAll(new Set([...events.map((event) => event.calendar), ...proofs]), read.calendar);
  return { rules: (id) => rules.get(id), calendar: (id) => calendars.get(id) };
}

async function readAll<T>(
  ids: ReadonlySet<string>,
  read: (id: string) => Promise<T | undefined>,
): Promise<ReadonlyMap<string, T | undefined>> {
  return new Map(await Promise.all([...ids].map(async (id) => [id, await read(id)] as const)));
}
