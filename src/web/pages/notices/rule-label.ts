import { useQuery } from '@tanstack/react-query';
import type { RuleDetail } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';

interface Labelled {
  readonly deadlines?: readonly { readonly id: string; readonly label: string }[];
  readonly ladders?: readonly {
    readonly id: string;
    readonly rungs: readonly { readonly rung: number; readonly label: string }[];
  }[];
}

/** What a rule set calls its rules; the rule's own id while the set is on its way, and where it has no name. */
export function useRuleLabel(ruleSet: string | undefined): (rule: string) => string {
  const { data } = useQuery({
    queryKey: keys.rule(ruleSet ?? ''),
    enabled: ruleSet !== undefined,
    queryFn: ({ signal }) => get<RuleDetail>(`/rules/${ruleSet}`, {}, signal),
    staleTime: 3_600_000,
  });
  const { deadlines = [], ladders = [] } = (data?.rules ?? {}) as Labelled;
  return (rule) => {
    const [, ladder, rung] = /^ladders\.(\w+)\.(\d+)$/.exec(rule) ?? [];
    if (ladder !== undefined)
      return ladders.find(({ id }) => id === ladder)?.rungs.find((one) => one.rung === Number(rung))?.label ?? rule;
    return deadlines.find(({ id }) => id === rule)?.label ?? rule;
  };
}
