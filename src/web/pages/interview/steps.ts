import type { CaseDetail, SealedEvent } from '../../api/answers.ts';
import type { INTERVIEW_TEXTS } from '../../texts/interview.ts';

export type StepName = keyof typeof INTERVIEW_TEXTS.steps;
export type Standing = keyof typeof INTERVIEW_TEXTS.standing;

/** One step of an interview: where it stands, the entry that took it, the acts that carry it on, the duty behind it. */
export interface Step {
  readonly name: StepName;
  readonly standing: Standing;
  readonly event?: SealedEvent | undefined;
  readonly commands: readonly string[];
  /** Rule of the deadline by which it must be done. */
  readonly rule?: string;
}

/** Where the interview stands: `unsigned` before its notice has gone out. */
type Where = 'none' | 'unsigned' | 'decided' | 'held' | 'reported' | 'passed' | 'failed';

/** The record of this interview alone: an earlier one of the same matter is another. */
export function eventsOfInterview(events: readonly SealedEvent[]): readonly SealedEvent[] {
  const named = events.findLastIndex((event) => isNaming(event));
  return named < 0 ? [] : events.slice(named);
}

function isNaming({ moves = [] }: SealedEvent): boolean {
  return moves.includes('InterviewNamed');
}

/** Whether anything can be shown: a notice that waits for its signer, or an interview that was named. */
export function hasInterview(detail: CaseDetail, mayBeNamed: boolean): boolean {
  return whereOf(detail, mayBeNamed) !== 'none';
}

function whereOf({ regions }: CaseDetail, mayBeNamed: boolean): Where {
  const at = regions.interview ?? 'none';
  return at === 'none' ? (mayBeNamed ? 'unsigned' : 'none') : (at as Where);
}

const RANK: { readonly [At in Where]: number } = {
  none: -1,
  unsigned: 0,
  decided: 1,
  held: 2,
  reported: 3,
  passed: 4,
  failed: 4,
};

/** The six steps, from the notice to the check. `events`: of this interview alone. */
export function stepsOf(detail: CaseDetail, events: readonly SealedEvent[], mayBeNamed: boolean): readonly Step[] {
  const where = whereOf(detail, mayBeNamed);
  const rank = RANK[where];
  const last = (...types: readonly string[]) => events.findLast(({ type }) => types.includes(type));
  const missed = last('InterviewMissed');
  const minutes = last('InterviewMinutesFiled');
  const held = last('InterviewHeld');
  const checked = last('InterviewPassed', 'InterviewFailed');
  const standing = (at: number): Standing => (missed ? 'none' : rank > at ? 'done' : rank === at ? 'now' : 'later');
  return [
    {
      name: 'notice',
      standing: rank > 0 ? 'done' : 'now',
      event: events.find(isNaming),
      commands: rank > 0 ? ['recordNoticeReceipt'] : ['signNotice'],
    },
    {
      name: 'attendance',
      standing: missed ? 'missed' : standing(1),
      event: missed ?? held,
      commands: ['recordInterview', 'postponeInterview'],
      rule: 'interview.hold',
    },
    {
      name: 'minutes',
      standing: minutes ? 'done' : missed ? 'none' : rank >= 2 ? 'now' : 'later',
      event: minutes,
      commands: ['fileInterviewMinutes'],
      rule: 'interview.minutes',
    },
    { name: 'demands', standing: held ? 'done' : missed ? 'none' : 'later', event: held, commands: [] },
    {
      name: 'report',
      standing: standing(2),
      event: last('InterviewReportFiled'),
      commands: ['fileInterviewReport'],
      rule: 'interview.report',
    },
    {
      name: 'check',
      standing: checked?.type === 'InterviewFailed' ? 'failed' : standing(3),
      event: checked,
      commands: ['checkInterview'],
      rule: 'interview.check',
    },
  ];
}
