import type { Database } from '../db/open.ts';
import { readOrganisations, readPersons } from '../db/organisation.ts';
import { readPosts } from '../db/post.ts';
import { createTermsReader } from '../src/api/terms.ts';
import type { CaseId, CaseState, Terms } from '../src/core/case.ts';
import type { PostRef } from '../src/core/effect.ts';
import { dayOf, type Instant } from '../src/core/instant.ts';
import { openerNamed } from '../src/core/names.ts';
import type { NoticeState } from '../src/core/notice/state.ts';
import { postWord } from '../src/core/words.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import type { PaperOrder } from '../src/ledger/press.ts';
import type { CaseFacts, EarlierPaper, Names, NoticeFacts } from '../src/notices/facts.ts';

/** Names in the registers, read once for one paper. */
export interface KnownNames {
  readonly organisation: ReadonlyMap<string, string>;
  readonly person: ReadonlyMap<string, string>;
  /** Posts as the office calls them, by `organisation/post`; bodies without an organisation of their own among them. */
  readonly post: ReadonlyMap<string, string>;
  /** Name of the street whose office this is. */
  readonly street: string;
}

/** Reads the registers. */
export async function readNames({ knex }: Database): Promise<KnownNames> {
  const [organisations, persons, posts] = await Promise.all([
    readOrganisations(knex),
    readPersons(knex),
    readPosts(knex),
  ]);
  return {
    organisation: new Map(organisations.map((one) => [one.id, one.name])),
    person: new Map(persons.map((one) => [one.id, one.name])),
    post: new Map(posts.map((one) => [`${one.organisation}/${one.name}`, one.label])),
    street: organisations.find((one) => one.kind === 'street')?.name ?? '',
  };
}

/** A body by its name: its organisation's, or that of the street with the name of its office. */
export function nameOf(ref: PostRef, { organisation: known, post: posts, street }: KnownNames): string {
  const { post, organisation } = ref;
  if (organisation !== undefined) return known.get(organisation) ?? organisation;
  const label = posts.get(`/${post}`);
  if (label !== undefined) return label;
  const word = postWord(post);
  return post.startsWith('street.') ? `${street}${word.replace(/^街道/, '')}` : word;
}

/** The registers as papers ask them. */
export function namesOf(known: KnownNames): Names {
  return {
    organisation: (id) => known.organisation.get(id),
    post: (ref) => known.post.get(`${ref.organisation ?? ''}/${ref.post}`) ?? nameOf(ref, known),
    person: (id) => {
      const name = known.person.get(id);
      return name === undefined ? undefined : { name };
    },
    unit: () => undefined,
  };
}

interface Record {
  readonly ledger: Ledger;
  readonly db: Database;
  now(): Instant;
}

/** Everything a paper is filled from: the case that ordered it, those it hangs on, their terms, and the papers that went before. */
export async function gatherNoticeFacts(record: Record, order: PaperOrder, names: Names): Promise<NoticeFacts> {
  const cases: CaseFacts[] = [];
  const papers: EarlierPaper[] = [];
  let id: CaseId | undefined = order.caseId;
  while (id !== undefined) {
    const state: CaseState | undefined = await record.ledger.state(id);
    if (state === undefined) break;
    const events = await record.ledger.events(id);
    cases.push({ state, events });
    papers.push(...(await earlierPapers(record.ledger, id)));
    // What a matter hangs on is its own to say: a hazard in whose name space it lies, a recurring duty, or nothing.
    id = state.kind === 'matter' ? state.opener : openerNamed(id);
  }
  return {
    event: order.event,
    effect: order.effect,
    cases,
    terms: await termsOf(record.db, order),
    names,
    papers: papers.sort((a, b) => (a.issuedOn < b.issuedOn ? -1 : 1)),
    on: dayOf(record.now()),
  };
}

async function earlierPapers(ledger: Ledger, opener: CaseId): Promise<readonly EarlierPaper[]> {
  const { rows } = await ledger.cases({ kind: 'notice', opener, limit: 200 });
  const found = await Promise.all(
    rows.map(async ({ caseId }): Promise<EarlierPaper | undefined> => {
      const state = (await ledger.state(caseId)) as NoticeState | undefined;
      if (!state?.made || !state.issuedAt || state.stage === 'voided') return undefined;
      const issued = (await ledger.events(caseId)).find((event) => event.payload.made !== undefined);
      return {
        caseId,
        seq: issued?.seq ?? 0,
        notice: state.notice,
        title: state.title,
        reference: state.made.reference,
        issuedOn: dayOf(state.issuedAt),
      };
    }),
  );
  return found.filter((one) => one !== undefined);
}

async function termsOf({ knex }: Database, { event }: PaperOrder): Promise<Terms> {
  const reader = createTermsReader(knex);
  const [rules, calendar] = await Promise.all([reader.ruleSet(event.ruleSet), reader.calendar(event.calendar)]);
  if (rules === undefined || calendar === undefined)
    throw new Error(`the terms of ${event.caseId} are not in the database`);
  return { rules, calendar };
}
