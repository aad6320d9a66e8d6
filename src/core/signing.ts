/** The post above each post that may sign (default; the office's own order of posts comes with the organisation tree). */
export const ABOVE: { readonly [post: string]: string } = {
  'street.inspectors': 'street.safetyOffice.head',
  'street.safetyOffice': 'street.leader.safety',
  'street.safetyOffice.head': 'street.leader.safety',
  'street.safetyCommittee': 'street.leader',
  'street.leader': 'street.head',
  'street.partyCommittee': 'street.head',
  'street.office': 'street.head',
};

/** Who is told when neither a post nor its deputy signs. */
export function postAbove(post: string): string {
  return ABOVE[post] ?? 'street.head';
}

/** Whether a post leads in the street: who is late there is reported to the post above, for no ladder stands over him (measures §2). */
export function isSuperior(post: string): boolean {
  return /^street\.(leader|head|safetyCommittee|partyCommittee|office|safetyOffice\.head)(\.|$)/.test(post);
}
