import type { Session } from '../api/answers.ts';

/** Posts that find hazards (隐患) and so may enter them. */
const FINDERS =
  /^(village\.(gridWorker|clerk|head)|department\.head|street\.(inspector|safetyOffice(\.head)?|department)|unit\.(head|safetyOfficer)|expert|insurer)$/;
/** The office that keeps the ledger, and its head. */
const OFFICE = /^street\.safetyOffice(\.head)?$/;
/** Leaders: they look at exceptions. */
const LEADERS = /^street\.(leader|head|partyCommittee|safetyCommittee)|^district\./;

/** Posts that draft, approve and publish rules and calendars. */
const RULE_OWNERS = /^street\.(safetyOffice(\.head)?|leader\.safety|head)$/;

/** Posts that report accidents. */
const REPORTERS =
  /^(street\.safetyOffice(\.head)?|unit\.(head|safetyOfficer)|village\.(head|clerk|gridWorker)|department\.head)$/;

type Who = Pick<Session, 'posts' | 'roles'>;

/** Whether somebody may see cases at all: any post, or the auditor. The interface checks again. */
export function seesCases({ posts, roles }: Who): boolean {
  return posts.length > 0 || roles.includes('auditor');
}

/** Whether somebody may enter hazards. */
export function findsHazards(who: Who): boolean {
  return findingPosts(who).length > 0;
}

/** Posts in which somebody may enter hazards, as requests name them: `village.gridWorker@V1`. */
export function findingPosts({ posts }: Who): readonly string[] {
  const found = posts.filter(({ post }) => FINDERS.test(post));
  return found.map(({ post, organisation }) => (organisation === undefined ? post : `${post}@${organisation}`));
}

/** Whether somebody belongs to the safety office (安办). */
export function isOffice({ posts }: Who): boolean {
  return posts.some(({ post }) => OFFICE.test(post));
}

/** Whether somebody holds posts of the street or the district. */
export function isStreet({ posts }: Who): boolean {
  return posts.some(({ post }) => /^(street|district)\./.test(post));
}

/** Whether somebody leads and therefore looks at exceptions only. */
export function isLeader(who: Who): boolean {
  return who.posts.some(({ post }) => LEADERS.test(post)) && !isOffice(who);
}

/** Whether somebody audits. */
export function isAuditor({ roles }: Who): boolean {
  return roles.includes('auditor');
}

/** Whether somebody administers the system. */
export function isAdmin({ roles }: Who): boolean {
  return roles.includes('admin');
}

/** Whether somebody drafts, approves and publishes rules and calendars. */
export function ownsRules({ posts }: Who): boolean {
  return posts.some(({ post }) => RULE_OWNERS.test(post));
}

/** Whether somebody may look at what a draft would have done to the cases of the whole street. */
export function seesTrials({ posts, roles }: Who): boolean {
  return roles.includes('auditor') || posts.some(({ post }) => post.startsWith('street.'));
}

/** Whether somebody reports accidents, or takes such reports. */
export function reportsAccidents({ posts }: Who): boolean {
  return posts.some(({ post }) => REPORTERS.test(post));
}
