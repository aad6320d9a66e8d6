import { type Calendar, covers, kindOfDay } from '../../../core/deadline/working-days.ts';
import { addDays, type Day, dayOf, weekday } from '../../../core/instant.ts';
import { CALENDAR_TEXTS } from '../../texts/calendar.ts';
import { dayText, nowInstant } from '../../ui/when.ts';
import type { Marks } from './marks.ts';

const { legend: LEGEND, marks: SIGNS } = CALENDAR_TEXTS;

const MONTHS = Array.from({ length: 12 }, (_, i) => i + 1);

interface YearViewProps {
  readonly calendar: Calendar;
  readonly year: number;
  /** A notice that is being entered: days can be clicked. */
  readonly marks: Marks | undefined;
}

/** Twelve months, Monday first; what no notice covers is hatched. */
export function YearView(props: YearViewProps) {
  return (
    <>
      <Legend />
      <div className="year">
        {MONTHS.map((month) => (
          <Month key={month} {...props} month={month} />
        ))}
      </div>
    </>
  );
}

function Legend() {
  return (
    <ul className="year-legend">
      {Object.entries(LEGEND).map(([kind, word]) => (
        <li key={kind}>
          <span className={`day ${kind}`} aria-hidden="true">
            {kind === 'holiday' ? SIGNS.holiday : kind === 'makeUpDay' ? SIGNS.makeUpDay : ''}
          </span>{' '}
          {word}
        </li>
      ))}
    </ul>
  );
}

function Month({ calendar, year, month, marks }: YearViewProps & { readonly month: number }) {
  const first: Day = `${year}-${String(month).padStart(2, '0')}-01`;
  const days: Day[] = [];
  for (let day = first; day.startsWith(first.slice(0, 8)); day = addDays(day, 1)) days.push(day);
  const weeks = weeksOf(days);
  return (
    <table className="month">
      <caption>{CALENDAR_TEXTS.month(month)}</caption>
      <thead>
        <tr>
          {CALENDAR_TEXTS.weekdays.map((word) => (
            <th key={word} scope="col">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week.find(Boolean)}>
            {week.map((day, i) =>
              day === undefined ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: places of a week before the first and after the last day
                <td key={i} />
              ) : (
                <DayCell key={day} day={day} calendar={calendar} marks={marks} />
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DayCell({ day, calendar, marks }: Pick<YearViewProps, 'calendar' | 'marks'> & { readonly day: Day }) {
  const marked = marks?.of(day);
  const kind = marked ?? kindOfDay(calendar, day);
  const provisional = !covers(calendar, day, day) && marked === undefined;
  const today = day === dayOf(nowInstant());
  const label = CALENDAR_TEXTS.dayLabel(
    dayText(day),
    `${LEGEND[kind]}${provisional ? `（${LEGEND.provisional}）` : ''}`,
  );
  const content = (
    <>
      {Number(day.slice(8))}
      {(kind === 'holiday' || kind === 'makeUpDay') && <span className="sign">{SIGNS[kind]}</span>}
    </>
  );
  const look = `day ${kind}${provisional ? ' provisional' : ''}${today ? ' today' : ''}${marked ? ' marked' : ''}`;
  return (
    <td title={label}>
      {marks === undefined ? (
        <span className={look}>{content}</span>
      ) : (
        <button type="button" className={look} aria-label={label} onClick={() => marks.toggle(day)}>
          {content}
        </button>
      )}
    </td>
  );
}

function weeksOf(days: readonly Day[]): readonly (readonly (Day | undefined)[])[] {
  const [first] = days;
  const before = first === undefined ? 0 : weekday(first) - 1;
  const cells: (Day | undefined)[] = [...Array.from({ length: before }, () => undefined), ...days];
  while (cells.length % 7 !== 0) cells.push(undefined);
  return Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(i * 7, i * 7 + 7));
}
