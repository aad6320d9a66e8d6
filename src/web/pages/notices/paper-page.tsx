import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { Paper, PaperText } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { useAllowed, useCase } from '../../form/allowed.ts';
import { Loaded, LoadingPage } from '../../ui/states.tsx';
import { PaperView } from './paper-view.tsx';
import './notices.css';
import './paper.css';

/** One paper (文书): its text beside the facts it is made of, and everything that is done with it. */
export function PaperPage() {
  const { caseId = '' } = useParams();
  const paper = useQuery({
    queryKey: keys.paper(caseId),
    queryFn: ({ signal }) => get<Paper>(`/notices/${caseId}`, {}, signal),
  });
  const text = useQuery({
    queryKey: keys.paperText(caseId),
    queryFn: ({ signal }) => get<PaperText>(`/notices/${caseId}/text`, {}, signal),
  });
  const detail = useCase(caseId);
  const allowed = useAllowed(caseId);
  if (paper.isPending || detail.isPending) return <LoadingPage />;
  return (
    <Loaded query={paper}>
      {(found) => <PaperView key={caseId} paper={found} text={text} detail={detail.data} allowed={allowed.data} />}
    </Loaded>
  );
}
