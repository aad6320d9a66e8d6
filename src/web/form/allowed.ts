import { useQuery } from '@tanstack/react-query';
import type { Allowed, CaseDetail } from '../api/answers.ts';
import { get } from '../api/client.ts';
import { keys } from '../api/keys.ts';

/** What may be done on a case now: by me, and by others. */
export function useAllowed(caseId: string) {
  return useQuery({
    queryKey: keys.allowed(caseId),
    queryFn: ({ signal }) => get<Allowed>(`/cases/${caseId}/allowed`, {}, signal),
  });
}

/** A case in full, with the facts of its kind. */
export function useCase(caseId: string) {
  return useQuery({
    queryKey: keys.case(caseId),
    queryFn: ({ signal }) => get<CaseDetail>(`/cases/${caseId}`, {}, signal),
  });
}
