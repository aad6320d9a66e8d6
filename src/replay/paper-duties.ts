import {
  type Clock,
  type Day,
  dayOf,
  daysBetween,
  type Instant,
  type SealedEvent,
  type Verdict,
} from '../core/index.ts';
import { dutyHolder } from './holder.ts';

/** A paper that somebody had to sign, serve, receive, answer or review: by the verdict where one was recorded, else drawn from the events. */
export interface PaperDuty {
  /** Clock id: `signature`, `service`, `receipt`, `answer`, `review`. */
  readonly duty: string;
  readonly clock: Clock;
  readonly holder: string;
  readonly set: number;
  /** The event that said it was overdue. */
  readonly lapse?: number;
  readonly end?: number;
  readonly outcome: 'met' | 'late' | 'missed' | 'withdrawn' | 'open' | 'overdue';
  readonly drawn?: Pick<Verdict, 'result' | 'actAt' | 'daysLate'>;
}

/** Days that a paper was overdue, after its last day: until it was done, was gone, or (still open) until an instant; the day of the act is the last. */
export function overduePaperDays(
  { clock, outcome, drawn }: PaperDuty,
  ended: Instant | undefined,
  until: Instant,
): { readonly lastDay: Day; readonly days: number } | undefined {
  if (!['late', 'missed', 'overdue'].includes(outcome)) return undefined;
  const lastDay = clock.lastDay ?? dayOf(clock.dueAt);
  return { lastDay, days: drawn ? (drawn.daysLate ?? 0) : Math.max(0, daysBetween(lastDay, dayOf(ended ?? until))) };
}

/** Acts that fulfil the duty of a paper's clock. */
const DONE: { readonly [clock: string]: readonly string[] } = {
  signature: ['NoticeSigned', 'NoticeIssued'],
  service: ['NoticeServed', 'NoticeReceived'],
  receipt: ['NoticeReceived', 'AnswerFiled', 'NoticeAnswered'],
  answer: ['AnswerFiled', 'NoticeAnswered'],
  review: ['AnswerSufficient', 'AnswerPoor'],
};

interface Open {
  clock: Clock;
  readonly set: number;
  lapse?: number;
}

/** The duties of papers in the order in which they began. What chases an overdue one again is no new duty: its first day counts. */
export function paperDuties(events: readonly SealedEvent[]): readonly PaperDuty[] {
  const found: PaperDuty[] = [];
  const open = new Map<string, Open>();
  const close = (id: string, event: SealedEvent, done: boolean) => {
    const one = open.get(id);
    if (one === undefined) return;
    open.delete(id);
    found.push(ended(id, one, event, done));
  };
  for (const event of events) {
    const fired = event.commandId.startsWith('clk:') ? event.payload.clock : undefined;
    for (const [id, one] of open) {
      if (id === fired && isReminder(event)) one.clock = event.clocks.set.find((clock) => clock.id === id) ?? one.clock;
      else if (id === fired) one.lapse ??= event.seq;
      else if (DONE[id]?.includes(event.type)) close(id, event, true);
      else if (event.clocks.cleared.includes(id)) close(id, event, false);
    }
    for (const clock of event.clocks.set) {
      if (DONE[clock.id] === undefined || clock.id === fired) continue;
      const one = open.get(clock.id);
      // The same paper's clock moved (its receipt came); one that has lapsed keeps the day that it missed.
      if (one?.clock.rule === clock.rule) {
        if (one.lapse === undefined) one.clock = clock;
        continue;
      }
      // Another paper takes the place of one that nobody has answered.
      close(clock.id, event, false);
      open.set(clock.id, { clock, set: event.seq });
    }
  }
  const last = events.at(-1);
  if (last?.clocks.set.length === 0 && isOver(last)) for (const id of [...open.keys()]) close(id, last, false);
  for (const [id, one] of open)
    found.push({ ...headOf(id, one), outcome: one.lapse === undefined ? 'open' : 'overdue' });
  return found.sort((a, b) => a.set - b.set);
}

/** A signer who is reminded is not late yet: his own time ends with the next step (handbook §21). */
function isReminder({ type, payload }: SealedEvent): boolean {
  return type === 'SignatureOverdue' && payload.step === 'remind';
}

/** After this nothing is owed on the case's papers any more. */
function isOver({ type }: SealedEvent): boolean {
  return ['MatterClosed', 'MatterEnded', 'NoticeClosed', 'NoticeVoided', 'NoticeRecalled'].includes(type);
}

function headOf(duty: string, { clock, set, lapse }: Open) {
  return { duty, clock, holder: dutyHolder(clock), set, ...(lapse === undefined ? {} : { lapse }) };
}

function ended(id: string, one: Open, event: SealedEvent, done: boolean): PaperDuty {
  const { seq, at } = event;
  const head = { ...headOf(id, one), end: seq };
  const verdict = event.verdicts?.find(({ duty }) => duty === id);
  if (verdict) return { ...head, outcome: verdict.result, drawn: drawnFrom(verdict) };
  if (!done) return { ...head, outcome: one.lapse === undefined ? 'withdrawn' : 'missed' };
  if (at < one.clock.dueAt) return { ...head, outcome: 'met', drawn: { result: 'met', actAt: at } };
  const daysLate = daysBetween(one.clock.lastDay ?? dayOf(one.clock.dueAt), dayOf(at));
  return { ...head, outcome: 'late', drawn: { result: 'late', actAt: at, ...(daysLate > 0 ? { daysLate } : {}) } };
}

function drawnFrom({ result, actAt, daysLate }: Verdict): NonNullable<PaperDuty['drawn']> {
  return {
    result,
    ...(actAt === undefined ? {} : { actAt }),
    ...(daysLate === undefined || daysLate === 0 ? {} : { daysLate }),
  };
}
