import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../api/problem.ts';

const MOST_TRIES = 3;

/** What is kept of answers: shown at once when a page is opened again, asked for again in the background. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal stays a refusal; only an answer that did not come is worth asking for again.
        retry: (failures, error) => worthAgain(error) && failures < MOST_TRIES,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}

function worthAgain(error: Error): boolean {
  return error instanceof ApiProblem && (error.code === 'not-reached' || error.body.status === 503);
}
