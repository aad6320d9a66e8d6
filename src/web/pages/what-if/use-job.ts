import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ruleLabelled } from '../../../core/rules/rule-label.ts';
import type { RuleSet } from '../../../core/rules/rule-set.ts';
import { CLOCK_WORDS, paperClockWord } from '../../../core/words.ts';
import type { RuleDetail, WhatIfJob } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';

/** While it runs it is asked so often (ms). */
const OFTEN_MS = 500;

/** A what-if: how far it is, then what came out. */
export function useJob(job: string) {
  return useQuery({
    queryKey: keys.whatIf(job),
    queryFn: ({ signal }) => get<WhatIfJob>(`/rules/what-if/${job}`, {}, signal),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? OFTEN_MS : false),
    retry: false,
  });
}

/** What the draft calls its deadlines and rungs (`A3`); their numbers while it is on its way. */
export function useRuleNames(draft: string | undefined): (rule: string) => string {
  const { data } = useQuery({
    queryKey: keys.rule(draft ?? ''),
    queryFn: ({ signal }) => get<RuleDetail>(`/rules/${encodeURIComponent(draft ?? '')}`, {}, signal),
    enabled: draft !== undefined,
    retry: false,
  });
  return useMemo(() => {
    const rules = data?.rules as unknown as RuleSet | undefined;
    return (rule) => {
      if (rules === undefined) return rule;
      const rung = rules.ladders.flatMap(({ id, rungs }) => rungs.filter((one) => `${id}${one.rung}` === rule))[0];
      return rung === undefined
        ? (ruleLabelled(rules, rule)?.label ?? CLOCK_WORDS[rule] ?? paperClockWord(rule) ?? rule)
        : `${rule} ${rung.label}`;
    };
  }, [data]);
}
