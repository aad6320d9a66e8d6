import type { Session } from './answers.ts';
import { type ApiProblem, notReached, problemOfAnswer } from './problem.ts';
import { noteServerTime } from './server-clock.ts';

/** Where the interface lives. */
export const API = '/api/v1';

let csrfToken: string | undefined;
let confirm: (() => Promise<boolean>) | undefined;
const signedOut = new Set<() => void>();

/** Takes the token of a session that was read or begun; every write carries it. */
export function takeToken({ csrfToken: token }: Pick<Session, 'csrfToken'>): void {
  csrfToken = token;
}

/** Calls the listener when an answer says that the session is over; the result stops it. */
export function onSignedOut(listener: () => void): () => void {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
}

/** Asks the person for the password once more when an act demands it; true: he gave it, and the act is sent again. The result stops it. */
export function onConfirmation(ask: () => Promise<boolean>): () => void {
  confirm = ask;
  return () => {
    if (confirm === ask) confirm = undefined;
  };
}

/** Query values as they stand in an address; what is undefined or empty is left out. */
export type Query = { readonly [name: string]: string | number | boolean | undefined };

/** The query string with its `?`, or nothing. */
export function queryText(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}

/** Reads. Throws ApiProblem. */
export function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return send<T>('GET', `${path}${queryText(query)}`, { ...(signal ? { signal } : {}) });
}

/** Writes a JSON body. Throws ApiProblem. */
export function write<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  return send<T>(method, path, {
    ...(body === undefined ? {} : { body: JSON.stringify(body), type: 'application/json' }),
  });
}

/** Sends a file as it is. Throws ApiProblem. */
export function upload<T>(path: string, file: Blob): Promise<T> {
  return send<T>('POST', path, { body: file, type: 'application/octet-stream' });
}

/** Gets a file and hands it to the person under this name. Throws ApiProblem. */
export async function download(path: string, query: Query, fileName: string): Promise<void> {
  const file = await send<Blob>('GET', `${path}${queryText(query)}`, { file: true });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}

interface Sending {
  /** The answer is a file, not JSON. */
  readonly file?: boolean;
  readonly body?: string | Blob;
  readonly type?: string;
  readonly signal?: AbortSignal;
}

async function send<T>(method: string, path: string, sending: Sending): Promise<T> {
  const first = await attempt<T>(method, path, sending);
  if (!('problem' in first)) return first.value;
  if (!(await mended(first.problem, path))) throw told(first.problem);
  const second = await attempt<T>(method, path, sending);
  if (!('problem' in second)) return second.value;
  throw told(second.problem);
}

/** Whether what stood in the way of a request is gone, so that it is worth sending again. */
async function mended({ code }: ApiProblem, path: string): Promise<boolean> {
  // Another tab has logged in again: the cookie is the new session's, the token in this tab is the old one's.
  if (code === 'csrf-token-missing' && path !== '/session') {
    takeToken(await send<Session>('GET', '/session', {}));
    return true;
  }
  return code === 'confirmation-needed' && confirm !== undefined && (await confirm());
}

function told(problem: ApiProblem): ApiProblem {
  if (problem.code === 'not-logged-in') for (const listener of signedOut) listener();
  return problem;
}

type Answer<T> = { readonly value: T } | { readonly problem: ApiProblem };

async function attempt<T>(
  method: string,
  path: string,
  { body, type, signal, file = false }: Sending,
): Promise<Answer<T>> {
  const headers: Record<string, string> = { accept: file ? '*/*' : 'application/json' };
  if (type !== undefined) headers['content-type'] = type;
  if (method !== 'GET' && csrfToken !== undefined) headers['x-csrf-token'] = csrfToken;
  let answer: Response;
  try {
    answer = await fetch(`${API}${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
    noteServerTime(answer.headers.get('date'));
    if (!answer.ok) return { problem: await problemOfAnswer(answer) };
    if (answer.status === 204) return { value: undefined as T };
    return { value: (file ? await answer.blob() : await answer.json()) as T };
  } catch (error) {
    if (signal?.aborted) throw error;
    return { problem: notReached() };
  }
}
