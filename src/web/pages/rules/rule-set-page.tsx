import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { RuleDetail } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { RULES_TEXTS } from '../../texts/rules.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { RuleSetEditor } from './rule-set-editor.tsx';
import './rules.css';
import './axis.css';

/** One rule set: to be read, or as a draft to be edited. */
export function RuleSetPage() {
  const { version = '' } = useParams();
  const query = useQuery({
    queryKey: keys.rule(version),
    queryFn: ({ signal }) => get<RuleDetail>(`/rules/${encodeURIComponent(version)}`, {}, signal),
    // What is typed is newer than what comes again; the editor asks when it needs to know.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const baseId = query.data?.draft?.base;
  const base = useQuery({
    queryKey: keys.rule(baseId ?? ''),
    queryFn: ({ signal }) => get<RuleDetail>(`/rules/${encodeURIComponent(baseId ?? '')}`, {}, signal),
    enabled: baseId !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (query.data === undefined || (baseId !== undefined && base.isPending))
    return (
      <Page title={RULES_TEXTS.title}>
        <Loaded query={query} rows={16}>
          {() => null}
        </Loaded>
      </Page>
    );
  return <RuleSetEditor key={version} detail={query.data} base={base.data} />;
}
