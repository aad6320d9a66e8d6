import { useQueries } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { stageWord } from '../../../core/words.ts';
import type { CaseDetail } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';
import { valueWord } from '../../texts/fields.ts';
import { PRINT_TEXTS } from '../../texts/hazards.ts';
import { useNames } from '../../ui/names.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Remark, Skeleton } from '../../ui/states.tsx';
import { endText, instantText, nowInstant } from '../../ui/when.ts';
import './print.css';

/** One sheet of paper a hazard, for the file or the visit. */
export function PrintPage() {
  const [params] = useSearchParams();
  const ids = (params.get('ids') ?? '').split(',').filter(Boolean);
  const queries = useQueries({
    queries: ids.map((caseId) => ({
      queryKey: keys.case(caseId),
      queryFn: ({ signal }: { signal: AbortSignal }) => get<CaseDetail>(`/cases/${caseId}`, {}, signal),
    })),
  });
  if (ids.length === 0)
    return <EmptyState title={PRINT_TEXTS.none} how={<Link to="/hazards">{PRINT_TEXTS.back}</Link>} />;
  const ready = queries.every(({ isPending }) => !isPending);
  return (
    <Page
      title={PRINT_TEXTS.title}
      actions={
        <>
          <button type="button" className="plain-button" disabled={!ready} onClick={() => print()}>
            {PRINT_TEXTS.run}
          </button>
          <Link className="plain-button" to="/hazards">
            {PRINT_TEXTS.back}
          </Link>
        </>
      }
    >
      {queries.map(({ data, error }, nth) => {
        const caseId = ids[nth] ?? '';
        if (data !== undefined) return <Sheet key={caseId} detail={data} />;
        if (error !== null)
          return <Remark key={caseId}>{PRINT_TEXTS.failed(caseId, problemOf(error).body.detail)}</Remark>;
        return <Skeleton key={caseId} rows={8} />;
      })}
    </Page>
  );
}

function Sheet({ detail }: { readonly detail: CaseDetail }) {
  const { caseId, kind, title, tier, stage, unit, organisation, openedAt, clocks, overdueDuties, sentence, facts } =
    detail;
  const names = useNames();
  const duties = [...overdueDuties, ...clocks.filter(({ does }) => does === 'lapse')];
  const words = (value: unknown) => (typeof value === 'string' ? value : '');
  const found = words(facts.found);
  const rows: readonly (readonly [string, string])[] = [
    [PRINT_TEXTS.facts.caseId, caseId],
    [PRINT_TEXTS.facts.unit, names.organisation(unit)],
    [PRINT_TEXTS.facts.where, words(facts.where)],
    [PRINT_TEXTS.facts.what, words(facts.what)],
    [PRINT_TEXTS.facts.tier, tier === undefined ? '' : valueWord('tier', tier)],
    [PRINT_TEXTS.facts.stage, stageWord(kind, stage)],
    [PRINT_TEXTS.facts.supervisor, names.organisation(organisation)],
    [PRINT_TEXTS.facts.found, found === '' ? '' : instantText(found)],
    [PRINT_TEXTS.facts.opened, instantText(openedAt)],
    [PRINT_TEXTS.facts.next, sentence?.text ?? ''],
    [PRINT_TEXTS.clocks, duties.map((clock) => endText(clock)).join('；')],
  ];
  return (
    <article className="sheet card">
      <h2>{title}</h2>
      <table>
        <tbody>
          {rows.map(([label, value]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{PRINT_TEXTS.signature}</p>
      <p className="dim">{PRINT_TEXTS.printedAt(instantText(nowInstant()))}</p>
    </article>
  );
}
