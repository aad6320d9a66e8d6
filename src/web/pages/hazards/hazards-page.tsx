import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { CaseList } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { HAZARDS_TEXTS } from '../../texts/hazards.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';

/** 隐患台账: the list of hazards. */
export function HazardsPage() {
  const asked = { kind: 'hazard', limit: 50 };
  const query = useQuery({
    queryKey: keys.list(asked),
    queryFn: ({ signal }) => get<CaseList>('/cases', asked, signal),
  });
  return (
    <Page title={HAZARDS_TEXTS.title}>
      <Loaded query={query} rows={12}>
        {({ cases }) =>
          cases.length === 0 ? (
            <EmptyState title={HAZARDS_TEXTS.empty} how={HAZARDS_TEXTS.emptyHow} />
          ) : (
            <ul>
              {cases.map(({ caseId, title }) => (
                <li key={caseId}>
                  <Link to={`/cases/${caseId}`}>{title}</Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}
