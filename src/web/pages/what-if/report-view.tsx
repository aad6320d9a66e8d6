import { lazy, Suspense, useMemo, useState } from 'react';
import type { WhatIfJob } from '../../api/answers.ts';
import { WHAT_IF_TEXTS } from '../../texts/what-if.ts';
import type { ChartRow } from '../../ui/chart.tsx';
import { Remark, Skeleton } from '../../ui/states.tsx';
import type { ListName, Report } from './report.ts';
import { ReportLists } from './report-lists.tsx';
import { useRuleNames } from './use-job.ts';

// The numbers are there before the drawing library is.
const Chart = lazy(async () => ({ default: (await import('../../ui/chart.tsx')).Chart }));
const { charts: CHARTS, headline: HEAD } = WHAT_IF_TEXTS;
const SERIES = [CHARTS.own, CHARTS.draft];
/** Duties that are drawn, those with the largest difference first. */
const MOST_BARS = 12;

/** The report: three numbers, then charts, then cases. Each number opens what it counts. */
export function ReportView({ job, report }: { readonly job: WhatIfJob; readonly report: Report }) {
  const name = useRuleNames(job.draft);
  const [list, setList] = useState<ListName>('newlyLate');
  const [duty, setDuty] = useState<string>();
  const rows = useMemo(() => chartRows(report, name), [report, name]);
  const open = (which: ListName, only?: string) => {
    setList(which);
    setDuty(only);
    document.getElementById('report-lists')?.scrollIntoView({ block: 'start' });
  };
  const { headline, faithful } = report;
  const [messagesBefore, messages] = headline.messages;
  const [interviewsBefore, interviews] = headline.interviews;
  return (
    <>
      <div className="headline">
        <Figure
          value={headline.casesNewlyLate}
          word={HEAD.newlyLate}
          note={HEAD.outOf(report.cases)}
          onOpen={() => open('newlyLate')}
          bad
        />
        <Figure
          value={headline.casesNoLongerLate}
          word={HEAD.noLongerLate}
          note={HEAD.outOf(report.cases)}
          onOpen={() => open('noLongerLate')}
        />
        <Figure
          value={signed(messages - messagesBefore)}
          word={HEAD.messages}
          note={HEAD.change(messagesBefore, messages)}
          onOpen={() => open('posts')}
        />
      </div>
      <p className="dim">
        {signed(interviews - interviewsBefore)} {HEAD.interviews}（{HEAD.change(interviewsBefore, interviews)}）
        {report.imported > 0 && ` ${WHAT_IF_TEXTS.imported(report.imported)}`}
      </p>
      {faithful.different > 0 ? (
        <Remark tone="warn">{WHAT_IF_TEXTS.unfaithful(faithful.different)}</Remark>
      ) : (
        <Remark>{WHAT_IF_TEXTS.faithful(faithful.same)}</Remark>
      )}
      {report.impossible > 0 && (
        <Remark tone="warn">
          <button type="button" className="link-button" onClick={() => open('impossible')}>
            {WHAT_IF_TEXTS.impossible(report.impossible)}
          </button>
        </Remark>
      )}
      <Suspense fallback={<Skeleton rows={10} height={48} />}>
        <div className="report-charts">
          <section className="card">
            <h2>{CHARTS.byDuty}</h2>
            {rows.duties.length === 0 ? (
              <p className="dim">{CHARTS.noDuties}</p>
            ) : (
              <Chart
                title={CHARTS.byDuty}
                shape="bars"
                series={SERIES}
                rows={rows.duties}
                onChoose={({ id, values: [own = 0, draft = 0] }) =>
                  open(draft >= own ? 'newlyLate' : 'noLongerLate', id)
                }
              />
            )}
          </section>
          <section className="card">
            <h2>{CHARTS.rungs}</h2>
            <Chart
              title={CHARTS.rungs}
              shape="bars"
              series={SERIES}
              rows={rows.rungs}
              onChoose={() => open('ladders')}
            />
          </section>
          <section className="card wide">
            <h2>{CHARTS.days}</h2>
            <Chart title={CHARTS.days} shape="line" series={SERIES} rows={rows.days} />
          </section>
        </div>
      </Suspense>
      <ReportLists {...{ job, report, name, list, duty }} onList={open} />
    </>
  );
}

interface FigureProps {
  readonly value: number | string;
  readonly word: string;
  readonly note: string;
  readonly onOpen: () => void;
  readonly bad?: boolean;
}

function Figure({ value, word, note, onOpen, bad = false }: FigureProps) {
  return (
    <button type="button" className="card figure" onClick={onOpen}>
      <span className={bad && value !== 0 ? 'value bad' : 'value'}>{value}</span> <span className="word">{word}</span>
      <span className="note dim">{note}</span>
    </button>
  );
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value).replace('-', '−');
}

function chartRows(
  { byDuty, own, draft, days }: Report,
  name: (rule: string) => string,
): { readonly [chart in 'duties' | 'rungs' | 'days']: readonly ChartRow[] } {
  const duties = Object.entries(byDuty)
    .map(([id, { late }]) => ({ id, label: name(id), values: late }))
    .filter(({ values: [before, after] }) => before !== after)
    .sort((a, b) => Math.abs(b.values[1] - b.values[0]) - Math.abs(a.values[1] - a.values[0]))
    .slice(0, MOST_BARS);
  const rungs = [...new Set([...Object.keys(own.rungs), ...Object.keys(draft.rungs)])].sort();
  return {
    duties,
    rungs: rungs.map((id) => ({ id, label: name(id), values: [own.rungs[id] ?? 0, draft.rungs[id] ?? 0] })),
    days: Object.entries(days)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, values]) => ({ id: day, label: day, values })),
  };
}
