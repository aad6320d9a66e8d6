import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';
import { ADMIN_TEXTS } from '../../texts/admin.ts';

/** One act of administration: what was said last, and a way to do it; what it changed is asked for again. */
export function useAct() {
  const client = useQueryClient();
  const [said, setSaid] = useState('');
  async function act<Answer>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
    words?: (answer: Answer) => string,
  ): Promise<void> {
    try {
      const answer = await write<Answer>(method, path, body);
      setSaid(words === undefined ? ADMIN_TEXTS.saved : words(answer));
    } catch (error) {
      setSaid(problemOf(error).body.detail);
    }
    for (const queryKey of [keys.admin, keys.organisations]) await client.invalidateQueries({ queryKey });
  }
  return { said, setSaid, act };
}
