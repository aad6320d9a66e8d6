import { useQuery } from '@tanstack/react-query';
import type { RegisterList, RuleDetail } from '../api/answers.ts';
import { get } from '../api/client.ts';
import { keys } from '../api/keys.ts';

/** The rule set that holds today, with its content. */
export function useRulesInForce() {
  return useQuery({
    queryKey: [...keys.rules, 'inForce'],
    queryFn: async ({ signal }) => {
      const { ruleSet } = await get<RegisterList>('/registers', {}, signal);
      return get<RuleDetail>(`/rules/${ruleSet}`, {}, signal);
    },
    staleTime: 60_000,
  });
}
