import { setTimeout as pause } from 'node:timers/promises';
import { PASSWORD, PEOPLE, type PersonName } from './office.ts';

/** What the API said; status 0: the connection broke before an answer came. */
export interface Answer {
  readonly status: number;
  readonly body: { readonly [key: string]: unknown };
}

/** A logged-in person at the API. */
export interface Person {
  readonly name: PersonName;
  readonly post: string;
  send(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer>;
}

/** SQLite locked by another program holds an answer up for five seconds a batch. */
const LONGEST_ANSWER_MS = 30_000;

/** Logs everybody in, once: sessions live in the ledger's database and outlive the process that made them. */
export async function logInAll(url: string): Promise<{ readonly [name in PersonName]: Person }> {
  const entries: [string, Person][] = [];
  for (const name of Object.keys(PEOPLE) as PersonName[]) entries.push([name, await logIn(url, name)]);
  return Object.fromEntries(entries) as { [name in PersonName]: Person };
}

async function logIn(url: string, name: PersonName): Promise<Person> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: PASSWORD }),
  });
  if (response.status !== 200) throw new Error(`log-in of ${name}: ${response.status} ${await response.text()}`);
  const cookie = (response.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  const { csrfToken }: { csrfToken: string } = (await response.json()) as never;
  return {
    name,
    post: PEOPLE[name].replace(/@$/, ''),
    send: (method, path, body) => request(`${url}/api/v1${path}`, method, { cookie, 'x-csrf-token': csrfToken }, body),
  };
}

async function request(
  url: string,
  method: string,
  headers: { readonly [name: string]: string },
  body: object | undefined,
): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  } catch {
    return { status: 0, body: {} };
  }
}

/** Sends the same command until somebody answers it: what a client does whose connection broke. Undefined when told to stop before. */
export async function persist(send: () => Promise<Answer>, goOn: () => boolean): Promise<Answer | undefined> {
  for (let wait = 50; ; wait = Math.min(wait * 2, 500)) {
    const answer = await send();
    if (answer.status !== 0 && answer.status < 500) return answer;
    if (!goOn()) return undefined;
    await pause(wait);
  }
}
