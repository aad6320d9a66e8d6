import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearchParams } from 'react-router';
import type { Figure, Figures } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { FIGURES_TEXTS } from '../../texts/figures.ts';
import { Chart } from '../../ui/chart.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { nowInstant } from '../../ui/when.ts';
import { type Asked, FigureFilters } from './figure-filters.tsx';
import { FigureLink, listOf } from './figure-link.tsx';
import { FigureTable } from './figure-table.tsx';
import './figures.css';

/** More bars than this nobody reads. */
const MOST_BARS = 20;
const HEADLINES = ['open', 'opened', 'ended', 'late'] as const;

/** 统计: three headline numbers, charts, and the table beside them; what is asked stands in the address. */
export function FiguresPage() {
  const [params, setParams] = useSearchParams();
  const today = nowInstant().slice(0, 10);
  const oneOf = (name: 'by' | 'kind', words: object, other: string) => {
    const value = params.get(name);
    return value !== null && value in words ? value : other;
  };
  const asked: Asked = {
    from: params.get('from') ?? `${today.slice(0, 4)}-01-01`,
    to: params.get('to') ?? today,
    by: oneOf('by', FIGURES_TEXTS.groupBy, 'village'),
    kind: oneOf('kind', FIGURES_TEXTS.kinds, 'hazard'),
  };
  const query = useQuery({
    queryKey: keys.figures({ ...asked }),
    queryFn: ({ signal }) => get<Figures>('/figures', { ...asked }, signal),
    placeholderData: (before) => before,
  });
  return (
    <Page
      title={FIGURES_TEXTS.title}
      sentence={<p className="sentence dim">{FIGURES_TEXTS.about}</p>}
      filters={<FigureFilters asked={asked} onChange={(part) => setParams({ ...asked, ...part }, { replace: true })} />}
    >
      <Loaded query={query} rows={10} height={56}>
        {(found) => <Report found={found} by={asked.by as keyof typeof FIGURES_TEXTS.groupBy} />}
      </Loaded>
    </Page>
  );
}

function Report({ found, by }: { readonly found: Figures; readonly by: keyof typeof FIGURES_TEXTS.groupBy }) {
  const navigate = useNavigate();
  const { total, groups, trend, rungs } = found;
  if (HEADLINES.every((one) => total[one].count === 0))
    return <EmptyState title={FIGURES_TEXTS.none} how={FIGURES_TEXTS.noneHow} />;
  const grouping = FIGURES_TEXTS.groupBy[by];
  const open = (figure: Figure | undefined) => {
    if (figure !== undefined) void navigate(listOf(figure));
  };
  return (
    <>
      <ul className="headlines">
        {HEADLINES.map((one) => (
          <li key={one} className="card">
            <span className="dim">{FIGURES_TEXTS[one]}</span>
            <b>
              <FigureLink figure={total[one]} name={FIGURES_TEXTS[one]} />
            </b>
          </li>
        ))}
      </ul>
      <div className="figure-charts">
        <section className="card">
          <h2>{FIGURES_TEXTS.groupChart(grouping)}</h2>
          <Chart
            title={FIGURES_TEXTS.groupChart(grouping)}
            shape="bars"
            series={[FIGURES_TEXTS.opened, FIGURES_TEXTS.late]}
            rows={groups.slice(0, MOST_BARS).map(({ key, label, opened, late }) => ({
              id: key,
              label,
              values: [opened.count, late.count],
            }))}
            onChoose={({ id }) => open(groups.find(({ key }) => key === id)?.opened)}
          />
          {groups.length > MOST_BARS && <p className="dim">{FIGURES_TEXTS.many(MOST_BARS)}</p>}
        </section>
        <div>
          <section className="card">
            <h2>{FIGURES_TEXTS.trend}</h2>
            <Chart
              title={FIGURES_TEXTS.trend}
              shape="line"
              series={[FIGURES_TEXTS.opened, FIGURES_TEXTS.ended]}
              rows={trend.map(({ month, opened, ended }) => ({
                id: month,
                label: month,
                values: [opened.count, ended.count],
              }))}
              onChoose={({ id }) => open(trend.find(({ month }) => month === id)?.opened)}
            />
          </section>
          <section className="card">
            <h2>{FIGURES_TEXTS.rungs}</h2>
            {rungs.length === 0 ? (
              <p className="dim">{FIGURES_TEXTS.rungsNone}</p>
            ) : (
              <table className="figure-table">
                <thead>
                  <tr>
                    {rungs.map(({ rung }) => (
                      <th key={rung}>{FIGURES_TEXTS.rung(rung)}</th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  <tr>
                    {rungs.map((figure) => (
                      <td key={figure.rung}>
                        <FigureLink
                          figure={figure}
                          name={`${FIGURES_TEXTS.rung(figure.rung)} ${FIGURES_TEXTS.rungCount}`}
                        />
                      </td>
                    ))}
                  </tr>
                </tbody>
              </table>
            )}
          </section>
        </div>
      </div>
      <section className="card">
        <FigureTable title={grouping} groups={groups} total={total} />
        <p className="dim">{FIGURES_TEXTS.how}</p>
      </section>
    </>
  );
}
