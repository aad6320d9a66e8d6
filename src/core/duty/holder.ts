import type { PostRef } from '../effect.ts';

/** Who owes the duty, as one word of a clock: `village.head@V1`. */
export function holderWord({ post, organisation }: PostRef): string {
  return organisation === undefined ? post : `${post}@${organisation}`;
}

/** The post behind a holder's word. */
export function holderRef(word: string): PostRef {
  const [post = word, organisation] = word.split('@');
  return organisation === undefined ? { post } : { post, organisation };
}
