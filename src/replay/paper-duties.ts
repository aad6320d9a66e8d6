import { type Clock, dayOf, daysBetween, type SealedEvent, type Verdict } from '../core/index.ts';
import { dutyHolder } from './holder.ts';

/** A paper that somebody had to sign, serve, receive, answer or review: no verdict of it stands in the events, it is drawn from them. */
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
      if (id === fired) one.lapse ??= event.seq;
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

/** After this nothing is owed on the case's papers any more. */
function isOver({ type }: SealedEvent): boolean {
  return ['MatterClosed', 'MatterEnded', 'NoticeClosed', 'NoticeVoided', 'NoticeRecalled'].includes(type);
}

function headOf(duty: string, { clock, set, lapse }: Open) {
  return { duty, clock, holder: dutyHolder(clock), set, ...(lapse === undefined ? {} : { lapse }) };
}

function ended(id: string, one: Open, { seq, at }: SealedEvent, done: boolean): PaperDuty {
  const head = { ...headOf(id, one), end: seq };
  if (!done) return { ...head, outcome: one.lapse === undefined ? 'withdrawn' : 'missed' };
  if (at < one.clock.dueAt) return { ...head, outcome: 'met', drawn: { result: 'met', actAt: at } };
  const daysLate = daysBetween(one.clock.lastDay ?? dayOf(one.clock.dueAt), dayOf(at));
  return { ...head, outcome: 'late', drawn: { result: 'late', actAt: at, ...(daysLate > 0 ? { daysLate } : {}) } };
}
