import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RuleLiveness } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { RULES_TEXTS } from '../../texts/rules.ts';
import { Light, type Tone } from '../../ui/light.tsx';
import { instantText } from '../../ui/when.ts';

type Alive = RuleLiveness['rules'][number];

const TONES: { readonly [standing in Alive['standing']]: Tone } = {
  overdue: 'red',
  alive: 'green',
  waiting: 'grey',
  neverFired: 'amber',
  neverSet: 'amber',
  new: 'grey',
};
/** Which of several ways a rule acts is told: the worst. */
const WORST: readonly Alive['standing'][] = ['overdue', 'neverFired', 'alive', 'waiting', 'neverSet', 'new'];

/** What is known of each rule at work: when it was last set, last fired, and is next due. */
export function useLiveness() {
  const query = useQuery({
    queryKey: keys.ruleLiveness,
    queryFn: ({ signal }) => get<RuleLiveness>('/rules/liveness', {}, signal),
    staleTime: 60_000,
  });
  const byRule = useMemo(() => Map.groupBy(query.data?.rules ?? [], ({ rule }) => rule), [query.data]);
  return { ...query, byRule };
}

/** Whether a rule is at work; the instants stand behind it. */
export function AliveMark({ rule }: { readonly rule: string }) {
  const { byRule, isPending } = useLiveness();
  const found = [...(byRule.get(rule) ?? [])].sort((a, b) => WORST.indexOf(a.standing) - WORST.indexOf(b.standing));
  const [one] = found;
  if (one === undefined) return <span className="dim">{isPending ? '' : '—'}</span>;
  const at = (instant: string | undefined) => (instant === undefined ? RULES_TEXTS.aliveNone : instantText(instant));
  const last = (name: 'setAt' | 'firedAt') =>
    found
      .map((each) => each[name])
      .filter((each) => each !== undefined)
      .sort()
      .at(-1);
  const next = found
    .map(({ nextDue }) => nextDue)
    .filter((each) => each !== undefined)
    .sort()[0];
  const title = RULES_TEXTS.aliveTitle(at(last('setAt')), at(last('firedAt')), at(next));
  return (
    <span className="alive" title={title}>
      <Light tone={TONES[one.standing]} word={RULES_TEXTS.alive[one.standing]} />
      <span className="alive-detail dim">{title}</span>
    </span>
  );
}
