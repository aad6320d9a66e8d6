import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Calendar, kindOfDay } from '../../../core/deadline/working-days.ts';
import { addDays, type Day } from '../../../core/instant.ts';
import type { CalendarDetail, CalendarList } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { useSession } from '../../api/session.ts';
import { ownsRules } from '../../app/who.ts';
import { CALENDAR_TEXTS } from '../../texts/calendar.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded, Remark } from '../../ui/states.tsx';
import { dayText, instantText, nowInstant } from '../../ui/when.ts';
import { calendarOf } from '../../ui/working-days.ts';
import { ImportPanel } from './import-panel.tsx';
import { type Marks, useMarks } from './marks.ts';
import { YearView } from './year-view.tsx';
import './calendar.css';

/** 日历: the year with its days off and days made up, what is provisional, and the import of the next notice. */
export function CalendarPage() {
  const session = useSession();
  const [chosen, setChosen] = useState<string>();
  const [year, setYear] = useState(Number(nowInstant().slice(0, 4)));
  const [importing, setImporting] = useState(false);
  const marks = useMarks();
  const list = useQuery({
    queryKey: keys.calendars,
    queryFn: ({ signal }) => get<CalendarList>('/calendar', {}, signal),
  });
  const id = chosen ?? list.data?.calendars[0]?.id;
  const detail = useQuery({
    queryKey: [...keys.calendars, 'one', id],
    queryFn: ({ signal }) => get<CalendarDetail>(`/calendar/${id}`, {}, signal),
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const begin = () => {
    setYear(Number(detail.data?.coveredUntil.slice(0, 4) ?? year) + 1);
    setImporting(true);
  };
  const panel = importing && id !== undefined && (
    <ImportPanel calendar={id} year={year} onYear={setYear} marks={marks} onDone={() => setChosen(undefined)} />
  );
  return (
    <Page
      title={CALENDAR_TEXTS.title}
      sentence={<p className="sentence dim">{CALENDAR_TEXTS.about}</p>}
      actions={
        ownsRules(session) &&
        detail.data && (
          <button
            type="button"
            className="plain-button strong"
            onClick={() => (importing ? setImporting(false) : begin())}
          >
            {importing ? CALENDAR_TEXTS.import.close : CALENDAR_TEXTS.import.open}
          </button>
        )
      }
      filters={<YearChoice year={year} onChange={setYear} />}
      side={panel || <Versions list={list.data} chosen={id} onChoose={setChosen} />}
    >
      {list.data?.calendars.length === 0 ? (
        <EmptyState title={CALENDAR_TEXTS.none} how={CALENDAR_TEXTS.noneHow} />
      ) : (
        <Loaded query={detail} rows={18}>
          {(found) => <Year detail={found} year={year} marks={importing ? marks : undefined} />}
        </Loaded>
      )}
    </Page>
  );
}

function YearChoice({ year, onChange }: { readonly year: number; readonly onChange: (year: number) => void }) {
  return (
    <div className="year-choice">
      <button
        type="button"
        className="quiet-button"
        aria-label={CALENDAR_TEXTS.before}
        onClick={() => onChange(year - 1)}
      >
        ‹
      </button>
      <strong aria-live="polite">{CALENDAR_TEXTS.year(year)}</strong>
      <button
        type="button"
        className="quiet-button"
        aria-label={CALENDAR_TEXTS.after}
        onClick={() => onChange(year + 1)}
      >
        ›
      </button>
    </div>
  );
}

interface YearProps {
  readonly detail: CalendarDetail;
  readonly year: number;
  readonly marks: Marks | undefined;
}

function Year({ detail, year, marks }: YearProps) {
  const calendar = calendarOf(detail);
  const source = detail.sources[String(year)];
  return (
    <>
      {`${year}-01-01` > detail.coveredUntil ? (
        <Remark tone="warn">{CALENDAR_TEXTS.provisionalYear(year)}</Remark>
      ) : (
        <p className="dim">
          {CALENDAR_TEXTS.covered(dayText(detail.coveredUntil))}。{CALENDAR_TEXTS.coveredHow}
        </p>
      )}
      <p className="dim">
        {countsText(calendar, year)} {source !== undefined && CALENDAR_TEXTS.source(source)}
      </p>
      <YearView calendar={calendar} year={year} marks={marks} />
    </>
  );
}

function countsText(calendar: Calendar, year: number): string {
  const counts = { workday: 0, rest: 0, holiday: 0, makeUpDay: 0 };
  for (let day: Day = `${year}-01-01`; day.startsWith(String(year)); day = addDays(day, 1))
    counts[kindOfDay(calendar, day)]++;
  return CALENDAR_TEXTS.counts(counts.workday + counts.makeUpDay, counts.holiday, counts.makeUpDay);
}

interface VersionsProps {
  readonly list: CalendarList | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

function Versions({ list, chosen, onChoose }: VersionsProps) {
  return (
    <div className="card">
      <h2>{CALENDAR_TEXTS.versions}</h2>
      <ul className="calendar-versions">
        {list?.calendars.map(({ id, edition, publishedAt, coveredUntil }, i) => (
          <li key={id}>
            <button type="button" className="link-button" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
              {CALENDAR_TEXTS.version(id, edition)}
            </button>{' '}
            {i === 0 && <span className="newest">{CALENDAR_TEXTS.newest}</span>}
            <div className="dim">
              {CALENDAR_TEXTS.covered(dayText(coveredUntil))} · {CALENDAR_TEXTS.published(instantText(publishedAt))}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
