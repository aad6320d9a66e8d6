import { documentOf } from '../src/notices/document.ts';
import { renderDocx } from '../src/notices/docx.ts';
import type { PaperDocument } from '../src/notices/paper.ts';
import { createPdfPress } from '../src/notices/pdf.ts';
import { bundledCatalogue, ISSUE, sampleValues } from '../test/notices/sample.ts';
import type { Figure } from './figure.ts';
import { median } from './measure.ts';

const WARM_UP = 2;
const PAPERS = 1_000;
/** Memory is looked at after the first so many papers, when every face and every slice has been met. */
const SETTLED = 200;

/** DOCX and PDF of all kinds of paper, warm; and a thousand papers in one process. */
export async function benchNotices(): Promise<readonly Figure[]> {
  const papers = [...bundledCatalogue().values()].map((kind) => documentOf(kind, sampleValues(kind), ISSUE));
  const press = createPdfPress();
  const docx: number[] = [];
  const pdf: number[] = [];
  const cold = await took(() => press.print(papers[0] as PaperDocument));
  for (let round = 0; round <= WARM_UP; round++)
    for (const paper of papers) {
      const word = await took(() => renderDocx(paper));
      const print = await took(() => press.print(paper));
      if (round < WARM_UP) continue;
      docx.push(word.ms);
      pdf.push(print.ms / pagesOf(print.result));
    }
  const rss = await memoryOf(async (nth) => {
    const paper = papers[nth % papers.length] as PaperDocument;
    await renderDocx(paper);
    await press.print(paper);
  });
  const figure = (what: string, measured: number, unit: string, atMost?: number): Figure => ({
    subject: 'notices',
    what,
    measured,
    unit,
    ...(atMost === undefined ? {} : { target: { of: 'measured', atMost } }),
  });
  return [
    figure(`DOCX, median of ${papers.length} kinds, warm, processor`, median(docx), 'ms', 30),
    figure(`PDF a page, median of ${papers.length} kinds, warm, processor`, median(pdf), 'ms', 300),
    figure('PDF a page, the slowest kind', Math.max(...pdf), 'ms'),
    figure('the first PDF of a process, fonts unpacked', cold.ms, 'ms'),
    figure(`memory after ${PAPERS} papers as DOCX and PDF (RSS)`, rss.end, 'MB'),
    figure(`growth of memory over the last ${PAPERS - SETTLED} of them`, rss.end - rss.settled, 'MB', 150),
  ];
}

/** Milliseconds of processor time: what a machine of one's own would take, whatever else runs. */
async function took<Result>(work: () => Promise<Result>): Promise<{ readonly ms: number; readonly result: Result }> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1_000, result };
}

function pagesOf(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type \/Page\n/g)?.length ?? 1;
}

async function memoryOf(
  paper: (nth: number) => Promise<void>,
): Promise<{ readonly settled: number; readonly end: number }> {
  const megabytes = () => process.memoryUsage.rss() / 2 ** 20;
  let settled = 0;
  for (let nth = 1; nth <= PAPERS; nth++) {
    await paper(nth);
    if (nth === SETTLED) settled = megabytes();
  }
  return { settled, end: megabytes() };
}
