import { useParams } from 'react-router';
import { problemOf } from '../../api/problem.ts';
import { useAllowed, useCase } from '../../form/allowed.ts';
import { Loaded, LoadingPage, Remark } from '../../ui/states.tsx';
import { CaseView } from './case-view.tsx';
import { useChart, useEvents, useEvidence, useNotices, usePath, useRelated } from './queries.ts';
import './case.css';

/** 隐患详情 and every other kind: what happens next, the way taken, what may be done, the record and its facts. */
export function CasePage() {
  const { caseId = '' } = useParams();
  const detail = useCase(caseId);
  // Asked for together, so that nothing waits for another answer and nothing moves when it comes.
  const parts = {
    events: useEvents(caseId),
    path: usePath(caseId),
    allowed: useAllowed(caseId),
    evidence: useEvidence(caseId),
    related: useRelated(caseId),
    notices: useNotices(caseId),
  };
  const chart = useChart(detail.data?.kind);
  const waiting = [chart, ...Object.values(parts)].some(({ isPending }) => isPending);
  if (detail.data !== undefined && waiting) return <LoadingPage />;
  const failed = [chart, ...Object.values(parts)].find(({ isError }) => isError);
  return (
    <Loaded query={detail} rows={12} height={48}>
      {(found) => (
        <>
          {failed !== undefined && <Remark tone="warn">{problemOf(failed.error).body.detail}</Remark>}
          <CaseView
            key={caseId}
            detail={found}
            chart={chart.data}
            events={parts.events.data}
            path={parts.path.data}
            allowed={parts.allowed.data}
            evidence={parts.evidence.data}
            related={parts.related.data}
            notices={parts.notices.data}
          />
        </>
      )}
    </Loaded>
  );
}
