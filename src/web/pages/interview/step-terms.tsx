import { useQuery } from '@tanstack/react-query';
import type { CaseDetail, RuleDetail } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { INTERVIEW_TEXTS } from '../../texts/interview.ts';

interface Rung {
  readonly inPerson?: boolean;
  readonly noticeAhead?: { readonly value: number } | null;
  readonly postponement?: { readonly most: number; readonly within: { readonly value: number } } | null;
}

/** How far ahead the notice must be and how often the day may be moved, as the case's own rules say. */
export function StepTerms({ detail: { ruleSet, facts } }: { readonly detail: CaseDetail }) {
  const { data } = useQuery({
    queryKey: keys.rule(ruleSet),
    queryFn: ({ signal }) => get<RuleDetail>(`/rules/${ruleSet}`, {}, signal),
    staleTime: 3_600_000,
  });
  const { ladders = [] } = (data?.rules ?? {}) as {
    readonly ladders?: readonly { readonly id: string; readonly rungs: readonly Rung[] }[];
  };
  const rung = ladders.find(({ id }) => id === facts.ladder)?.rungs.find(({ inPerson }) => inPerson);
  if (!rung) return null;
  const { noticeAhead, postponement } = rung;
  return (
    <ul className="interview-terms">
      {noticeAhead && <li>{INTERVIEW_TEXTS.ahead(noticeAhead.value)}</li>}
      {postponement && <li>{INTERVIEW_TEXTS.postponement(postponement.most, postponement.within.value)}</li>}
    </ul>
  );
}
