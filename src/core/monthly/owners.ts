import { type Day, dayOf } from '../instant.ts';
import { ROW_WORDS } from './rows.ts';
import type { ReturnView } from './view.ts';

/** Posts that answer for a measure by the work list (register `measureOwner`); absent: nobody was named. */
export interface MeasureOwners {
  readonly leader?: string;
  readonly officer?: string;
}

/** Who answered for a measure on the day of the cut-off: the entry that began last. */
export function ownersOf({ stock, to }: ReturnView, measure: number): MeasureOwners {
  const day = dayOf(to.at);
  const from = (value: unknown): Day => (typeof value === 'string' ? value : '');
  const valid = stock
    .filter(({ what, facts }) => what === 'measureOwner' && Number(facts.measure) === measure)
    .filter(({ facts }) => from(facts.validFrom) < day && (facts.validTo === undefined || from(facts.validTo) >= day))
    .sort((a, b) => (from(a.facts.validFrom) < from(b.facts.validFrom) ? -1 : 1));
  const { leader, officer } = valid.at(-1)?.facts ?? {};
  return {
    ...(typeof leader === 'string' ? { leader } : {}),
    ...(typeof officer === 'string' ? { officer } : {}),
  };
}

/** What stands in the column of a person: post and name, or that there is none. */
export function ownerWords(
  post: string | undefined,
  name: string | undefined,
  postWords: (post: string) => string,
): string {
  if (post === undefined) return ROW_WORDS.vacant;
  return name === undefined ? `${postWords(post.split('@')[0] ?? post)}（${ROW_WORDS.vacant}）` : name;
}
