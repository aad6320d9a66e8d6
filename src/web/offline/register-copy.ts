import { problemOf } from '../api/problem.ts';
import { keepStored, readStored } from './store.ts';

/** What the interface answers, kept for a day without a network; then what was kept. Throws ApiProblem if there is neither. */
export async function keptCopy<T>(name: string, ask: () => Promise<T>): Promise<T> {
  try {
    const answer = await ask();
    void keepStored('copy', name, answer).catch(() => undefined);
    return answer;
  } catch (error) {
    if (problemOf(error).code !== 'not-reached') throw error;
    const kept = await readStored<T>('copy', name).catch(() => undefined);
    if (kept === undefined) throw error;
    return kept;
  }
}
