import { useQueries } from '@tanstack/react-query';
import type { CaseList, ListedCase } from '../../api/answers.ts';
import { get, type Query } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { NOTICES_TEXTS } from '../../texts/notices.ts';

/** What the list of papers is divided into: by what has to be done with them next. */
export type TabName = keyof typeof NOTICES_TEXTS.tabs;

export const TABS = Object.keys(NOTICES_TEXTS.tabs) as TabName[];

/** Stages of a paper in each part; drafts are one stage for both who completes and who signs them. */
const STAGES: { readonly [Tab in Exclude<TabName, 'register'>]: string } = {
  review: 'draft,reviewed',
  sign: 'draft,reviewed',
  serve: 'signed',
  receipt: 'served',
  replied: 'received,answered',
  filed: 'closed',
  voided: 'voided,recalled',
};

/** How the interface is asked for the papers of one part; `register` is no list of cases. */
export function askedFor(tab: Exclude<TabName, 'register'>, q = ''): Query {
  return { kind: 'notice', stage: STAGES[tab], sort: 'due', ...(q === '' ? {} : { q }) };
}

/** Whether a draft waits for its signature, and not for what it lacks or for its review. */
export function waitsForSignature({ sentence }: Pick<ListedCase, 'sentence'>): boolean {
  return sentence.act !== undefined && NOTICES_TEXTS.awaitsSignature.test(sentence.act);
}

/** So many drafts are looked at to count those that wait for a signature. */
const MOST = 100;

/** How many papers stand in each part that somebody works off; undefined while that is on its way or more than can be told apart. */
export function useTotals(): { readonly loading: boolean; readonly of: { readonly [Tab in TabName]?: number } } {
  const drafts = { ...askedFor('sign'), limit: MOST };
  const counted = (['serve', 'receipt', 'replied'] as const).map((tab) => ({
    tab,
    query: { ...askedFor(tab), limit: 1 },
  }));
  const [open, ...answers] = useQueries({
    queries: [drafts, ...counted.map(({ query }) => query)].map((query) => ({
      queryKey: keys.list(query),
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => get<CaseList>('/cases', query, signal),
    })),
  });
  const cases = open?.data?.cursor === undefined ? open?.data?.cases : undefined;
  const sign = cases?.filter(waitsForSignature).length;
  return {
    loading: open?.isPending ?? false,
    of: {
      ...(cases === undefined || sign === undefined ? {} : { sign, review: cases.length - sign }),
      ...Object.fromEntries(counted.map(({ tab }, nth) => [tab, answers[nth]?.data?.total])),
    },
  };
}
