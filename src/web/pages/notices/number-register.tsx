import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { NoticeRegister } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { NOTICES_TEXTS } from '../../texts/notices.ts';
import { Light } from '../../ui/light.tsx';
import { useNames } from '../../ui/names.ts';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { instantText, nowInstant } from '../../ui/when.ts';

const PAGE = 100;
const FIRST_YEAR = 2024;

type Series = NoticeRegister['series'][number];
type Line = NoticeRegister['lines'][number];

/** 发文登记簿: every number of a year, also the void ones with the reason, and whether one is missing. */
export function NumberRegister() {
  const [params, setParams] = useSearchParams();
  const thisYear = Number(nowInstant().slice(0, 4));
  const year = Number(params.get('year')) || thisYear;
  const years = Array.from({ length: thisYear - FIRST_YEAR + 1 }, (_, back) => thisYear - back);
  const query = useInfiniteQuery({
    queryKey: keys.noticeRegister(year),
    queryFn: ({ signal, pageParam }) =>
      get<NoticeRegister>(
        '/notices/register',
        { year, limit: PAGE, ...(pageParam === '' ? {} : { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
  });
  const series = query.data?.pages[0]?.series ?? [];
  const lines = query.data?.pages.flatMap((page) => page.lines) ?? [];
  return (
    <>
      <label className="register-year">
        {NOTICES_TEXTS.year}
        <select
          className="plain-input"
          value={year}
          onChange={({ target }) => setParams({ tab: 'register', year: target.value })}
        >
          {(years.includes(year) ? years : [year, ...years]).map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      {query.isPending && <Skeleton rows={10} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && lines.length === 0 && (
        <EmptyState title={NOTICES_TEXTS.registerEmpty} how={NOTICES_TEXTS.registerEmptyHow} />
      )}
      <ul className="register-series">
        {series.map((one) => (
          <li key={one.series}>
            {NOTICES_TEXTS.series(seriesName(one, lines), one.count, one.last)}{' '}
            {one.complete ? (
              <Light tone="green" word={NOTICES_TEXTS.gapless} />
            ) : (
              <Light tone="red" word={gapWords(one, lines, query.hasNextPage)} />
            )}
          </li>
        ))}
      </ul>
      {lines.length > 0 && <Lines lines={lines} />}
      {query.hasNextPage && (
        <button
          type="button"
          className="state-button"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {query.isFetchingNextPage ? NOTICES_TEXTS.loadingMore : NOTICES_TEXTS.more}
        </button>
      )}
    </>
  );
}

/** A series as its numbers are printed: `桃岭街安提` of `桃岭街安提〔2026〕3号`. */
function seriesName({ series }: Series, lines: readonly Line[]): string {
  const reference = lines.find((one) => one.series === series)?.reference;
  return reference?.split('〔')[0] || series;
}

function gapWords({ series, last }: Series, lines: readonly Line[], isPart: boolean): string {
  if (isPart) return NOTICES_TEXTS.gapsSomewhere;
  const given = new Set(lines.filter((one) => one.series === series).map(({ number }) => number));
  const missing = Array.from({ length: last }, (_, nth) => nth + 1).filter((number) => !given.has(number));
  return NOTICES_TEXTS.gaps(missing.join('、'));
}

function Lines({ lines }: { readonly lines: readonly Line[] }) {
  const names = useNames();
  const { columns } = NOTICES_TEXTS;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is scrolled with the keyboard too
    <section className="register-box" aria-label={NOTICES_TEXTS.tabs.register} tabIndex={0}>
      <table className="register-table">
        <thead>
          <tr>
            {Object.values(columns).map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ series, number, reference, caseId, title, issuedAt, to, stage, stageLabel, reason }) => (
            <tr key={`${series} ${number}`} className={stage}>
              <td className="nowrap">
                <Link to={`/notices/${caseId}`}>{reference}</Link>
              </td>
              <td>{title}</td>
              <td>{names.post(to.post, to.organisation)}</td>
              <td className="nowrap">{instantText(issuedAt)}</td>
              <td className="nowrap">{stageLabel}</td>
              <td>{reason ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
