import { Link } from 'react-router';
import { stageWord } from '../../../core/words.ts';
import type { ListedCase } from '../../api/answers.ts';
import { valueWord } from '../../texts/fields.ts';
import { HAZARDS_TEXTS } from '../../texts/hazards.ts';
import { Deadline } from '../../ui/deadline.tsx';
import { Light } from '../../ui/light.tsx';

const { columns } = HAZARDS_TEXTS;

interface Props {
  readonly cases: readonly ListedCase[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}

/** The list as a dense table; the hazard itself is never cut, what fits less gives way first. */
export function HazardTable({ cases, chosen, onChoose }: Props) {
  const all = cases.every(({ caseId }) => chosen.has(caseId));
  const toggle = (caseId: string) => {
    const next = new Set(chosen);
    if (!next.delete(caseId)) next.add(caseId);
    onChoose(next);
  };
  return (
    <table className="hazard-table">
      <thead>
        <tr>
          <th>
            <input
              type="checkbox"
              aria-label={HAZARDS_TEXTS.selectAll}
              checked={all}
              onChange={() => onChoose(new Set(all ? [] : cases.map(({ caseId }) => caseId)))}
            />
          </th>
          <th>{columns.case}</th>
          <th>{columns.number}</th>
          <th>{columns.unit}</th>
          <th className="wide-only">{columns.organisation}</th>
          <th>{columns.tier}</th>
          <th>{columns.stage}</th>
          <th className="wide-only">{columns.next}</th>
          <th>{columns.due}</th>
          <th className="wide-only">{columns.opened}</th>
        </tr>
      </thead>
      <tbody>
        {cases.map((one) => (
          <Row key={one.caseId} one={one} chosen={chosen.has(one.caseId)} onToggle={() => toggle(one.caseId)} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly one: ListedCase;
  readonly chosen: boolean;
  readonly onToggle: () => void;
}

function Row({ one, chosen, onToggle }: RowProps) {
  const { caseId, kind, title, unit, unitName, organisation, organisationName, tier, stage, sentence, openedAt } = one;
  return (
    <tr>
      <td>
        <input type="checkbox" aria-label={HAZARDS_TEXTS.select(title)} checked={chosen} onChange={onToggle} />
      </td>
      <td className="case">
        <Link to={`/cases/${caseId}`}>{title}</Link>
      </td>
      <td className="dim nowrap">{caseId}</td>
      <td className="unit">{unitName ?? unit}</td>
      <td className="wide-only unit">{organisationName ?? organisation}</td>
      <td className="nowrap">{tier === undefined ? '' : valueWord('tier', tier)}</td>
      <td className="nowrap">{stageWord(kind, stage)}</td>
      <td className="wide-only next">{sentence.text}</td>
      <td className="due">
        <Due one={one} />
      </td>
      <td className="wide-only nowrap">{openedAt.slice(0, 10)}</td>
    </tr>
  );
}

/** The deadline that the sentence speaks of, or the light of a case that has none. */
export function Due({ one: { caseId, sentence, closed, kind, stage } }: { readonly one: ListedCase }) {
  const { dueAt, lastDay, clock, light, unit } = sentence;
  if (closed || dueAt === undefined)
    return <Light tone={light} {...(closed ? { word: stageWord(kind, stage) } : {})} />;
  return (
    <Deadline
      dueAt={dueAt}
      lastDay={lastDay}
      unit={unit}
      light={light}
      caseId={caseId}
      {...(clock === undefined ? {} : { clock })}
    />
  );
}
