import type { CaseEvent, Tally, TallyQuestion } from '../case.ts';
import { knownAt } from '../draft.ts';
import type { Instant } from '../instant.ts';
import type { CaseId } from '../names.ts';
import type { RunningDuty } from '../rules/duty-rules.ts';

/** How often a duty may be done in a year; undefined: there is no ceiling. */
export function ceilingOf({ recurs }: RunningDuty): number | undefined {
  return 'perYear' in recurs ? recurs.perYear.max : undefined;
}

const DONE = 'dutyDone';

/** Asks how often a duty has been done in the year of an instant. */
export function doneThisYear(duty: CaseId, except: CaseId, at: Instant): TallyQuestion {
  const year = at.slice(0, 4);
  return {
    ask: 'tally',
    subject: duty,
    what: [DONE],
    from: `${year}-01-01T00:00:00+08:00`,
    until: `${year}-12-31T23:59:59+08:00`,
    except,
  };
}

/** One doing of a duty, as it is counted. */
export function doneTally(event: CaseEvent, duty: CaseId, at: Instant): Tally {
  return { subject: duty, what: DONE, at, known: knownAt(event), caseId: event.caseId };
}
