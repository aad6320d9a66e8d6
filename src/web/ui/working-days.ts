import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Calendar, workingDaysBetween } from '../../core/deadline/working-days.ts';
import { dayOf } from '../../core/instant.ts';
import { get } from '../api/client.ts';
import { keys } from '../api/keys.ts';
import { nowInstant } from './when.ts';

interface Published {
  readonly id: string;
  readonly coveredUntil: string;
  readonly days: readonly { readonly day: string; readonly kind: string }[];
}

/** Working days from today to a last day, by the newest calendar; `pending` while the calendar is on its way; undefined past its end, or where there is none. */
export function useWorkingDaysLeft(): (lastDay: string) => number | 'pending' | undefined {
  const { data, isPending } = useQuery({
    queryKey: keys.calendar,
    queryFn: async ({ signal }) => {
      const { calendars } = await get<{ readonly calendars: readonly { readonly id: string }[] }>(
        '/calendar',
        {},
        signal,
      );
      const [newest] = calendars;
      return newest === undefined ? null : get<Published>(`/calendar/${newest.id}`, {}, signal);
    },
    staleTime: 3_600_000,
  });
  return useMemo(() => {
    const calendar = data ? calendarOf(data) : undefined;
    return (lastDay) => {
      if (calendar === undefined) return isPending ? 'pending' : undefined;
      return lastDay > calendar.coveredUntil ? undefined : workingDaysBetween(calendar, dayOf(nowInstant()), lastDay);
    };
  }, [data, isPending]);
}

/** A calendar as the interface shows it, ready to be counted on. */
export function calendarOf({ id, coveredUntil, days }: Published): Calendar {
  const of = (kind: string) => new Set(days.filter((one) => one.kind === kind).map(({ day }) => day));
  return { id, coveredUntil, holidays: of('holiday'), makeUpDays: of('makeUpDay'), weekendDays: [6, 7], sources: {} };
}
