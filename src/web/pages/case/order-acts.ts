import type { AllowedCommand, CaseDetail } from '../../api/answers.ts';
import { likelyCommand } from '../../form/likely.ts';
import { type RegionPath, statesTaken } from './chart-marks.ts';

/** What I may do: what the case waits for and what moves it on, and everything else. */
export interface OrderedActs {
  /** The command that the sentence waits for. */
  readonly awaited: string | undefined;
  readonly first: readonly AllowedCommand[];
  readonly rest: readonly AllowedCommand[];
}

/** My acts by what they are good for: the one that the sentence waits for, those that end another duty, those that take the main line further, the rest. */
export function orderActs(
  mine: readonly AllowedCommand[],
  { sentence, clocks, overdueDuties }: CaseDetail,
  main: RegionPath | undefined,
): OrderedActs {
  const awaited = sentence?.clock === undefined ? undefined : likelyCommand(sentence.clock);
  const ending = new Set([...overdueDuties, ...clocks].map(({ id }) => likelyCommand(id)));
  const further = new Set(main === undefined ? [] : furthering(main));
  const rank = ({ type }: AllowedCommand) => (type === awaited ? 0 : ending.has(type) ? 1 : further.has(type) ? 2 : 3);
  const sorted = mine.toSorted((a, b) => rank(a) - rank(b));
  const leading = sorted.filter((one) => rank(one) < 3).length;
  return { awaited, first: sorted.slice(0, leading), rest: sorted.slice(leading) };
}

/** Commands that lead to where the case has not been and goes on from: neither a correction nor a way out. */
function furthering(main: RegionPath): readonly string[] {
  const been = statesTaken(main);
  const ends = new Set(main.region.nodes.filter(({ end }) => end).map(({ id }) => id));
  return main.open.filter(({ mine, to }) => mine && !been.has(to) && !ends.has(to)).map(({ command }) => command);
}
