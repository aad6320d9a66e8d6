/** What the page of a package reads from its folder `data/`: made of the events for quick reading, and signed like every other file. */
import type { PostRef } from '../core/effect.ts';
import { addDays, type CaseId, type Day, dayOf, type Instant, type KindName, startOfDay } from '../core/index.ts';
import type { DeliveryRecord } from './record.ts';

/** A case in the list. */
export interface CaseLine {
  readonly id: CaseId;
  readonly kind: KindName;
  readonly title: string;
  readonly stage: string;
  readonly tier?: string;
  readonly unit?: string;
  readonly organisation?: string;
  readonly openedAt: Instant;
  readonly closed: boolean;
  readonly overdue: boolean;
  readonly events: number;
  /** File of `data/` that holds its events. */
  readonly page: number;
}

/** What the page loads first. */
export interface PackageIndex {
  readonly scope: 'all' | 'cases';
  readonly checkpoint: string;
  readonly keys: readonly string[];
  readonly cases: readonly CaseLine[];
  readonly persons: { readonly [id: string]: string };
  readonly organisations: { readonly [id: string]: string };
  /** Instant of the last event. */
  readonly until: Instant;
}

/** Something that the holder of a duty was told. */
export interface ToldLine {
  readonly seq: number;
  /** When it was ordered. */
  readonly at: Instant;
  readonly about: string;
  /** Who got it and what became of it; empty where the office has kept no sending. */
  readonly sent: readonly { readonly person?: string; readonly state: string; readonly sentAt?: Instant }[];
}

/** A duty that lapsed: whose, by which rule, since when, until when. */
export interface LateSpan {
  readonly caseId: CaseId;
  readonly duty: string;
  readonly rule: string;
  readonly label: string;
  readonly basis: string;
  readonly ruleSet: string;
  readonly holder: PostRef;
  /** Who held the post when it lapsed, as the register says. */
  readonly persons: readonly string[];
  readonly dueAt: Instant;
  readonly lastDay?: Day;
  readonly lapse: { readonly seq: number; readonly at: Instant; readonly recordedAt: Instant };
  readonly ended?: {
    readonly seq: number;
    readonly at: Instant;
    readonly recordedAt: Instant;
    readonly result?: string;
    readonly daysLate?: number;
  };
  /** The latest first. */
  readonly told: readonly ToldLine[];
}

/** A paper that went out. */
export interface PaperLine {
  readonly caseId: CaseId;
  /** The case that ordered it. */
  readonly opener: CaseId;
  readonly title: string;
  readonly reference: string;
  readonly to: PostRef;
  readonly issuedAt: Instant;
  readonly servedAt?: Instant;
  readonly received?: { readonly at: Instant; readonly refused: boolean };
  readonly files: readonly string[];
}

/** What the page loads for the question who was late. */
export interface LateList {
  readonly spans: readonly LateSpan[];
  readonly papers: readonly PaperLine[];
}

/** What stands beside the events of a page: hashes for their proofs, and what became of messages. */
export interface PageBeside {
  readonly hashes: { readonly [range: string]: string };
  readonly deliveries: { readonly [caseId: CaseId]: readonly DeliveryRecord[] };
}

/** Rule sets and calendars as they were published. */
export interface PackageTerms {
  readonly ruleSets: { readonly [id: string]: unknown };
  readonly calendars: { readonly [id: string]: unknown };
}

/** How a span stood on a day: late in fact; `unknown`: late, but not recorded before the day was over; `inTime`: held to be late then, found to be in time by what was entered later. */
export function standingOn(span: LateSpan, day: Day): 'late' | 'unknown' | 'inTime' | undefined {
  const { lapse, ended } = span;
  const end = startOfDay(addDays(day, 1));
  if (lapse.at >= end || (ended !== undefined && dayOf(ended.result === 'met' ? ended.recordedAt : ended.at) < day))
    return undefined;
  if (ended?.result === 'met') return 'inTime';
  return lapse.recordedAt < end ? 'late' : 'unknown';
}
