import type { CasePath, Chart } from '../../api/answers.ts';

export type Region = Chart['regions'][number];
export type Taken = CasePath['taken'][number];
export type Open = CasePath['open'][number];

/** One region of a case's machine: where it has been, where it is, where it may go. */
export interface RegionPath {
  readonly region: Region;
  /** Where it stands. */
  readonly now: string;
  readonly taken: readonly Taken[];
  readonly open: readonly Open[];
}

/** The regions of a diagram with the way of one case through each. */
export function regionPaths(chart: Chart, path: CasePath): readonly RegionPath[] {
  return chart.regions.map((region) => ({
    region,
    now: path.regions[region.region] ?? '',
    taken: path.taken.filter((one) => one.region === region.region),
    open: path.open.filter((one) => one.region === region.region),
  }));
}

/** States that a region has been in, its first one included. */
export function statesTaken({ region, taken }: RegionPath): ReadonlySet<string> {
  const first = region.nodes.find(({ initial }) => initial)?.id ?? '';
  return new Set([first, ...taken.flatMap(({ from, to }) => [from, to])]);
}

/** What a state of a region is called. */
export function stateLabel({ region }: Pick<RegionPath, 'region'>, state: string): string {
  return region.nodes.find(({ id }) => id === state)?.label ?? state;
}

/** How a state or a move is drawn: gone through, here, mine to take, or neither. */
export type Mark = 'taken' | 'now' | 'mine' | 'plain';

/** The mark of a state. */
export function markOfState(place: RegionPath, state: string): Mark {
  if (state === place.now) return 'now';
  if (place.open.some(({ mine, to }) => mine && to === state)) return 'mine';
  return statesTaken(place).has(state) ? 'taken' : 'plain';
}

/** The mark of a move between two states. */
export function markOfMove(place: RegionPath, from: string, to: string): Mark {
  if (place.open.some((one) => one.mine && one.from === from && one.to === to)) return 'mine';
  return place.taken.some((one) => one.from === from && one.to === to) ? 'taken' : 'plain';
}

/** A region is worth a look where it has left its first state, or somebody may make it leave it. */
export function isInUse({ region, now, taken }: RegionPath): boolean {
  return region.region === 'main' || taken.length > 0 || region.nodes.find(({ initial }) => initial)?.id !== now;
}
