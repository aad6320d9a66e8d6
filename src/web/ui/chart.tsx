import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type ECharts, type EChartsCoreOption, init, use as take } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useDark } from '../app/theme.ts';
import { CHART_TEXTS } from '../texts/chart.ts';
import './chart.css';

// Piece by piece: the whole library is five times as large. Loaded with the page that draws, never with the frame.
take([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** One row of what a chart shows: what it is called, then a figure for each series. */
export interface ChartRow {
  readonly id: string;
  readonly label: string;
  readonly values: readonly number[];
}

interface ChartProps {
  /** What it shows, for those who do not see it. */
  readonly title: string;
  /** `bars`: lying, one group a row; `line`: rows are points of time. */
  readonly shape: 'bars' | 'line';
  readonly series: readonly string[];
  readonly rows: readonly ChartRow[];
  /** A bar or point was chosen. */
  readonly onChoose?: (row: ChartRow) => void;
}

const BAR_ROW = 40;
const LINE_HEIGHT = 240;
const EDGE = 72;

/** A chart, and the same figures as a table for whoever would rather read; every bar may open what it counts. */
export function Chart({ title, shape, series, rows, onChoose }: ChartProps) {
  const dark = useDark();
  const box = useRef<HTMLDivElement>(null);
  const choose = useRef(onChoose);
  choose.current = onChoose;
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read anew when the system turns dark
  useEffect(() => {
    if (box.current === null) return;
    const chart = init(box.current);
    chart.setOption(optionOf(shape, series, rows, coloursOf(box.current)));
    chart.on('click', ({ dataIndex }) => {
      const row = typeof dataIndex === 'number' ? rows[dataIndex] : undefined;
      if (row !== undefined) choose.current?.(row);
    });
    const stop = followSize(box.current, chart);
    return () => {
      stop();
      chart.dispose();
    };
  }, [shape, series, rows, dark]);
  const height = shape === 'line' ? LINE_HEIGHT : EDGE + rows.length * BAR_ROW;
  return (
    <figure className="chart-figure">
      <div ref={box} className="chart-box" role="img" aria-label={title} style={{ height }} />
      <ChartTable title={title} series={series} rows={rows} onChoose={onChoose} />
    </figure>
  );
}

type ChartTableProps = Omit<ChartProps, 'shape' | 'onChoose'> & { readonly onChoose: ChartProps['onChoose'] };

function ChartTable({ title, series, rows, onChoose }: ChartTableProps) {
  return (
    <details className="chart-data">
      <summary>{CHART_TEXTS.asTable}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard */}
      <section className="scroll" tabIndex={0} aria-label={title}>
        <table>
          <thead>
            <tr>
              <th>{CHART_TEXTS.what}</th>
              {series.map((name) => (
                <th key={name}>{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td>
                  {onChoose === undefined ? (
                    row.label
                  ) : (
                    <button type="button" className="link-button" onClick={() => onChoose(row)}>
                      {row.label}
                    </button>
                  )}
                </td>
                {series.map((name, i) => (
                  <td key={name}>{row.values[i]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

interface Colours {
  readonly ink: string;
  readonly line: string;
  readonly paper: string;
  readonly series: readonly string[];
}

function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return { ink: of('--ink'), line: of('--line'), paper: of('--paper'), series: [of('--grey'), of('--accent')] };
}

function optionOf(
  shape: ChartProps['shape'],
  series: readonly string[],
  rows: readonly ChartRow[],
  { ink, line, paper, series: colours }: Colours,
): EChartsCoreOption {
  const bars = shape === 'bars';
  const names = { type: 'category', data: rows.map(({ label }) => label), axisLabel: { color: ink }, inverse: bars };
  const figures = {
    type: 'value',
    minInterval: 1,
    axisLabel: { color: ink },
    splitLine: { lineStyle: { color: line } },
  };
  return {
    animation: false,
    color: [...colours],
    textStyle: { color: ink, fontFamily: 'inherit' },
    legend: { top: 0, textStyle: { color: ink }, data: [...series] },
    grid: { left: 8, right: 40, top: 36, bottom: 8, containLabel: true },
    // The policy forbids style attributes in markup, which the library's own tooltips are made of: these are drawn.
    tooltip: { trigger: 'axis', renderMode: 'richText', backgroundColor: paper, textStyle: { color: ink } },
    xAxis: bars ? figures : names,
    yAxis: bars ? names : figures,
    series: series.map((name, i) => ({
      name,
      type: bars ? 'bar' : 'line',
      data: rows.map(({ values }) => values[i] ?? 0),
      ...(bars
        ? { barMaxWidth: 14, label: { show: true, position: 'right', color: ink } }
        : { showSymbol: false, lineStyle: { type: i === 0 ? 'dashed' : 'solid' } }),
    })),
  };
}

function followSize(element: Element, chart: ECharts): () => void {
  const observer = new ResizeObserver(() => chart.resize());
  observer.observe(element);
  return () => observer.disconnect();
}
