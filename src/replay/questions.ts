import {
  addMs,
  type CaseId,
  type Clock,
  type Day,
  dayOf,
  daysBetween,
  type Instant,
  type SealedEvent,
  toMs,
} from '../core/index.ts';
import type { QuestionThresholds } from '../core/rules/thresholds.ts';
import { likePairs } from './likeness.ts';
import { type EventPlace, placeOf } from './paths.ts';
import { type Step, textOf } from './walk.ts';

export type QuestionCode = keyof QuestionThresholds;

/** A pattern that somebody should look into: a question with its events, never an accusation. */
export interface Question {
  readonly question: QuestionCode;
  readonly organisation?: string;
  readonly day?: Day;
  /** Event type: which act is repeated. */
  readonly act?: string;
  readonly text?: string;
  readonly photos?: readonly string[];
  /** Events in all; the list below is cut. */
  readonly count: number;
  readonly cases: number;
  readonly events: readonly EventPlace[];
}

interface Group {
  readonly about: Omit<Question, 'count' | 'cases' | 'events'>;
  count: number;
  readonly cases: Set<CaseId>;
  readonly events: EventPlace[];
}

const MOST_EVENTS = 50;
const MOST_TEXT = 200;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What people write in their own words: here the same words twice mean that somebody copied. */
const OWN_WORDS = [
  'done',
  'conclusion',
  'seen',
  'answer',
  'plan',
  'measures',
  'progress',
  'tried',
  'interimMeasures',
  'reason',
];

