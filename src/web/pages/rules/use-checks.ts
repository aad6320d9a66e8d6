import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { RuleSet } from '../../../core/rules/rule-set.ts';
import type { RuleFinding, RuleFindings } from '../../api/answers.ts';
import { write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';

/** Typing rests so long before it is looked at (ms). */
const REST_MS = 400;

/** A value that follows another once that has rested. */
export function useRested<Value>(value: Value): Value {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

/** What the linter says of the content as it is typed; what cannot even be read comes as errors with their places. */
export function useLint(id: string, rules: RuleSet, stamp: number) {
  const rested = useRested({ rules, stamp });
  const query = useQuery({
    queryKey: keys.ruleLint(id, rested.stamp),
    queryFn: async (): Promise<readonly RuleFinding[]> => {
      try {
        return (await write<RuleFindings>('POST', '/rules/lint', { rules: rested.rules })).findings;
      } catch (error) {
        const { fields } = problemOf(error).body;
        if (fields === undefined) throw error;
        return Object.entries(fields).map(([path, message]) => ({
          path,
          severity: 'error',
          code: 'invalid',
          message,
          mend: '',
        }));
      }
    },
    placeholderData: (before) => before,
    gcTime: 10_000,
  });
  return { findings: query.data ?? [], checking: query.isFetching || rested.stamp !== stamp, error: query.error };
}
