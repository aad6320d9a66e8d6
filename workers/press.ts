import { readFileSync } from 'node:fs';
import type { Database } from '../db/open.ts';
import { readOrganisations } from '../db/organisation.ts';
import type { PostRef } from '../src/core/effect.ts';
import { signOf } from '../src/core/notice/signs.ts';
import type { NoticeState } from '../src/core/notice/state.ts';
import { postWord } from '../src/core/words.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import type { PaperImprint, Press } from '../src/ledger/press.ts';
import { type Catalogue, loadCatalogue, type NoticeKind } from '../src/notices/catalogue.ts';
import { documentOf } from '../src/notices/document.ts';
import { renderDocx } from '../src/notices/docx.ts';
import { problemOf } from '../src/notices/field-types.ts';
import { type Issue, referenceOf } from '../src/notices/paper.ts';
import { createPdfPress } from '../src/notices/pdf.ts';

export interface PressDeps {
  readonly ledger: Ledger;
  readonly db: Database;
}

/** The press of the product: the shipped catalogue of papers, values from the record, DOCX and PDF. */
export function createPress({ db }: PressDeps): Press {
  const catalogue = shippedCatalogue();
  const pdf = createPdfPress();

  async function names(): Promise<Names> {
    const organisations = await readOrganisations(db.knex);
    return {
      organisation: new Map(organisations.map((one) => [one.id, one.name])),
      street: organisations.find((one) => one.kind === 'street')?.name ?? '',
    };
  }

  return {
    async fill({ effect }) {
      const kind = kindOf(catalogue, effect.notice);
      return {
        title: kind.title,
        template: kind.version,
        unsigned: kind.signature === 'none',
        receiptRequired: kind.receiptRequired,
        fields: kind.fields.map(({ id, label, required }) => ({ id, label, required })),
        values: {},
      };
    },

    check(paper, values) {
      const types = new Map(kindOf(catalogue, paper.notice).fields.map((field) => [field.id, field.type]));
      return Object.fromEntries(
        Object.entries(values).flatMap(([id, value]) => {
          const type = types.get(id);
          const wrong = type === undefined || value === undefined ? undefined : problemOf(type, value);
          return wrong === undefined ? [] : [[id, wrong]];
        }),
      );
    },

    async reference(paper, year, number) {
      const { street } = await names();
      const place = /([^省市区县]+)街道$/.exec(street)?.[1] ?? street;
      return referenceOf(kindOf(catalogue, paper.notice).form, signOf(place, paper.issuer, paper.notice), year, number);
    },

    async print(paper, imprint) {
      const kind = kindOf(catalogue, paper.notice);
      const document = documentOf(kind, paper.values, issueOf(paper, imprint, await names()));
      return { docx: await renderDocx(document), pdf: await pdf.print(document) };
    },
  };
}

/** The catalogue of papers that ships with the product. Throws CatalogueError. */
function shippedCatalogue(): Catalogue {
  return loadCatalogue(JSON.parse(readFileSync(new URL('../data/notices.json', import.meta.url), 'utf8')));
}

interface Names {
  readonly organisation: ReadonlyMap<string, string>;
  /** Name of the street whose office this is. */
  readonly street: string;
}

function kindOf(catalogue: Catalogue, id: string): NoticeKind {
  const kind = catalogue.get(id);
  if (kind === undefined) throw new Error(`paper ${id} is not in the catalogue`);
  return kind;
}

/** What the paper says of itself: who issues it, to whom, under which number and day. */
function issueOf(paper: NoticeState, imprint: PaperImprint | undefined, names: Names): Issue {
  const copies = paper.copies.map((copy) => nameOf(copy, names));
  return {
    issuer: nameOf(paper.issuer, names),
    to: nameOf(paper.to, names),
    subject: nameOf(paper.to, names),
    ...(copies.length > 0 ? { copies } : {}),
    ...(imprint ? { reference: imprint.reference, issuedOn: imprint.day } : { draft: true as const }),
  };
}

/** A body by its name: its organisation's, or that of the street with the name of its office. */
function nameOf({ post, organisation }: PostRef, { organisation: known, street }: Names): string {
  if (organisation !== undefined) return known.get(organisation) ?? organisation;
  const word = postWord(post);
  return post.startsWith('street.') ? `${street}${word.replace(/^街道/, '')}` : word;
}
