import { openPause } from '../core/deadline/pause.ts';
import type { PostRef } from '../core/effect.ts';
import { HAZARD_ENDS } from '../core/hazard/machine.ts';
import { addMs, type CaseState, type Clock, type Instant, type SealedEvent } from '../core/index.ts';
import { TURNS } from '../core/sentence/turns.ts';
import { dutyHolder, holderRef } from './holder.ts';
import { pauseWord } from './words.ts';

/** Who held the ball (责任归属, handbook §8) at one instant: exactly one post, the district, the engine, or nobody with the reason. */
export interface Ball {
  readonly with: 'post' | 'district' | 'engine' | 'nobody';
  /** The row of the table that said so. */
  readonly row: string;
  /** Why, in Chinese. */
  readonly why: string;
  readonly post?: string;
  readonly organisation?: string;
  /** Pauses: the id of the reason. Engine: the clock that was due. */
  readonly reason?: string;
  readonly since?: Instant;
}

/** Later than this the engine, not the network, was slow; milliseconds. */
export const ENGINE_GRACE_MS = 60_000;

/** What a state does not hold. */
export interface Seen {
  /** The events that made the state. */
  readonly past: readonly SealedEvent[];
  /** Events among which a late firing is looked for; absent: it does not matter. */
  readonly known?: readonly SealedEvent[];
}

/** Who held the ball at `instant`, in a case that then stood so. */
export function ballAt(state: CaseState, instant: Instant, { past, known = [] }: Seen): Ball {
  return engineRow(state, instant, known) ?? endRow(state) ?? pauseRow(state) ?? tableRow(state, past) ?? nobody();
}

/** A clock that was due had not fired: nobody could act on a lapse that was not there. */
function engineRow(state: CaseState, instant: Instant, known: readonly SealedEvent[]): Ball | undefined {
  const isLate = (due: Instant) => addMs(due, ENGINE_GRACE_MS) < instant;
  const unfired = Object.values(state.clocks).find(
    (clock) => clock.does !== 'remind' && isLate(clock.notBefore ?? clock.dueAt),
  );
  const firing = known.find((event) => event.at <= instant && instant < event.recordedAt && firesLate(event));
  if (unfired === undefined && (firing === undefined || !isLate(firing.at))) return undefined;
  const reason = unfired?.id ?? String(firing?.payload.clock ?? '');
  const since = unfired ? (unfired.notBefore ?? unfired.dueAt) : (firing?.at ?? instant);
  return { with: 'engine', row: 'engine', why: '系统应触发而未触发', reason, since };
}

/** Whether time fired this event, of a duty or a rung, later than the engine may be. */
export function firesLate(event: SealedEvent): boolean {
  return (
    event.commandId.startsWith('clk:') &&
    event.type !== 'ReminderDue' &&
    event.type !== 'AskedAgain' &&
    addMs(event.at, ENGINE_GRACE_MS) < event.recordedAt
  );
}

/** The line is over: what is still owed (minutes, transfers) is its holder's, else it is nobody's. */
function endRow(state: CaseState): Ball | undefined {
  const over = state.closed || (state.kind === 'hazard' && HAZARD_ENDS.has(state.stage));
  if (!over) return undefined;
  const owed = [...Object.values(state.clocks), ...Object.values(state.overdue)]
    .filter((clock) => clock.does === 'lapse')
    .sort(byDue)[0];
  if (state.closed || owed === undefined) return nobody();
  return held(state, 'end', dutyHolder(owed), '主线已结束，尚有收尾事项');
}

function byDue(a: Clock, b: Clock): number {
  return a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : a.id < b.id ? -1 : 1;
}

function nobody(): Ball {
  return { with: 'nobody', row: 'closed', why: '已办结' };
}

function pauseRow(state: CaseState): Ball | undefined {
  const pause = openPause(state.pauses);
  if (pause === undefined) return undefined;
  return {
    with: 'nobody',
    row: 'pause',
    why: '期限中止',
    since: pause.from,
    ...(pause.reason === undefined ? {} : { reason: pause.reason }),
  };
}

function tableRow(state: CaseState, past: readonly SealedEvent[]): Ball | undefined {
  const row = TURNS[state.kind].find(([region, states]) => states.includes(state.regions[region] ?? ''));
  if (row === undefined) return undefined;
  const [region, , holder, why] = row;
  return held(state, `${region}.${state.regions[region]}`, holder === 'rung.issuer' ? signerOf(past) : holder, why);
}

/** Who signs the paper of a ladder's rung is the rule's to say; the fact that it became due keeps it. */
function signerOf(past: readonly SealedEvent[]): string {
  const due = past.findLast(({ payload }) => typeof payload.issuer === 'string');
  return due === undefined ? 'rung.issuer' : String(due.payload.issuer);
}

function held(state: CaseState, row: string, holder: string, why: string): Ball {
  const { post, organisation } = holderRef(state, holder);
  const place = organisation === undefined ? {} : { organisation };
  return { with: post.startsWith('district.') ? 'district' : 'post', row, why, post, ...place };
}

/** The holder in a few Chinese words: `企业主要负责人 U1（整改中）`; a pause with its reason. */
export function ballWords(
  ball: Ball,
  nameOf: (ref: PostRef) => string,
  reasonOf: (reason: string) => string = pauseWord,
): string {
  const { post = '', organisation, reason, why } = ball;
  switch (ball.with) {
    case 'nobody':
      return `无人（${why}${reason === undefined ? '' : `：${reasonOf(reason)}`}）`;
    case 'engine':
      return `系统（${why}）`;
    case 'district':
    case 'post':
      return `${nameOf({ post, ...(organisation === undefined ? {} : { organisation }) })}（${why}）`;
    default:
      return ball.with satisfies never;
  }
}
