import type { CaseId } from '../case.ts';
import { FIGURES } from './figures.ts';
import { overdueOf, planKept, plannedOf } from './plan.ts';
import { MEASURE_ROWS, type MeasureRow, ROW_WORDS } from './rows.ts';
import { type Counted, counted, type ReturnView } from './view.ts';

/** A figure as it stands in a row: its name, its number, and the cases that it opens. */
export interface DrawnFigure extends Counted {
  readonly name: string;
}

/** A row as it is drawn: its words, and every figure in them. */
export interface DrawnRow {
  readonly measure: number;
  readonly title: string;
  readonly done: string;
  readonly next: string;
  readonly remark: string;
  readonly figures: readonly DrawnFigure[];
  readonly planned: readonly CaseId[];
  readonly late: readonly CaseId[];
}

/** The fifteen rows of a return, from what was known at its cut-off: the same view gives the same rows, byte for byte. */
export function drawRows(view: ReturnView): readonly DrawnRow[] {
  return MEASURE_ROWS.map((row) => drawRow(view, row));
}

function drawRow(view: ReturnView, row: MeasureRow): DrawnRow {
  const { measure, title } = row;
  const template = view.organisation === undefined ? (row.street ?? row.done) : row.done;
  const figures = namesIn(template).map((name) => figureOf(view, name));
  const remarks = (row.remarks ?? []).flatMap((piece) => {
    const own = namesIn(piece).map((name) => figureOf(view, name));
    return own[0] === undefined || own[0].count === 0 ? [] : [{ words: filled(piece, own), own }];
  });
  const planned = plannedOf(view.stock, measure, view.to.at, view.next);
  const late = overdueOf(view, measure);
  const kept = planKept(view, measure);
  const empty = [...figures, ...remarks.flatMap(({ own }) => own)].every(({ count }) => count === 0);
  const nothing = empty && planned.length === 0 && late.length === 0 && kept.planned.length === 0;
  return {
    measure,
    title,
    done: nothing ? ROW_WORDS.nothing : `${filled(template, figures)}${rateOf(measure, figures)}`,
    next: nextWords(planned),
    remark: [
      ...lateWords(late),
      ...(kept.planned.length === 0
        ? []
        : [
            put(ROW_WORDS.kept, {
              n: kept.planned.length,
              d: kept.planned.length - kept.open.length,
              u: kept.open.length,
            }),
          ]),
      ...remarks.map(({ words }) => words),
      ...correctedWords(view, measure),
    ].join('；'),
    figures: [
      ...figures,
      ...remarks.flatMap(({ own }) => own),
      figure('plannedBefore', kept.planned),
      figure('plannedOpen', kept.open),
    ],
    planned: planned.map(({ caseId }) => caseId),
    late: late.map(({ caseId }) => caseId),
  };
}

function figure(name: string, items: readonly { readonly caseId: CaseId }[]): DrawnFigure {
  return { name, count: items.length, cases: items.map(({ caseId }) => caseId) };
}

/** A named figure over a view; throws RangeError for a name that no figure has, which a test of the templates rules out. */
export function figureOf(view: ReturnView, name: string): DrawnFigure {
  const compute = FIGURES[name];
  if (compute === undefined) throw new RangeError(`no figure is called ${name}`);
  return { name, ...compute(view) };
}

/** Names in braces, in order. */
export function namesIn(template: string): readonly string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
}

function filled(template: string, figures: readonly DrawnFigure[]): string {
  return put(template, Object.fromEntries(figures.map(({ name, count }) => [name, count])));
}

function put(template: string, values: { readonly [name: string]: number | string }): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** 整改率: closed out ÷ due in the period, by case; 7: insured ÷ obliged. */
const RATES: { readonly [measure: number]: readonly [of: string, all: string, words: string] } = {
  12: ['closedOut', 'cameDue', ROW_WORDS.rate],
};

function rateOf(measure: number, figures: readonly DrawnFigure[]): string {
  const [of, all, words] = RATES[measure] ?? [];
  const count = (name: string | undefined) => figures.find((one) => one.name === name)?.count ?? 0;
  const whole = count(all);
  return words === undefined || whole === 0 ? '' : put(words, { p: Math.round((count(of) * 1000) / whole) / 10 });
}

/** So many are named; the rest are counted. */
const MOST_NAMED = 5;

function nextWords(planned: ReturnType<typeof plannedOf>): string {
  if (planned.length === 0) return ROW_WORDS.nothingPlanned;
  const titles = planned.slice(0, MOST_NAMED).map(({ title, day }) => put(ROW_WORDS.item, { title, day }));
  const more = planned.length > MOST_NAMED ? ROW_WORDS.andMore : '';
  return put(ROW_WORDS.planned, { n: planned.length, titles: `${titles.join('、')}${more}` });
}

function lateWords(late: ReturnType<typeof overdueOf>): readonly string[] {
  const [longest] = late;
  return longest === undefined ? [] : [put(ROW_WORDS.late, { n: late.length, d: longest.days, title: longest.title })];
}

/** What of earlier returns was corrected in the period: the old return stays as it was, and this one says so. */
function correctedWords({ period, from }: ReturnView, measure: number): readonly string[] {
  const corrected = period.filter(
    (fact) =>
      fact.measure === measure &&
      (fact.did.includes('RecordCorrected') || (fact.at < from.at && fact.recordedAt >= from.known)),
  );
  const { cases } = counted(corrected);
  return cases.length === 0 ? [] : [put(ROW_WORDS.corrected, { n: cases.length })];
}
