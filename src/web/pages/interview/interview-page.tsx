import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { CaseNotices, EventList } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { useAllowed, useCase } from '../../form/allowed.ts';
import { Loaded, LoadingPage } from '../../ui/states.tsx';
import { InterviewView } from './interview-view.tsx';
import './interview.css';

/** 约谈: one page from the notice to the check of what was demanded. */
export function InterviewPage() {
  const { caseId = '' } = useParams();
  const detail = useCase(caseId);
  const allowed = useAllowed(caseId);
  const events = useQuery({
    queryKey: keys.events(caseId),
    queryFn: ({ signal }) => get<EventList>(`/cases/${caseId}/events`, {}, signal),
  });
  const notices = useQuery({
    queryKey: keys.notices(caseId),
    queryFn: ({ signal }) => get<CaseNotices>(`/cases/${caseId}/notices`, {}, signal),
  });
  if ([detail, allowed, events, notices].some((query) => query.isPending)) return <LoadingPage />;
  return (
    <Loaded query={detail}>
      {(found) => (
        <InterviewView
          key={caseId}
          detail={found}
          allowed={allowed.data}
          events={events.data?.events ?? []}
          notices={notices.data}
        />
      )}
    </Loaded>
  );
}
