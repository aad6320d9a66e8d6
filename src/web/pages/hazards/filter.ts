import { useSearchParams } from 'react-router';
import type { Query } from '../../api/client.ts';

/** What narrows the list; it stands in the address, so that a list can be sent to somebody. */
export interface Filter {
  readonly q: string;
  readonly tier: readonly string[];
  readonly stage: readonly string[];
  readonly org: string;
  readonly unit: string;
  readonly standing: 'open' | 'closed' | 'all';
  readonly overdue: boolean;
  /** Days. */
  readonly openedFrom: string;
  readonly openedUntil: string;
  readonly sort: 'consequence' | 'due' | 'opened';
}

export const NO_FILTER: Filter = {
  q: '',
  tier: [],
  stage: [],
  org: '',
  unit: '',
  standing: 'open',
  overdue: false,
  openedFrom: '',
  openedUntil: '',
  sort: 'consequence',
};

/** Filters of the interface that have no control of their own here: figures and boards lead to lists with them, and they are kept. */
const KEPT = [
  'kind',
  'measure',
  'tree',
  'opener',
  'holder',
  'late',
  'ended',
  'rung',
  'dueBefore',
  'endedFrom',
  'endedBefore',
];

/** The filter in the address and a way to change it; going back goes back. */
export function useFilter() {
  const [params, setParams] = useSearchParams();
  const filter = filterOf(params);
  return {
    filter,
    params,
    change(part: Partial<Filter>) {
      setParams(paramsOf({ ...filter, ...part }, params));
    },
    replace(query: { readonly [name: string]: unknown }) {
      setParams(Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])));
    },
    clear() {
      setParams({});
    },
  };
}

/** Reads an address; what it does not say is as it is without a filter. */
export function filterOf(params: URLSearchParams): Filter {
  const list = (name: string) => (params.get(name) ?? '').split(',').filter(Boolean);
  const one = <Value extends string>(name: string, values: readonly Value[], other: Value) =>
    values.find((value) => value === params.get(name)) ?? other;
  return {
    q: params.get('q') ?? '',
    tier: list('tier'),
    stage: list('stage'),
    org: params.get('org') ?? '',
    unit: params.get('unit') ?? '',
    standing: one('standing', ['open', 'closed', 'all'], standingOf(params.get('closed'))),
    overdue: params.get('overdue') === 'true',
    openedFrom: params.get('openedFrom') ?? '',
    openedUntil: params.get('openedUntil') ?? '',
    sort: one('sort', ['consequence', 'due', 'opened'], 'consequence'),
  };
}

/** Lists that are opened from figures say `closed` as the interface does. */
function standingOf(closed: string | null): Filter['standing'] {
  return closed === null ? 'open' : closed === 'true' ? 'closed' : 'open';
}

function paramsOf(filter: Filter, before: URLSearchParams): Record<string, string> {
  const params: Record<string, string> = {};
  for (const name of KEPT) if (before.has(name)) params[name] = before.get(name) ?? '';
  for (const [name, value] of Object.entries(filter)) {
    const text = Array.isArray(value) ? value.join(',') : String(value);
    const standard = NO_FILTER[name as keyof Filter];
    if (text !== (Array.isArray(standard) ? '' : String(standard))) params[name] = text;
  }
  return params;
}

/** What the interface is asked for. */
export function queryOf(
  { standing, openedUntil, overdue, tier, stage, ...filter }: Filter,
  params: URLSearchParams,
): Query {
  return {
    ...Object.fromEntries(KEPT.map((name) => [name, params.get(name) ?? undefined])),
    ...filter,
    kind: params.get('kind') ?? 'hazard',
    tier: tier.join(','),
    stage: stage.join(','),
    closed: standing === 'all' ? undefined : standing === 'closed',
    overdue: overdue || undefined,
    openedBefore: openedUntil === '' ? (params.get('openedBefore') ?? undefined) : dayAfter(openedUntil),
  };
}

/** How many filters narrow the list. */
export function activeFilters(filter: Filter): number {
  return Object.entries(filter).filter(
    ([name, value]) => name !== 'sort' && name !== 'q' && String(value) !== String(NO_FILTER[name as keyof Filter]),
  ).length;
}

function dayAfter(day: string): string {
  const ms = Date.parse(`${day}T00:00:00Z`) + 86_400_000;
  return Number.isNaN(ms) ? day : new Date(ms).toISOString().slice(0, 10);
}
