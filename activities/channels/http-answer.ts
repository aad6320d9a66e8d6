import type { Outcome } from './channel.ts';

/** An HTTP request that may hang: it is given up after so many milliseconds. */
export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
}

/** Sends a request and says what its answer means: 2xx taken (if `accepts` says so too), 408, 425, 429 and 5xx later, everything else never. */
export async function post(
  { url, method, headers, body, timeoutMs }: HttpRequest,
  accepts: (answer: string) => boolean = () => true,
): Promise<Outcome & { readonly status?: number }> {
  try {
    const answer = await fetch(url, {
      method,
      headers,
      ...(method === 'GET' ? {} : { body }),
      // A redirect would send what is signed for one place to another.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await answer.text();
    return { ...judge(answer.status, text, accepts), status: answer.status };
  } catch (error) {
    return { result: 'away', reason: reasonOf(error) };
  }
}

const LATER = new Set([408, 425, 429]);

function judge(status: number, answer: string, accepts: (answer: string) => boolean): Outcome {
  if (status >= 200 && status < 300)
    return accepts(answer) ? { result: 'sent' } : { result: 'again', reason: `HTTP ${status}, refused` };
  return { result: status >= 500 || LATER.has(status) ? 'again' : 'failed', reason: `HTTP ${status}` };
}

// Messages of fetch may quote the address with its secrets.
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return 'timeout';
  const cause = error.cause;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}
