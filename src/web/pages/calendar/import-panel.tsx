import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { DAY_WORDS } from '../../../core/words.ts';
import type { ImportedYear } from '../../api/answers.ts';
import { write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';
import { CALENDAR_TEXTS } from '../../texts/calendar.ts';
import { MovedTable } from '../../ui/moved-table.tsx';
import { Remark } from '../../ui/states.tsx';
import { dayText } from '../../ui/when.ts';
import { daysOf, type Marks } from './marks.ts';

const { import: TEXTS } = CALENDAR_TEXTS;

interface ImportPanelProps {
  /** Calendar that is carried on. */
  readonly calendar: string;
  readonly year: number;
  readonly onYear: (year: number) => void;
  readonly marks: Marks;
  readonly onDone: () => void;
}

/** The yearly notice: days off, days made up, its title; first what it would change, then the import. */
export function ImportPanel({ calendar, year, onYear, marks, onDone }: ImportPanelProps) {
  const queries = useQueryClient();
  const [tried, setTried] = useState<{ readonly body: object; readonly answer: ImportedYear }>();
  const [why, setWhy] = useState('');
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState('');
  const send = async (body: object, dryRun: boolean) => {
    setBusy(true);
    setWhy('');
    try {
      const answer = await write<ImportedYear>('POST', '/calendar', { ...body, dryRun });
      if (dryRun) setTried({ body, answer });
      else {
        setDone(TEXTS.done(answer.id));
        setTried(undefined);
        await queries.invalidateQueries({ queryKey: keys.calendars });
        await queries.invalidateQueries({ queryKey: keys.calendar });
        onDone();
      }
    } catch (error) {
      const { detail, fields } = problemOf(error).body;
      setWhy([detail, ...Object.values(fields ?? {})].join(' '));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    try {
      void send(bodyOf(form, calendar, year, marks), true);
    } catch (error) {
      setTried(undefined);
      setWhy(error instanceof Error ? error.message : '');
    }
  };
  if (done !== '') return <Remark>{done}</Remark>;
  return (
    <form
      className="card act-form import-panel"
      onSubmit={submit}
      onChange={() => setTried(undefined)}
      aria-label={TEXTS.title}
    >
      <h2>{TEXTS.title}</h2>
      <p className="dim">{TEXTS.how}</p>
      <label>
        {TEXTS.year}
        <input
          type="number"
          className="plain-input"
          value={year}
          min={2000}
          max={2200}
          onChange={({ target }) => onYear(target.valueAsNumber || year)}
        />
      </label>
      <label>
        {TEXTS.source}
        <input className="plain-input" name="source" required maxLength={200} />
      </label>
      <DaysField label={TEXTS.holidays} value={marks.holidays} onChange={marks.setHolidays} />
      <DaysField label={TEXTS.makeUpDays} value={marks.makeUpDays} onChange={marks.setMakeUpDays} />
      <label className="yes">
        <input type="checkbox" name="corrects" /> {TEXTS.corrects}
      </label>
      <label>
        {TEXTS.reason}
        <input className="plain-input" name="reason" maxLength={2_000} />
      </label>
      <p className="fault" role="alert">
        {why}
      </p>
      <button type="submit" className="plain-button" disabled={busy}>
        {TEXTS.try}
      </button>
      {tried !== undefined && (
        <>
          <Effects answer={tried.answer} />
          <button
            type="button"
            className="plain-button strong"
            disabled={busy}
            onClick={() => void send(tried.body, false)}
          >
            {TEXTS.run}
          </button>
        </>
      )}
    </form>
  );
}

interface DaysFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

function DaysField({ label, value, onChange }: DaysFieldProps) {
  return (
    <label>
      {label}
      <textarea
        className="plain-input"
        rows={Math.max(3, value.split('\n').length)}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}

function bodyOf(form: FormData, calendar: string, year: number, marks: Marks): object {
  const reason = String(form.get('reason') ?? '').trim();
  return {
    notice: {
      year,
      holidays: daysOf(marks.holidays),
      makeUpDays: daysOf(marks.makeUpDays),
      source: String(form.get('source') ?? '').trim(),
    },
    calendar,
    corrects: form.get('corrects') !== null,
    ...(reason === '' ? {} : { reason }),
  };
}

function Effects({ answer: { coveredUntil, changes, cases } }: { readonly answer: ImportedYear }) {
  const moves = cases.filter((one) => one.outcome === 'moves').length;
  return (
    <div className="effects">
      <p>
        {TEXTS.result(dayText(coveredUntil))} {TEXTS.cases(moves, cases.length)}
      </p>
      {changes.length > 0 && (
        <>
          <p>{TEXTS.changes(changes.length)}</p>
          <ul>
            {changes.map(({ day, from, to }) => (
              <li key={day}>
                {dayText(day)} {DAY_WORDS[from]} → {DAY_WORDS[to]}
              </li>
            ))}
          </ul>
        </>
      )}
      <MovedTable cases={cases} />
    </div>
  );
}
