import { Link } from 'react-router';
import type { ListedCase } from '../../api/answers.ts';
import type { BoardName } from '../../texts/boards.ts';
import { valueWord } from '../../texts/fields.ts';
import { Light } from '../../ui/light.tsx';
import { leftText, nowInstant } from '../../ui/when.ts';
import { useWorkingDaysLeft } from '../../ui/working-days.ts';

/** A case on a board: the whole card is one link; an interview's opens its flow. */
export function BoardCard({ board, one }: { readonly board: BoardName; readonly one: ListedCase }) {
  const { caseId, title, tier, unitName, organisationName, sentence } = one;
  const { dueAt, lastDay, unit, light } = sentence;
  const workingDaysLeft = useWorkingDaysLeft();
  const days = unit === 'workingDay' && lastDay !== undefined ? workingDaysLeft(lastDay) : undefined;
  const facts = [tier === undefined ? undefined : valueWord('tier', tier), unitName ?? organisationName];
  return (
    <Link className={`board-card ${light}`} to={board === 'interview' ? `/interviews/${caseId}` : `/cases/${caseId}`}>
      <b>{title}</b>
      <span className="next">{sentence.text}</span>
      <span className="dim">
        {facts.filter(Boolean).join(' · ')} <span className="nowrap">{caseId}</span>
      </span>
      {dueAt === undefined ? (
        <Light tone={light} />
      ) : (
        <Light tone={light} word={leftText({ dueAt, lastDay }, nowInstant(), days)} />
      )}
    </Link>
  );
}
