import type { Calendar } from '../core/deadline/working-days.ts';
import { HAZARD_ENDS } from '../core/hazard/machine.ts';
import type { Instant, KindName, SealedEvent } from '../core/index.ts';
import { DEFAULT_THRESHOLDS, type QuestionThresholds } from '../core/rules/thresholds.ts';
import { createPaths, type Paths } from './paths.ts';
import { createQuestions, type Question } from './questions.ts';
import { createStageTimes, type StageTimes } from './stage-times.ts';
import { walk } from './walk.ts';

/** How the office really works, beside how the statecharts and the handbook say that it should. */
export interface Conformance {
  readonly cases: number;
  readonly events: number;
  readonly paths: Paths;
  readonly times: StageTimes;
  readonly questions: readonly Question[];
  readonly thresholds: QuestionThresholds;
  /** Photos that events name, and of how many a difference hash was at hand. */
  readonly photos: { readonly named: number; readonly compared: number };
}

/** Takes in whole cases, one after the other; keeps figures, not events. */
export interface ConformanceCheck {
  /** All events of one case in order of `seq`, as far as they are known. */
  take(events: readonly SealedEvent[]): void;
  /** Photos by name that the cases so far have named. */
  photos(): Iterable<string>;
  /** `hashes`: difference hashes of photos by name, as far as they are known. */
  end(hashes?: ReadonlyMap<string, string>): Conformance;
}

/** Stages in which nobody owes the main line anything. */
const OVER: { readonly [Kind in KindName]: ReadonlySet<string> } = {
  hazard: HAZARD_ENDS,
  matter: new Set(['none', 'closed']),
  tipoff: new Set(['none', 'closed']),
  notice: new Set(['none', 'closed', 'voided', 'recalled']),
  accident: new Set(['none', 'closed', 'dismissed']),
  roster: new Set(['none', 'listed', 'rejected', 'withdrawn', 'removed', 'expired']),
  // An entry owes nothing; a duty's rounds are judged one by one.
  record: new Set(['none', 'inForce', 'retired']),
  duty: new Set(['none', 'waiting', 'due', 'late', 'done', 'waived', 'ended']),
};

/** Compares real paths with legal ones over any number of cases; working days by `calendar`, open stages count up to `until`. */
export function createConformance({
  calendar,
  until,
  thresholds = DEFAULT_THRESHOLDS,
}: {
  readonly calendar: Calendar;
  readonly until: Instant;
  readonly thresholds?: QuestionThresholds;
}): ConformanceCheck {
  const paths = createPaths();
  const times = createStageTimes(calendar, until, (kind, stage) => OVER[kind].has(stage));
  const questions = createQuestions(thresholds);
  let cases = 0;
  let events = 0;
  return {
    take(known) {
      if (known.length === 0) return;
      const walked = [...walk(known)];
      cases++;
      events += walked.length;
      paths.take(walked);
      times.take(walked);
      questions.take(walked);
    },
    photos: () => questions.photos(),
    end(hashes = new Map()) {
      const named = [...questions.photos()];
      return {
        cases,
        events,
        paths: paths.end(),
        times: times.end(),
        questions: questions.end(hashes),
        thresholds,
        photos: { named: named.length, compared: named.filter((photo) => hashes.has(photo)).length },
      };
    },
  };
}
