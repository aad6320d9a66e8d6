import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Calendar } from '../../../core/deadline/working-days.ts';
import type { CalendarDetail, CalendarList } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { calendarOf } from '../../ui/working-days.ts';

/** The newest edition of the calendar that a rule set names; undefined while it is on its way. */
export function useCalendar(id: string): Calendar | undefined {
  const { data } = useQuery({
    queryKey: keys.calendarOf(id),
    queryFn: async ({ signal }): Promise<CalendarDetail> => {
      const { calendars } = await get<CalendarList>('/calendar', {}, signal);
      const own = calendars.find((one) => one.id === id);
      const newest = calendars
        .filter((one) => one.lineage === own?.lineage)
        .reduce((best, one) => (best !== undefined && best.edition > one.edition ? best : one), own);
      return get<CalendarDetail>(`/calendar/${newest?.id ?? id}`, {}, signal);
    },
    staleTime: 3_600_000,
  });
  return useMemo(() => (data === undefined ? undefined : calendarOf(data)), [data]);
}
