import { PROBLEM_TEXTS } from '../texts/problem.ts';

/** Members of an error answer (RFC 9457); `detail` is a Chinese sentence that may be shown as it is. */
export interface ProblemBody {
  readonly code: string;
  readonly detail: string;
  readonly status: number;
  /** Field → Chinese sentence. */
  readonly fields?: { readonly [field: string]: string };
  readonly allowed?: readonly string[];
  readonly stage?: string;
  readonly choices?: readonly string[];
  /** Seconds. */
  readonly retryAfter?: number;
  readonly requestId?: string;
}

/** What the interface refused, or why it was not reached; `code` is stable. */
export class ApiProblem extends Error {
  readonly body: ProblemBody;

  constructor(body: ProblemBody) {
    super(body.code);
    this.name = 'ApiProblem';
    this.body = body;
  }

  get code(): string {
    return this.body.code;
  }
}

/** No answer came: no network, or the server is away. What was sent may or may not have arrived. */
export function notReached(): ApiProblem {
  return new ApiProblem({ code: 'not-reached', status: 0, detail: PROBLEM_TEXTS.notReached });
}

/** Any thrown value as a problem that can be shown. */
export function problemOf(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown;
  return new ApiProblem({ code: 'page-error', status: 0, detail: PROBLEM_TEXTS.pageError });
}

/** An answer that is not 2xx as a problem, also when a proxy in between wrote it. */
export async function problemOfAnswer(answer: Response): Promise<ApiProblem> {
  const body: unknown = await answer.json().catch(() => undefined);
  if (isProblemBody(body)) return new ApiProblem(body);
  return new ApiProblem({ code: 'unexpected-answer', status: answer.status, detail: PROBLEM_TEXTS.unexpected });
}

function isProblemBody(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}
