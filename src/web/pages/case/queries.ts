import { useQuery } from '@tanstack/react-query';
import type {
  CaseEvidence,
  CaseKindName,
  CaseNotices,
  CasePath,
  Chart,
  EventList,
  Explained,
  RelatedCases,
} from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';

/** The record of a case, the earliest first, and what the deadlines in it are called. */
export function useEvents(caseId: string) {
  return useQuery({
    queryKey: keys.events(caseId),
    queryFn: ({ signal }) => get<EventList>(`/cases/${caseId}/events`, {}, signal),
  });
}

/** The way that a case has taken through its machine, and the moves open from here. */
export function usePath(caseId: string) {
  return useQuery({
    queryKey: keys.path(caseId),
    queryFn: ({ signal }) => get<CasePath>(`/cases/${caseId}/path`, {}, signal),
  });
}

/** The machine of a kind as it is drawn; it changes only with the program. */
export function useChart(kind: CaseKindName | undefined) {
  return useQuery({
    queryKey: keys.chart(kind ?? ''),
    enabled: kind !== undefined,
    queryFn: ({ signal }) => get<Chart>(`/charts/${kind}`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Files of a case: before, after, other. */
export function useEvidence(caseId: string) {
  return useQuery({
    queryKey: keys.evidence(caseId),
    queryFn: ({ signal }) => get<CaseEvidence>(`/cases/${caseId}/evidence`, {}, signal),
  });
}

/** The case that this one came from, and those that came of it. */
export function useRelated(caseId: string) {
  return useQuery({
    queryKey: keys.related(caseId),
    queryFn: ({ signal }) => get<RelatedCases>(`/cases/${caseId}/related`, {}, signal),
  });
}

/** Messages with what became of them, papers, and papers still to be drafted. */
export function useNotices(caseId: string) {
  return useQuery({
    queryKey: keys.notices(caseId),
    queryFn: ({ signal }) => get<CaseNotices>(`/cases/${caseId}/notices`, {}, signal),
  });
}

/** Why these tiers, these addressees, these refusals. Each look is on record. */
export function useExplained(caseId: string) {
  return useQuery({
    queryKey: keys.explained(caseId),
    queryFn: ({ signal }) => get<Explained>(`/cases/${caseId}/explain`, {}, signal),
  });
}
