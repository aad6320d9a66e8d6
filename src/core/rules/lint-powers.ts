import type { Day } from '../instant.ts';
import type { Criteria } from './criteria.ts';
import { type Finding, finding } from './finding.ts';

/** What the linter may know beside the rule set. */
export interface LintContext {
  /** Posts that somebody holds; absent: not checked. */
  readonly posts?: ReadonlySet<string>;
  /** Posts that exist, held or not; absent: not checked. */
  readonly knownPosts?: ReadonlySet<string>;
  /** Ids of published calendars; absent: not checked. */
  readonly calendars?: ReadonlySet<string>;
  /** Catalogues of criteria that were published, by id; absent: not checked. */
  readonly publishedCriteria?: ReadonlyMap<string, Criteria>;
  /** For an effective day that has passed; absent: not checked. */
  readonly today?: Day;
  /** The draft was copied from a version that is no longer the newest: what that one changed would be undone. */
  readonly outdatedBase?: { readonly base: string; readonly newest: string };
}

/** Papers that only the district, or a department that enforces the law, may issue (安全生产法 Art. 9; handbook §1). */
export const NOT_THE_STREETS: ReadonlySet<string> = new Set([
  'supervisionOrder',
  'supervisionLift',
  'notListedNote',
  'restartDecision',
]);
/** What only the district or a department that enforces the law may decide. */
export const DISTRICT_VERBS = /责令停产|查封|扣押|罚款|吊销|强制拆除|关闭|挂牌决定|列入失信/;
/** What the street does instead: it asks, proposes, transfers, reports. */
export const ASKING_VERBS = /提请|建议|移送|上报|申请|推荐/;

/** Relations that a rule may name instead of a post. */
const RELATIONS =
  /^(unit|village|street|district|acceptanceTeam|reporter\.organisation|transfer\.receiver|extension\.approver|consultation\.level|matter\.subject|tipoff\.(handler|reporter)|subject\..+|holder)$/;

/** A ground that is missing, or not yet looked up. */
export function lintBasis(
  basis: { readonly tag: string; readonly document?: string | undefined },
  label: string,
  path: string,
): Finding[] {
  if (basis.tag === 'unverified')
    return [
      finding(
        'warning',
        `${path}.basis`,
        'basis-unverified',
        `“${label}”的依据待核实${basis.document ? `（${basis.document}）` : ''}`,
        '核对原文后改为法规或惯例',
      ),
    ];
  if (basis.tag !== 'default' && !basis.document)
    return [
      finding(
        'warning',
        `${path}.basis`,
        'basis-missing',
        `“${label}”标为${basis.tag === 'law' ? '法规' : '惯例'}，但没有写明文件`,
        '补充文件名称和条款',
      ),
    ];
  return [];
}

/** Posts that do not exist, or that nobody holds; relations (`unit`, `village`) are found case by case. */
export function lintPosts(
  posts: readonly string[],
  label: string,
  path: string,
  { posts: held, knownPosts }: LintContext,
): Finding[] {
  return [...new Set(posts)]
    .filter((post) => !RELATIONS.test(post))
    .flatMap((post) => {
      if (knownPosts && !knownPosts.has(post))
        return [
          finding('error', path, 'post-unknown', `“${label}”要找的岗位 ${post} 不存在`, '先登记该岗位，或改用已有岗位'),
        ];
      if (held && !held.has(post))
        return [
          finding(
            'warning',
            path,
            'post-without-holder',
            `“${label}”要找的岗位 ${post} 目前没有人担任`,
            '为该岗位指定人员，或改用其他岗位',
          ),
        ];
      return [];
    });
}
