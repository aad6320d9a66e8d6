import { readFileSync } from 'node:fs';
import type { Database } from '../../db/open.ts';
import { readOrganisations } from '../../db/organisation.ts';
import type { CaseState, Clock, Instant } from '../core/index.ts';
import { dutySentence, type Sentence, sentenceOf, type Telling } from '../core/sentence/sentence.ts';
import { loadCatalogue } from '../notices/catalogue.ts';
import type { TermsReader } from './terms.ts';

/** Says what happens next with cases, with the names of today; good for one answer. */
export interface Teller {
  /** Of the case as a whole. */
  of(state: CaseState): Promise<Sentence | undefined>;
  /** Of one of its duties. */
  ofDuty(state: CaseState, clock: Clock, lapsed: boolean): Promise<Sentence | undefined>;
  nameOf(organisation: string): string | undefined;
  /** Title of a paper by its id in the catalogue. */
  paperOf(notice: string): string | undefined;
}

/** Makes tellers; names are read again only when the registers have changed. */
export function createTellers(
  { knex }: Pick<Database, 'knex'>,
  terms: TermsReader,
  now: () => Instant,
): () => Promise<Teller> {
  let known: { readonly version: number; readonly names: ReadonlyMap<string, string> } | undefined;
  let titles: ReadonlyMap<string, string> | undefined;

  async function names(): Promise<ReadonlyMap<string, string>> {
    const row: { version: number } | undefined = await knex('register_version').select('version').first();
    const version = row?.version ?? 0;
    if (known?.version !== version)
      known = { version, names: new Map((await readOrganisations(knex)).map(({ id, name }) => [id, name])) };
    return known.names;
  }

  return async () => {
    const at = now();
    const known = await names();
    const papers = titles ?? paperTitles();
    titles = papers;
    const telling = async (state: CaseState): Promise<Telling | undefined> => {
      const rules = await terms.ruleSet(state.ruleSet);
      return rules && { rules, now: at, nameOf: (id) => known.get(id), paperOf: (id) => papers.get(id) };
    };
    return {
      async of(state) {
        const told = await telling(state);
        return told && sentenceOf(state, told);
      },
      async ofDuty(state, clock, lapsed) {
        const told = await telling(state);
        return told && dutySentence(state, clock, told, lapsed);
      },
      nameOf: (id) => known.get(id),
      paperOf: (id) => papers.get(id),
    };
  };
}

/** Titles of the catalogue as a sentence can say them: what a title leaves open is left out. */
function paperTitles(): ReadonlyMap<string, string> {
  const catalogue = loadCatalogue(
    JSON.parse(readFileSync(new URL('../../data/notices.json', import.meta.url), 'utf8')),
  );
  return new Map([...catalogue].map(([id, { title }]) => [id, title.replace(/\{\w+\}/g, '有关单位')]));
}
