import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../db/open.ts';
import type { Instant } from '../src/core/instant.ts';
import { signOf } from '../src/core/notice/signs.ts';
import type { NoticeState } from '../src/core/notice/state.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import type { PaperImprint, Press } from '../src/ledger/press.ts';
import { type Catalogue, loadCatalogue, type NoticeKind } from '../src/notices/catalogue.ts';
import { documentOf } from '../src/notices/document.ts';
import { type Issue, referenceOf } from '../src/notices/paper.ts';
import { formOf, paperText } from '../src/notices/paper-text.ts';
import { checkGiven, fillNotice, titleOf } from '../src/notices/values.ts';
import { gatherNoticeFacts, type KnownNames, nameOf, namesOf, readNames } from './notice-facts.ts';

export interface PressDeps {
  readonly ledger: Ledger;
  readonly db: Database;
  now(): Instant;
  /** Folder of the service's data: fonts of the office's own lie in its `fonts`. */
  readonly dataDir?: string;
}

/** The press of the product: the shipped catalogue of papers, values from the record, DOCX and PDF. */
export function createPress(deps: PressDeps): Press {
  const { db } = deps;
  const catalogue = shippedCatalogue();
  const printers = lazily(deps.dataDir);
  const names = () => readNames(db);

  return {
    async fill(order) {
      const kind = kindOf(catalogue, order.effect.notice);
      const known = await names();
      const { values } = fillNotice(kind, await gatherNoticeFacts(deps, order, namesOf(known)));
      return {
        title: titleOf(kind, nameOf(order.effect.to, known)),
        template: kind.version,
        unsigned: kind.signature === 'none',
        receiptRequired: kind.receiptRequired,
        ...(kind.review === undefined ? {} : { review: kind.review }),
        fields: kind.fields.map(({ id, label, required }) => ({ id, label, required })),
        values: JSON.parse(JSON.stringify(values)),
      };
    },

    check: (paper, values) =>
      checkGiven(
        kindOf(catalogue, paper.notice),
        Object.fromEntries(Object.entries(values).flatMap(([id, value]) => (value === undefined ? [] : [[id, value]]))),
      ),

    async reference(paper, year, number) {
      const { street } = await names();
      const place = /([^省市区县]+)街道$/.exec(street)?.[1] ?? street;
      return referenceOf(kindOf(catalogue, paper.notice).form, signOf(place, paper.issuer, paper.notice), year, number);
    },

    form: (paper) => formOf(kindOf(catalogue, paper.notice)),

    async text(paper, imprint) {
      const kind = kindOf(catalogue, paper.notice);
      return paperText(kind, paper.values, issueOf(kind, paper, imprint, await names()));
    },

    async print(paper, imprint) {
      const kind = kindOf(catalogue, paper.notice);
      const document = documentOf(kind, paper.values, issueOf(kind, paper, imprint, await names()));
      const { docx, pdf } = await printers();
      return { docx: await docx(document), pdf: await pdf.print(document) };
    },
  };
}

/** The printing libraries are 30 MB of memory: a process that prints nothing does not load them. */
function lazily(dataDir: string | undefined) {
  const load = async () => {
    const [{ renderDocx }, { createPdfPress }] = await Promise.all([
      import('../src/notices/docx.ts'),
      import('../src/notices/pdf.ts'),
    ]);
    const fonts = dataDir === undefined ? {} : { fontFolder: path.join(dataDir, 'fonts') };
    return { docx: renderDocx, pdf: createPdfPress(fonts) };
  };
  let printers: ReturnType<typeof load> | undefined;
  return () => {
    printers ??= load();
    return printers;
  };
}

/** The catalogue of papers that ships with the product. Throws CatalogueError. */
function shippedCatalogue(): Catalogue {
  return loadCatalogue(JSON.parse(readFileSync(new URL('../data/notices.json', import.meta.url), 'utf8')));
}

function kindOf(catalogue: Catalogue, id: string): NoticeKind {
  const kind = catalogue.get(id);
  if (kind === undefined) throw new Error(`paper ${id} is not in the catalogue`);
  return kind;
}

/** What the paper says of itself: who issues it, to whom, under which number and day. */
function issueOf(kind: NoticeKind, paper: NoticeState, imprint: PaperImprint | undefined, known: KnownNames): Issue {
  const copies = paper.copies.map((copy) => nameOf(copy, known));
  // Who reports has no name in the record, and none on paper.
  const to = kind.target === 'reporter' ? '举报人' : nameOf(paper.to, known);
  return {
    // A leader signs for the street's office: no person is an issuing body.
    issuer: paper.issuer.post === 'street.leader' ? `${known.street}办事处` : nameOf(paper.issuer, known),
    to,
    subject: to,
    ...(copies.length > 0 ? { copies } : {}),
    ...(imprint ? { reference: imprint.reference, issuedOn: imprint.day } : { draft: true as const }),
  };
}
