import { useQuery } from '@tanstack/react-query';
import type { Allowed } from '../api/answers.ts';
import { get } from '../api/client.ts';
import { keys } from '../api/keys.ts';

/** What may be done on a case now: by me, and by others. */
export function useAllowed(caseId: string) {
  return useQuery({
    queryKey: keys.allowed(caseId),
    queryFn: ({ signal }) => get<Allowed>(`/cases/${caseId}/allowed`, {}, signal),
  });
}
