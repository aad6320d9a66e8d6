import type { FigureGroup } from '../../api/answers.ts';
import { FIGURES_TEXTS } from '../../texts/figures.ts';
import { FigureLink } from './figure-link.tsx';

interface FigureTableProps {
  readonly title: string;
  readonly groups: readonly FigureGroup[];
  readonly total: FigureGroup;
}

const COUNTS = ['open', 'opened', 'ended', 'late'] as const;

/** Figures group by group, the total last; every number opens its cases. */
export function FigureTable({ title, groups, total }: FigureTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard
    <section className="table-box" tabIndex={0} aria-label={title}>
      <table className="figure-table">
        <thead>
          <tr>
            <th>{title}</th>
            {COUNTS.map((one) => (
              <th key={one}>{FIGURES_TEXTS[one]}</th>
            ))}
            <th>{FIGURES_TEXTS.onTime}</th>
            <th>{FIGURES_TEXTS.median}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <Row key={group.key} group={group} />
          ))}
        </tbody>
        <tfoot>
          <Row group={total} />
        </tfoot>
      </table>
    </section>
  );
}

function Row({ group }: { readonly group: FigureGroup }) {
  const { label, onTimeRate, medianDays } = group;
  return (
    <tr>
      <th scope="row">{label}</th>
      {COUNTS.map((one) => (
        <td key={one}>
          <FigureLink figure={group[one]} name={`${label} ${FIGURES_TEXTS[one]}`} />
        </td>
      ))}
      <td>{onTimeRate === undefined ? FIGURES_TEXTS.noRate : FIGURES_TEXTS.percent(onTimeRate)}</td>
      <td>{medianDays === undefined ? FIGURES_TEXTS.noRate : FIGURES_TEXTS.medianOf(medianDays)}</td>
    </tr>
  );
}
