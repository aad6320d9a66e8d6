import type { Actor } from '../case.ts';
import type { NoticeState } from './state.ts';

type Reviewed = Pick<NoticeState, 'signature' | 'values'> & { readonly review?: 'required' | undefined };

/**
 * Whether somebody other than the drafter must look at the paper before it goes on: its kind demands it, and it is signed here, or a person has
 * put words into it after it was signed where it was ordered. What the engine alone made of the record was before the signer's eyes.
 */
export function demandsReview({ review, signature, values }: Reviewed): boolean {
  return review === 'required' && (signature === 'required' || drafters({ values }).length > 0);
}

/** Whether the review that is demanded is still to come. */
export function awaitsReview(paper: Reviewed & Pick<NoticeState, 'stage'>): boolean {
  return paper.stage === 'draft' && demandsReview(paper);
}

/** Whether the actor has put words into the paper himself; a post that acts without naming its person is one person. */
export function hasDrafted(paper: Pick<NoticeState, 'values'>, { person, post }: Actor): boolean {
  return drafters(paper).some((from) => (person === undefined ? from.post === post : from.person === person));
}

function drafters({ values }: Pick<NoticeState, 'values'>) {
  return Object.values(values).flatMap(({ from }) => (from.given === true ? [from] : []));
}
