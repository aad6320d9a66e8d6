import type { CaseState } from '../case.ts';
import type { PostRef } from '../effect.ts';
import type { Instant } from '../instant.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { postWord } from '../words.ts';

/** What a sentence is made with: the case's pinned rules, the instant of looking, and names that the caller has looked up. */
export interface Telling {
  readonly rules: RuleSet;
  readonly now: Instant;
  /** Name of an organisation or unit by id; undefined where nobody knows it. */
  readonly nameOf: (organisation: string) => string | undefined;
  /** Title of a paper by its id in the catalogue; undefined where it has none. */
  readonly paperOf: (notice: string) => string | undefined;
}

/** A post as the sentence calls it: the organisation whose head it is by its name, any other post by its word. */
export function postName({ post, organisation }: PostRef, { nameOf }: Pick<Telling, 'nameOf'>): string {
  const name = organisation === undefined || organisation === '' ? undefined : nameOf(organisation);
  if (name === undefined) return post === 'unit.head' ? '单位' : wordOf(post);
  return /^(unit|village|department)\.head$/.test(post) ? name : `${name}${wordOf(post)}`;
}

/** A post that the office made up has no word here: its level has. */
function wordOf(post: string): string {
  const word = postWord(post);
  if (word !== post) return word;
  return post.startsWith('district.') ? '区级有关部门' : post.startsWith('street.') ? '街道有关部门' : '承办岗位';
}

/** The organisation or unit on which a ladder would begin, by its name. */
export function organisationName(state: CaseState, organisation: string, telling: Telling): string {
  return telling.nameOf(organisation) ?? (organisation === state.unit ? '单位' : '监管单位');
}
