import { PUBLIC_TEXTS } from '../texts/public-tipoff.ts';

/** Why something was not taken, in a sentence that can be shown. */
export class Refused extends Error {}

const PLACE = '/api/v1/public/tipoffs';

/** Asks the public interface; without a body it reads. Throws Refused. */
export async function ask<Answer>(path: '' | '/status' | '/acts', body?: unknown): Promise<Answer> {
  let answer: Response;
  try {
    answer = await fetch(`${PLACE}${path}`, {
      credentials: 'omit',
      cache: 'no-store',
      ...(body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch {
    throw new Refused(PUBLIC_TEXTS.notReached);
  }
  const said: unknown = await answer.json().catch(() => undefined);
  if (answer.ok && said !== undefined) return said as Answer;
  throw new Refused(sentenceOf(said));
}

interface Problem {
  readonly detail?: string;
  readonly retryAfter?: number;
  readonly fields?: { readonly [field: string]: string };
}

function sentenceOf(said: unknown): string {
  if (typeof said !== 'object' || said === null) return PUBLIC_TEXTS.unexpected;
  const { detail, retryAfter, fields = {} } = said as Problem;
  if (retryAfter !== undefined) return PUBLIC_TEXTS.busy(retryAfter);
  return [detail ?? PUBLIC_TEXTS.unexpected, ...Object.values(fields)].join(' ');
}

/** A number that nobody guesses: the receipt code is made of it. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(20))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes of a file in base64. */
export function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(new Refused(PUBLIC_TEXTS.notPhoto(file.name)));
    reader.readAsDataURL(file);
  });
}
