import type { SealedEvent } from '../../api/answers.ts';
import { INTERVIEW_TEXTS } from '../../texts/interview.ts';
import { Light } from '../../ui/light.tsx';
import { dayText, leftText, nowInstant, toneOf } from '../../ui/when.ts';

interface Demand {
  readonly demand: string;
  readonly owner: string;
  readonly due: string;
}

/** What was demanded, of whom, by when, and after the check whether it was met. `event`: the entry of the interview. */
export function DemandRows({
  event,
  events,
}: {
  readonly event: SealedEvent;
  readonly events: readonly SealedEvent[];
}) {
  const given = event.payload.demands;
  if (typeof given === 'string') return <p>{given}</p>;
  const demands = (given ?? []) as unknown as readonly Demand[];
  const checked = events.findLast(({ type }) => type === 'InterviewPassed' || type === 'InterviewFailed');
  const unmet = new Set((checked?.payload.unmet ?? []) as readonly number[]);
  if (demands.length === 0) return <p className="dim">{INTERVIEW_TEXTS.noDemands}</p>;
  return (
    <ol className="interview-demands">
      {demands.map(({ demand, owner, due }, nth) => (
        <li key={demand}>
          <b>{demand}</b>
          <span>
            {INTERVIEW_TEXTS.owner} {owner}
          </span>
          <span>
            {INTERVIEW_TEXTS.due} {dayText(due)}{' '}
            {checked === undefined ? (
              <Light tone={toneOf(ending(due))} word={leftText(ending(due))} />
            ) : unmet.has(nth + 1) ? (
              <Light tone="red" word={INTERVIEW_TEXTS.notMet} />
            ) : (
              checked.type === 'InterviewPassed' && <Light tone="green" word={INTERVIEW_TEXTS.met} />
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** A day as the end of a period: it is over when the day is. */
function ending(due: string) {
  const now = nowInstant();
  return { dueAt: `${due}T23:59:59${now.slice(19)}`, lastDay: due };
}
