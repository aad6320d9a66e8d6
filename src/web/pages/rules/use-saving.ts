import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RuleSet } from '../../../core/rules/rule-set.ts';
import type { RuleDetail, RuleFinding, SavedRuleDraft } from '../../api/answers.ts';
import { write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';
import { nowInstant } from '../../ui/when.ts';
import { dropCopy, keepCopy } from './local-copy.ts';

/** How what is typed stands against what the server has. */
export type SavingPhase = 'saved' | 'waiting' | 'saving' | 'refused' | 'stale' | 'failed';

/** Typing rests so long before the draft goes to the server (ms); each time it goes stands in the draft's history. */
const REST_MS = 2_500;
const RETRY_MS = 15_000;

interface SavingOrder {
  readonly draft: RuleDetail;
  readonly rules: RuleSet;
  /** Counts changes; 0: nothing was changed yet. */
  readonly stamp: number;
  readonly reason: string;
}

/** Keeps a draft on the server while it is edited, and in this browser until the server has it. Nothing typed is lost, nothing of others overwritten. */
export function useSaving({ draft, rules, stamp, reason }: SavingOrder) {
  const queries = useQueryClient();
  const [phase, setPhase] = useState<SavingPhase>('saved');
  const [at, setAt] = useState('');
  const [refused, setRefused] = useState<readonly RuleFinding[]>([]);
  const revision = useRef(draft.draft?.revision ?? 1);
  const saved = useRef(0);
  const sending = useRef(false);
  const latest = useRef({ rules, stamp, reason });
  latest.current = { rules, stamp, reason };

  const save = useCallback(async (): Promise<void> => {
    const { rules: content, stamp: mine, reason: why } = latest.current;
    if (sending.current || mine === saved.current) return;
    sending.current = true;
    setPhase('saving');
    try {
      const answer = await write<SavedRuleDraft>('PUT', `/rules/drafts/${draft.id}`, {
        rules: content,
        reason: why,
        revision: revision.current,
      });
      revision.current = answer.revision;
      saved.current = mine;
      setRefused([]);
      setAt(nowInstant());
      setPhase(latest.current.stamp === mine ? 'saved' : 'waiting');
      if (latest.current.stamp === mine) dropCopy(draft.id);
      void queries.invalidateQueries({ queryKey: keys.rules });
    } catch (error) {
      const { code, body } = problemOf(error);
      if (code === 'draft-stale') setPhase('stale');
      else if (body.fields !== undefined) {
        setRefused(findingsOf(body.fields));
        setPhase('refused');
      } else setPhase('failed');
    } finally {
      sending.current = false;
    }
  }, [draft.id, queries]);

  useEffect(() => {
    if (stamp === saved.current) return;
    keepCopy(draft.id, { rules, revision: revision.current });
    // Over what somebody else has written nothing is saved before its author has decided.
    setPhase((before) => (before === 'stale' ? before : 'waiting'));
  }, [draft.id, rules, stamp]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each change begins the rest anew
  useEffect(() => {
    if (phase !== 'waiting' && phase !== 'failed') return;
    const timer = setTimeout(() => void save(), phase === 'failed' ? RETRY_MS : REST_MS);
    return () => clearTimeout(timer);
  }, [phase, stamp, save]);

  return {
    phase,
    at,
    refused,
    /** Saves at once, before something is done with the draft. */
    save,
    /** Goes on from what the server has by now, with one's own content. */
    overwrite: async (newest: number) => {
      revision.current = newest;
      await save();
    },
  };
}

function findingsOf(fields: { readonly [path: string]: string }): readonly RuleFinding[] {
  return Object.entries(fields).map(([path, message]) => ({
    path: path.replace(/^rules\./, ''),
    severity: 'error',
    code: 'invalid',
    message,
    mend: '',
  }));
}
