import { lazy, Suspense, useState } from 'react';
import type { CaseDetail } from '../../api/answers.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { DEADLINE_TEXTS } from '../../texts/deadline.ts';
import { Deadline } from '../../ui/deadline.tsx';
import { Light, type Tone } from '../../ui/light.tsx';
import { useNames } from '../../ui/names.ts';
import { dayText, endText, instantText } from '../../ui/when.ts';
import { Card } from './card.tsx';

const CountingTable = lazy(async () => ({ default: (await import('../../ui/counting-table.tsx')).CountingTable }));

type Clock = CaseDetail['clocks'][number];
type Verdict = CaseDetail['verdicts'][number];

/** Clocks that somebody has to meet; the others only say what the system does then. */
const DUTIES = new Set(['lapse', 'signature', 'answer']);

/** Every clock with its light and, by a click, how it was counted; duties that are over with how they ended. */
export function ClocksCard({ detail }: { readonly detail: CaseDetail }) {
  const { caseId, clocks, overdueDuties, suspended, verdicts, sentence } = detail;
  // The clock that the sentence speaks of has the sentence's light.
  const lightOf = ({ id, does }: Clock) =>
    DUTIES.has(does) ? (id === sentence?.clock ? sentence.light : undefined) : 'grey';
  const duties = [...overdueDuties, ...clocks.filter(({ does }) => does !== 'remind')];
  const reminders = clocks.filter(({ does }) => does === 'remind');
  return (
    <Card title={CASE_TEXTS.clocks} id="clocks">
      {duties.length + suspended.length === 0 && <p className="dim">{CASE_TEXTS.clocksNone}</p>}
      <ul className="clock-list">
        {duties.map((clock) => (
          <ClockRow key={clock.id} caseId={caseId} clock={clock} light={lightOf(clock)} />
        ))}
        {suspended
          .filter(({ does }) => does !== 'remind')
          .map((clock) => (
            <ClockRow key={clock.id} caseId={caseId} clock={clock} suspended />
          ))}
      </ul>
      {reminders.length > 0 && (
        <div className="reminders dim">
          {CASE_TEXTS.reminders}
          {reminders.map(({ id, dueAt, label }) => (
            <span key={id}>
              {dayText(dueAt.slice(0, 10))} {dueAt.slice(11, 16)} {label}
            </span>
          ))}
        </div>
      )}
      {verdicts.length > 0 && <Ended caseId={caseId} verdicts={verdicts} />}
    </Card>
  );
}

interface ClockRowProps {
  readonly caseId: string;
  readonly clock: Clock;
  readonly light?: Tone | undefined;
  readonly suspended?: boolean;
}

function ClockRow({ caseId, clock, light, suspended = false }: ClockRowProps) {
  const names = useNames();
  const { id, dueAt, lastDay, start, does, label, holder, provisional, unit } = clock;
  const act = CASE_TEXTS.clockDoes[does];
  return (
    <li>
      <span className="what">
        {act === undefined ? '' : `${act}：`}
        {label}
        {holder !== undefined && <span className="dim"> {names.post(holder)}</span>}
      </span>
      <Deadline
        caseId={caseId}
        clock={id}
        dueAt={dueAt}
        lastDay={lastDay}
        start={start}
        unit={unit}
        provisional={provisional === true}
        suspended={suspended}
        light={light}
      />
    </li>
  );
}

function Ended({ caseId, verdicts }: { readonly caseId: string; readonly verdicts: readonly Verdict[] }) {
  const [counted, setCounted] = useState<string>();
  const late = verdicts.filter(({ result }) => result === 'late' || result === 'missed').length;
  return (
    <details>
      <summary>{CASE_TEXTS.ended(verdicts.length, late)}</summary>
      <ul className="clock-list">
        {verdicts.map((verdict) => (
          <li key={`${verdict.duty} ${verdict.dueAt} ${verdict.actAt}`}>
            <span className="what">{verdict.label}</span>
            <button
              type="button"
              className="link-button"
              title={DEADLINE_TEXTS.how}
              onClick={() => setCounted(verdict.duty)}
            >
              {CASE_TEXTS.due(endText(verdict))}
            </button>{' '}
            <VerdictLight verdict={verdict} />
            {verdict.actAt !== undefined && (
              <span className="dim"> {CASE_TEXTS.actedAt(instantText(verdict.actAt))}</span>
            )}
          </li>
        ))}
      </ul>
      {counted !== undefined && (
        <Suspense fallback={null}>
          <CountingTable caseId={caseId} clock={counted} onClose={() => setCounted(undefined)} />
        </Suspense>
      )}
    </details>
  );
}

/** How a duty ended: in time, late by so many days, never done, or withdrawn. */
export function VerdictLight({ verdict }: { readonly verdict: Pick<Verdict, 'result' | 'daysLate' | 'enteredLate'> }) {
  const { result, daysLate, enteredLate } = verdict;
  const words = CASE_TEXTS.verdict;
  const late = enteredLate ? <span className="dim"> {CASE_TEXTS.enteredLate}</span> : null;
  switch (result) {
    case 'met':
      return (
        <>
          <Light tone="green" word={words.met} />
          {late}
        </>
      );
    case 'late':
      return (
        <>
          <Light tone="red" word={daysLate === undefined ? DEADLINE_TEXTS.red : words.late(daysLate)} />
          {late}
        </>
      );
    case 'missed':
      return <Light tone="red" word={words.missed} />;
    default:
      return <Light tone="grey" word={words.withdrawn} />;
  }
}