/** Collects patterns over many cases, one case after the other. */
export function createQuestions(thresholds: QuestionThresholds) {
  const groups = new Map<string, Group>();
  const photos = new Map<string, (EventPlace & { readonly isBefore: boolean })[]>();

  function ask(about: Group['about'], event: EventPlace): void {
    const key = JSON.stringify(about);
    const group = groups.get(key) ?? { about, count: 0, cases: new Set(), events: [] };
    group.count++;
    group.cases.add(event.caseId);
    if (group.events.length < MOST_EVENTS) group.events.push(placeOf(event));
    groups.set(key, group);
  }

  function ofStep({ event, tier, organisation }: Step, past: Past): void {
    const place = organisation === '' ? {} : { organisation };
    switch (event.type) {
      case 'RectificationSubmitted':
        past.submittedAt = event.at;
        past.lastDay = event.verdicts?.find(
          ({ lastDay, result }) => lastDay !== undefined && result === 'met',
        )?.lastDay;
        askMass(event, past, place);
        break;
      case 'AcceptancePassed':
        if (past.submittedAt !== undefined && within(past.submittedAt, event.at, thresholds.quickAcceptance.minutes))
          ask({ question: 'quickAcceptance', ...place }, event);
        break;
      case 'HazardClosedOut':
        askMass(event, past, place);
        if (within(past.openedAt, event.at, thresholds.quickCloseOut.minutes))
          ask({ question: 'quickCloseOut', ...place }, event);
        break;
      case 'CasePaused':
        if (
          event.clocks.suspended?.some((id) => isNearlyOver(past.clocks.get(id), event.at, thresholds.latePause.share))
        )
          ask({ question: 'latePause', ...place }, event);
        break;
      case 'HazardRegraded':
        if (String(event.payload.from ?? '') < tier && dueSoon(event, past, thresholds.lateDowngrade.days))
          ask({ question: 'lateDowngrade', ...place }, event);
        break;
      default:
        break;
    }
  }

  function askMass(event: SealedEvent, { lastDay }: Past, place: object): void {
    if (lastDay === undefined) return;
    const day = dayOf(event.at);
    const spare = daysBetween(day, lastDay);
    if (spare >= 0 && spare <= thresholds.massBeforeDeadline.daysToSpare)
      ask({ question: 'massBeforeDeadline', ...place, day, act: event.type }, event);
  }

  function ofTexts(event: SealedEvent): void {
    if (event.command === undefined || event.kind === 'tipoff') return;
    for (const key of OWN_WORDS) {
      const text = textOf(event, key);
      if (text === undefined || plain(text).length < thresholds.identicalTexts.characters) continue;
      ask({ question: 'identicalTexts', act: event.type, text: plain(text).slice(0, MOST_TEXT) }, event);
    }
  }

  function ofPhotos(event: SealedEvent): void {
    // What a case takes over from the one that opened it was not handed in twice.
    if (event.command === undefined) return;
    for (const [key, isBefore] of [
      ['photos', false],
      ['photosBefore', true],
    ] as const) {
      const list = event.payload[key];
      if (!Array.isArray(list)) continue;
      for (const photo of new Set(list)) {
        if (typeof photo !== 'string') continue;
        const uses = photos.get(photo) ?? [];
        uses.push({ ...placeOf(event), isBefore });
        photos.set(photo, uses);
      }
    }
  }

  function askSamePhoto(): void {
    for (const [photo, uses] of photos) {
      // Showing again beside the work done how it was before is what the form asks for.
      const first = uses[0]?.caseId;
      const counted = uses.filter(({ isBefore, caseId }, i) => i === 0 || !isBefore || caseId !== first);
      if (counted.length < thresholds.samePhoto.uses) continue;
      for (const place of counted) ask({ question: 'samePhoto', photos: [photo] }, place);
    }
  }

  function askLikePhotos(hashes: ReadonlyMap<string, string>): void {
    const used = new Map([...hashes].filter(([photo]) => photos.has(photo)));
    for (const { one, other } of likePairs(used, thresholds.similarPhoto.bits)) {
      const [ofOne = [], ofOther = []] = [photos.get(one), photos.get(other)];
      // Several pictures of one place look alike; those of different cases should not.
      if (ofOne.every((a) => ofOther.every((b) => a.caseId === b.caseId))) continue;
      for (const place of [...ofOne, ...ofOther]) ask({ question: 'similarPhoto', photos: [one, other] }, place);
    }
  }

  return {
    take(walked: readonly Step[]): void {
      const first = walked[0];
      if (first === undefined) return;
      const past: Past = { openedAt: first.event.at, clocks: new Map() };
      for (const step of walked) {
        ofStep(step, past);
        ofTexts(step.event);
        ofPhotos(step.event);
        for (const clock of step.event.clocks.set) past.clocks.set(clock.id, clock);
      }
    },
    /** Photos by name that events have named. */
    photos: (): Iterable<string> => photos.keys(),
    /** `hashes`: difference hashes of photos by name, as far as they are known. */
    end(hashes: ReadonlyMap<string, string>): readonly Question[] {
      askSamePhoto();
      askLikePhotos(hashes);
      return [...groups.values()]
        .filter(({ about: { question }, count, cases }) => {
          if (question === 'massBeforeDeadline') return count >= thresholds.massBeforeDeadline.acts;
          return question !== 'identicalTexts' || cases.size >= thresholds.identicalTexts.cases;
        })
        .map(({ about, count, cases, events }) => ({ ...about, count, cases: cases.size, events }))
        .sort((a, b) => (a.question < b.question ? -1 : a.question > b.question ? 1 : b.count - a.count));
    },
  };
}

/** What of the case's past a question may need. */
interface Past {
  readonly openedAt: Instant;
  /** Clocks as they were last set. */
  readonly clocks: Map<string, Clock>;
  submittedAt?: Instant;
  /** Last day of the rectification that was handed in in time. */
  lastDay?: Day | undefined;
}

function within(from: Instant, to: Instant, minutes: number): boolean {
  return to <= addMs(from, minutes * MINUTE_MS);
}

function isNearlyOver(clock: Clock | undefined, at: Instant, share: number): boolean {
  if (clock?.start === undefined || clock.does !== 'lapse' || clock.dueAt < at) return false;
  const [start, due] = [toMs(clock.start), toMs(clock.dueAt)];
  return due > start && (toMs(at) - start) / (due - start) >= share;
}

/** Whether a deadline that the downgrade took out would have lapsed within so many days. */
function dueSoon({ at, clocks, payload }: SealedEvent, past: Past, days: number): boolean {
  if (Array.isArray(payload.questions) && payload.questions.includes('downgrade-before-lapse')) return true;
  return clocks.cleared.some((id) => {
    const clock = past.clocks.get(id);
    return clock?.does === 'lapse' && clock.dueAt >= at && clock.dueAt <= addMs(at, days * DAY_MS);
  });
}

/** Text without spaces and marks, in one width: what somebody changes who copies. */
function plain(text: string): string {
  return text.normalize('NFKC').replace(/[\s\p{P}\p{S}]+/gu, '');
}
