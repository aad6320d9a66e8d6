import type { CaseId, SealedEvent, Tally } from '../core/index.ts';

/** What is known of a recorded event without unpacking it. */
export interface RecordedFact {
  readonly caseId: CaseId;
  readonly seq: number;
  readonly hash: string;
  /** A person's act, which can be replayed; everything else is decided anew by time and by other cases. */
  readonly isCommand: boolean;
}

/** Whole cases as they were recorded, in order of recording; events are unpacked when they are asked for, so that a year fits in memory. */
export interface RecordedHistory {
  readonly length: number;
  fact(at: number): RecordedFact;
  read(at: number): SealedEvent;
  /** Places of a case's events, by `seq`; empty for a case that is not in it. */
  places(caseId: CaseId): readonly number[];
  cases(): Iterable<CaseId>;
  /** Facts of cases outside this history that its cases may count. */
  readonly outside: readonly Tally[];
}

/** A history of events in memory, in the order in which they were written. */
export function historyOf(events: readonly SealedEvent[], outside: readonly Tally[] = []): RecordedHistory {
  const places = new Map<CaseId, number[]>();
  for (const [at, { caseId }] of events.entries()) {
    const known = places.get(caseId);
    if (known) known.push(at);
    else places.set(caseId, [at]);
  }
  const read = (at: number) => {
    const event = events[at];
    if (event === undefined) throw new RangeError(`no event at ${at} of ${events.length}`);
    return event;
  };
  return {
    length: events.length,
    read,
    fact(at) {
      const { caseId, seq, hash, command } = read(at);
      return { caseId, seq, hash, isCommand: command !== undefined };
    },
    places: (caseId) => places.get(caseId) ?? [],
    cases: () => places.keys(),
    outside,
  };
}

/** Whether a case was taken over from an old register: its deadlines were computed and nothing was sent. */
export function isImported(first: Pick<SealedEvent, 'commandId'>): boolean {
  return first.commandId.startsWith('import:');
}
