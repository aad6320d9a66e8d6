import { Link } from 'react-router';
import { WHAT_IF_TEXTS } from '../../texts/what-if.ts';
import { useNames } from '../../ui/names.ts';
import { dayText, instantText } from '../../ui/when.ts';
import type { ListName, ListRow } from './report.ts';

const { columns: COLUMNS } = WHAT_IF_TEXTS;

interface ListTableProps {
  readonly job: string;
  readonly list: ListName;
  readonly rows: readonly ListRow[];
  readonly name: (rule: string) => string;
}

/** Rows of a list: what it is about, how it went under the rules of then, how under the draft. */
export function ListTable({ job, list, rows, name }: ListTableProps) {
  const loads = list === 'posts' || list === 'persons';
  const heads = loads
    ? [COLUMNS.who, COLUMNS.own, COLUMNS.draft]
    : list === 'impossible'
      ? [COLUMNS.caseId, COLUMNS.why]
      : [COLUMNS.caseId, ...(list === 'ladders' ? [] : [COLUMNS.duty]), COLUMNS.own, COLUMNS.draft];
  return (
    <div className="sheet-box">
      <table className="sheet">
        <thead>
          <tr>
            {heads.map((one) => (
              <th key={one}>{one}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a duty may change several times in one case
            <tr key={i}>{loads ? <Load row={row} /> : <Changed {...{ job, list, row, name }} />}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Changed({ job, list, row, name }: Omit<ListTableProps, 'rows'> & { readonly row: ListRow }) {
  const { caseId = '' } = row;
  return (
    <>
      <td className="primary">
        <Link to={`/what-if/${job}/cases/${caseId}`} title={WHAT_IF_TEXTS.compare}>
          {caseId}
        </Link>{' '}
        {row.conjecture && <span className="dim">{WHAT_IF_TEXTS.conjecture}</span>}
      </td>
      {list === 'impossible' ? (
        <td>
          {row.message} <span className="dim">{typeof row.at === 'string' ? instantText(row.at) : ''}</span>
        </td>
      ) : (
        <>
          {row.duty !== undefined && <td>{name(row.duty)}</td>}
          <td>{outcomeText(row.own)}</td>
          <td>{outcomeText(row.draft)}</td>
        </>
      )}
    </>
  );
}

function outcomeText(outcome: ListRow['own']): string {
  if (outcome === undefined) return WHAT_IF_TEXTS.absent;
  if (typeof outcome === 'number') return COLUMNS.rung(outcome);
  const { result, lastDay, daysLate } = outcome;
  const words: { readonly [result: string]: string } = WHAT_IF_TEXTS.outcome;
  return [
    words[result] ?? result,
    daysLate !== undefined && daysLate > 0 ? WHAT_IF_TEXTS.days(daysLate) : '',
    lastDay === undefined ? '' : WHAT_IF_TEXTS.until(dayText(lastDay)),
  ]
    .filter(Boolean)
    .join('，');
}

type Peak = { readonly day: string; readonly count: number } | undefined;

function Load({ row }: { readonly row: ListRow }) {
  const names = useNames();
  const [own, draft] = row.total as readonly [number, number];
  const [peakOwn, peakDraft] = (row.peak ?? []) as readonly [Peak, Peak];
  return (
    <>
      <td className="primary">{row.person === undefined ? names.post(row.post ?? '') : names.person(row.person)}</td>
      <td>
        {own} <span className="dim">{peakText(peakOwn)}</span>
      </td>
      <td>
        {draft} <span className="dim">{peakText(peakDraft)}</span>
      </td>
    </>
  );
}

function peakText(peak: Peak): string {
  return peak === undefined ? '' : WHAT_IF_TEXTS.busiest(dayText(peak.day), peak.count);
}
