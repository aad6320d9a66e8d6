import { readFileSync } from 'node:fs';
import type { Database } from '../../db/open.ts';
import { readOrganisations, readPersons } from '../../db/organisation.ts';
import { dayOf } from '../core/index.ts';
import { postWord } from '../core/words.ts';
import { DOCX_TYPE, type PaperFile, PDF_TYPE } from '../ledger/notices.ts';
import { loadCatalogue } from '../notices/catalogue.ts';
import { renderDocx } from '../notices/docx.ts';
import type { Block, PaperDocument } from '../notices/paper.ts';
import { createPdfPress } from '../notices/pdf.ts';
import { plainText } from '../notices/plain-text.ts';
import type { FactSheet, SheetNames } from '../replay/fact-sheet.ts';

const TITLE = '责任倒查事实表';
const COLUMNS = [
  { label: '事实', share: 5 },
  { label: '依据记录', share: 1 },
];
const NOTHING = '无记录。';

/** Names of the registers and of the catalogue of papers. */
export async function sheetNames({ knex }: Database): Promise<SheetNames> {
  const [organisations, persons] = await Promise.all([readOrganisations(knex), readPersons(knex)]);
  const bodies = new Map(organisations.map((one) => [one.id, one.name]));
  const people = new Map(persons.map((one) => [one.id, one.name]));
  const catalogue = loadCatalogue(
    JSON.parse(readFileSync(new URL('../../data/notices.json', import.meta.url), 'utf8')),
  );
  return {
    body: ({ post, organisation }) =>
      `${organisation === undefined ? '' : (bodies.get(organisation) ?? organisation)}${postWord(post)}`,
    person: (id) => people.get(id) ?? id,
    notice: (id) => catalogue.get(id)?.title.replace('{subject}', '有关单位') ?? id,
  };
}

/** The fact sheet as a file to be handed over: every sentence with the numbers of the records that it rests on. */
export async function factSheetFile(sheet: FactSheet, names: SheetNames, which: 'docx' | 'pdf'): Promise<PaperFile> {
  const paper = paperOf(sheet, names);
  const content = which === 'docx' ? await renderDocx(paper) : await createPdfPress().print(paper);
  return {
    filename: `${TITLE}-${sheet.caseId}.${which}`,
    contentType: which === 'docx' ? DOCX_TYPE : PDF_TYPE,
    content,
  };
}

function paperOf(sheet: FactSheet, names: SheetNames): PaperDocument {
  const day = dayOf(sheet.until);
  const head: readonly Block[] = [
    { block: 'line', role: 'title', text: TITLE },
    { block: 'space', lines: 1 },
    { block: 'line', role: 'body', text: plainText(`案件：${sheet.caseId}　${sheet.title}`) },
    { block: 'line', role: 'body', text: `截至：${day} ${sheet.until.slice(11, 16)}` },
    { block: 'line', role: 'body', text: sheet.note },
  ];
  return {
    form: 'record',
    title: `${TITLE} ${sheet.caseId}`,
    issuer: names.body({ post: 'street.safetyOffice' }),
    issuedOn: day,
    blocks: [...head, ...sheet.sections.flatMap(sectionBlocks)],
    imprint: [],
    slip: [],
  };
}

function sectionBlocks({ title, sentences }: FactSheet['sections'][number], nth: number): readonly Block[] {
  const heading: Block = { block: 'line', role: 'heading', text: `${'一二三四五六七八九十'[nth] ?? ''}、${title}` };
  if (sentences.length === 0) return [heading, { block: 'line', role: 'body', text: NOTHING }];
  const rows = sentences.map(({ text, events }) => [plainText(text), `第${events.join('、')}号`]);
  return [heading, { block: 'grid', columns: COLUMNS, rows }];
}
