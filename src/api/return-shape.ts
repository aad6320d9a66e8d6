import type { DrawnFigure } from '../core/monthly/draw.ts';
import type { CaseScope } from '../core/visibility.ts';
import type { ReturnHead } from '../ledger/return-read.ts';
import type { HeldPost } from './principal.ts';

/** So many cases of a figure are named. */
export const MOST_CASES = 500;

/** Whether somebody sees an organisation's return: its own people, and who looks at the whole street. */
export function mayLook({ all, places }: CaseScope, { organisation, street }: ReturnHead): boolean {
  return all || (!street && places.includes(organisation));
}

/** Whether a post acts for an organisation: one of its own; one of the street's, unless it is for the organisation alone to answer for (`own`). */
export function actsFor(
  { post, organisation }: HeldPost,
  { organisation: of, street }: Pick<ReturnHead, 'organisation' | 'street'>,
  own: boolean,
): boolean {
  return organisation === of || (post.startsWith('street.') && (street || !own));
}

/** What a figure counts is shown to whom its cases are open. */
export function opener({ all, tipoffs, entries }: CaseScope) {
  const closed = (name: string) =>
    (/^(tipoffs|reward)/.test(name) && !(all && tipoffs)) ||
    (/^(clues|oversight)/.test(name) && !entries) ||
    (/^(accident|tracing)/.test(name) && !all);
  return ({ name, count, cases }: DrawnFigure) =>
    closed(name) ? { name, count, cases: [], withheld: true } : { name, count, cases: cases.slice(0, MOST_CASES) };
}

/** How far a return has come, as answers show it. */
export function shownHead(head: ReturnHead) {
  const { month, organisation, name, street, stage, dueDay, unconfirmed, edited, caseId, signedAt, submittedAt } = head;
  return {
    month,
    organisation,
    name,
    street,
    stage,
    unconfirmed,
    edited: [...edited],
    ...(dueDay === undefined ? {} : { dueDay }),
    ...(caseId === undefined ? {} : { caseId }),
    ...(signedAt === undefined ? {} : { signedAt }),
    ...(submittedAt === undefined ? {} : { submittedAt }),
  };
}

/** An edit without what was not given. */
export function present({
  measure,
  done,
  next,
  words,
}: {
  measure: number;
  done?: string | undefined;
  next?: string | undefined;
  words?: string | undefined;
}) {
  return {
    measure,
    ...(done === undefined ? {} : { done }),
    ...(next === undefined ? {} : { next }),
    ...(words === undefined ? {} : { words }),
  };
}
