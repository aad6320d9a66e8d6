import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { EventList, ReplaySteps } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { REPLAY_TEXTS } from '../../texts/replay.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { ReplayView } from './replay-view.tsx';
import './replay.css';

/** Steps that are asked for at once: as many as the interface gives. */
const MOST_STEPS = 500;

/** 审计回放 of one case. */
export function ReplayPage() {
  const { caseId = '' } = useParams();
  const query = useQuery({
    queryKey: keys.events(caseId),
    queryFn: ({ signal }) => get<EventList>(`/cases/${caseId}/events`, {}, signal),
  });
  const steps = useQuery({
    queryKey: keys.steps(caseId),
    queryFn: ({ signal }) => get<ReplaySteps>(`/cases/${caseId}/steps`, { limit: MOST_STEPS }, signal),
  });
  if (query.data !== undefined) return <ReplayView caseId={caseId} list={query.data} steps={steps.data} />;
  return (
    <Page title={REPLAY_TEXTS.of(caseId)}>
      <Loaded query={query} rows={10} height={48}>
        {() => null}
      </Loaded>
    </Page>
  );
}
