import type { Actor, CaseId, CaseState } from '../case.ts';
import type { Day, Instant } from '../instant.ts';

/** One ladder's matters of a hazard: how many were opened, and the causes of the one still open. */
export interface OpenedMatters {
  readonly count: number;
  /** Deadline rules whose lapse keeps the open matter open; empty: none is open. */
  readonly causes: readonly string[];
}

/** A hazard (隐患) as it stands: what was found, its tier, and the data of each region. */
export interface HazardState extends CaseState {
  readonly kind: 'hazard';
  /** What lists call it: where and what. */
  readonly title: string;
  /** The supervising organisation: its people see the hazard. */
  readonly organisation: string;
  readonly unit: string;
  readonly hazardKind: string;
  readonly where: string;
  readonly what: string;
  readonly found: Instant;
  readonly source: string;
  readonly reporter: { readonly post: string; readonly organisation?: string };
  /** The village or department that supervises the unit. */
  readonly supervisor: string;
  readonly supervisorKind: 'village' | 'department';
  readonly matterOf: string;
  /** Unset until graded, unless someone on the spot saw danger to life. */
  readonly tier?: string;
  readonly tierRow?: string;
  readonly lead?: string;
  readonly assist?: string;
  readonly recurrenceOf?: CaseId;
  readonly mergedInto?: CaseId;
  readonly photosBefore: readonly string[];
  readonly photos: readonly string[];
  readonly questions: readonly { readonly code: string; readonly seq: number }[];
  readonly orderedBy?: Actor;
  readonly submittedBy?: Actor;
  readonly failedAcceptances: number;
  /** Rectification lapses, per tier rule. */
  readonly rectifyLapses: number;
  readonly supervisionNumber?: string;
  /** District's term, waiting for the order to be served. */
  readonly term?: Day;
  readonly districtLeader?: string;
  readonly extensions: number;
  /** Last day before the first extension. */
  readonly firstLastDay?: Day;
  readonly extensionAsked?: { readonly newDay: Day; readonly at: Instant };
  readonly transferReceiver?: string;
  readonly consultationPauses: boolean;
  /** The level that a higher one has told, with binding instructions, to settle the matter itself. */
  readonly consultationBound?: string;
  readonly matters: { readonly A: OpenedMatters; readonly B: OpenedMatters };
  readonly closedOutAt?: Instant;
}
