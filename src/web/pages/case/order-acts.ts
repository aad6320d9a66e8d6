import type { AllowedCommand, CaseDetail, CasePath } from '../../api/answers.ts';
import { likelyCommand } from '../../form/likely.ts';

/** What I may do: what the case waits for and what moves it on, and everything else. */
export interface OrderedActs {
  readonly first: readonly AllowedCommand[];
  readonly rest: readonly AllowedCommand[];
}

/** So many are shown where nothing stands out. */
const FEW = 3;

/** My acts by what they are good for: the one that the sentence waits for, those that end another duty, those that move the main line, the rest. */
export function orderActs(
  mine: readonly AllowedCommand[],
  { sentence, clocks, overdueDuties }: CaseDetail,
  open: CasePath['open'],
): OrderedActs {
  const awaited = sentence?.clock === undefined ? undefined : likelyCommand(sentence.clock);
  const ending = new Set([...overdueDuties, ...clocks].map(({ id }) => likelyCommand(id)));
  const moving = new Set(open.filter((one) => one.mine && one.region === 'main').map(({ command }) => command));
  const rank = ({ type }: AllowedCommand) => (type === awaited ? 0 : ending.has(type) ? 1 : moving.has(type) ? 2 : 3);
  const sorted = mine.toSorted((a, b) => rank(a) - rank(b));
  const leading = sorted.filter((one) => rank(one) < 3).length || Math.min(FEW, sorted.length);
  return { first: sorted.slice(0, leading), rest: sorted.slice(leading) };
}
