import { lazy, Suspense, useState } from 'react';
import { DEADLINE_TEXTS } from '../texts/deadline.ts';
import './deadline.css';
import { Light, type Tone } from './light.tsx';
import { type Ending, endText, lastDayOf, leftText, nowInstant, toneOf } from './when.ts';
import { useWorkingDaysLeft } from './working-days.ts';

const CountingTable = lazy(async () => ({ default: (await import('./counting-table.tsx')).CountingTable }));

interface DeadlineProps extends Ending {
  /** Both: the counting table opens by a click. */
  readonly caseId?: string;
  readonly clock?: string;
  /** What is due, in words. */
  readonly label?: string;
  readonly provisional?: boolean;
  /** Light as the interface says; absent: by the clock alone. */
  readonly light?: Tone | undefined;
  /** The clock is taken out (中止): no light. */
  readonly suspended?: boolean;
  /** Unit in which the rule counts: what is left is said in it. */
  readonly unit?: string | undefined;
}

/** A deadline is never a bare date: weekday, what is left, a light, and one click to how it was counted. */
export function Deadline(props: DeadlineProps) {
  const { caseId, clock, label, provisional, suspended, unit, light } = props;
  const workingDaysLeft = useWorkingDaysLeft();
  const [open, setOpen] = useState(false);
  const now = nowInstant();
  const lastDay = lastDayOf(props);
  const workingDays = unit === 'workingDay' && lastDay !== undefined ? workingDaysLeft(lastDay) : undefined;
  const words = (
    <>
      <span className="nowrap">{endText(props, now)}</span>{' '}
      {suspended ? (
        <Light tone="grey" word={DEADLINE_TEXTS.suspended} />
      ) : (
        <Light tone={light ?? toneOf(props, now)} word={leftText(props, now, workingDays)} />
      )}
    </>
  );
  return (
    <span className="deadline">
      {label !== undefined && <span className="what">{label} </span>}
      {caseId === undefined || clock === undefined ? (
        words
      ) : (
        <button
          type="button"
          className="link-button"
          title={DEADLINE_TEXTS.how}
          onClick={(event) => {
            event.stopPropagation();
            setOpen(true);
          }}
        >
          {words}
        </button>
      )}
      {provisional && <span className="dim"> {DEADLINE_TEXTS.provisional}</span>}
      {open && caseId !== undefined && clock !== undefined && (
        <Suspense fallback={null}>
          <CountingTable caseId={caseId} clock={clock} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </span>
  );
}
