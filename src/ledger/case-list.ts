import {
  countList,
  type ListFilter,
  type ListSort,
  type Placed,
  readList,
  readNamed,
  readPlacesOf,
} from '../../db/case-list.ts';
import { readCasesWithStates } from '../../db/case-view.ts';
import type { Database } from '../../db/open.ts';
import type { CaseState } from '../core/case.ts';
import type { Instant } from '../core/instant.ts';
import { idWord, phraseOf, termsOf } from '../core/search-words.ts';
import type { CaseIndex } from './case-index.ts';
import type { CaseRow } from './ledger.ts';

export type { ListSort } from '../../db/case-list.ts';

/** A filter as people give it: search text instead of words. */
export interface CaseListQuery extends Omit<ListFilter, 'terms'> {
  readonly q?: string;
}

export interface CasePage {
  readonly cases: readonly { readonly row: CaseRow; readonly state: CaseState }[];
  readonly cursor?: string;
  /** How many there are in all, counted up to `COUNTED`. */
  readonly total: number;
  /** The index is still taking in older cases: the list may not be whole yet. */
  readonly partial: boolean;
}

/** Beyond this nobody counts: lists say “more than”. */
export const COUNTED = 10_000;
/** How long a look waits for what was recorded a moment ago to be in the list. */
const WAIT_MS = 2_000;
/** Organisations and people whose names a search term may stand for. */
const MOST_NAMED = 100;

/** Lists and searches over all cases. */
export interface CaseLists {
  page(
    query: CaseListQuery,
    order: { readonly sort: ListSort; readonly cursor?: string; readonly limit: number },
  ): Promise<CasePage>;
  /** Counted up to `COUNTED`. */
  count(query: CaseListQuery): Promise<number>;
  /** The filter as the database reads it: names and search text resolved. */
  filterOf(query: CaseListQuery): Promise<ListFilter>;
}

/** Lists over an index; each look first takes in what was recorded meanwhile. */
export function createCaseLists(db: Database, index: CaseIndex, now: () => Instant): CaseLists {
  async function filterOf({ q, ...filter }: CaseListQuery): Promise<ListFilter> {
    if (q === undefined) return filter;
    const terms = await Promise.all(
      termsOf(q).map(async (term) => ({ phrase: phraseOf(term), names: await namesOf(term) })),
    );
    return { ...filter, terms };
  }

  /** A term may be the name of an organisation, a unit, or of somebody who acted or holds a post where the case belongs. */
  async function namesOf(term: string): Promise<readonly string[]> {
    if ([...term].length < 2) return [];
    const { organisations, persons } = await readNamed(db.knex, term, MOST_NAMED);
    const places = await readPlacesOf(db.knex, persons, now());
    return [
      ...new Set([...organisations, ...places].map((id) => idWord('organisation', id))),
      ...persons.map((id) => idWord('person', id)),
    ];
  }

  return {
    filterOf,
    async count(query) {
      await index.catchUp(WAIT_MS);
      return countList(db, await filterOf(query), COUNTED + 1);
    },
    async page(query, { sort, cursor, limit }) {
      const whole = await index.catchUp(WAIT_MS);
      const filter = await filterOf(query);
      const after = listPlace(cursor);
      const total = await countList(db, filter, COUNTED + 1);
      const few = filter.terms !== undefined && total <= COUNTED;
      const placed = await readList(db, filter, { sort, limit, few, ...(after ? { after } : {}) });
      const cases = await readCasesWithStates(
        db.knex,
        placed.map(({ caseId }) => caseId),
      );
      const last = placed.length === limit ? placed.at(-1) : undefined;
      return { cases, total, partial: !whole, ...(last ? { cursor: cursorOf(last) } : {}) };
    },
  };
}

function cursorOf({ key, caseId }: Placed): string {
  return Buffer.from(`${key}|${caseId}`).toString('base64url');
}

/** The place a cursor stands for; undefined for none and for text that is no cursor: the list then starts at its beginning. */
export function listPlace(cursor: string | undefined): Placed | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString();
  const at = text.lastIndexOf('|');
  return at < 0 ? undefined : { key: text.slice(0, at), caseId: text.slice(at + 1) };
}
