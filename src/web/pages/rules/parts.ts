import type { RuleSet } from '../../../core/rules/rule-set.ts';
import { ruleSectionWord } from '../../../core/rules/rule-words.ts';
import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import { type Path, valueAt } from './rule-path.ts';

/** A part of a rule set as it stands in the list; `items`: what it consists of, each with an address of its own. */
export interface Part {
  readonly id: string;
  readonly label: string;
  readonly path: Path;
  readonly items: readonly PartItem[];
}

/** A rule. */
export interface PartItem {
  readonly id: string;
  readonly label: string;
  readonly path: Path;
  /** How sure its ground is: `law`, `practice`, `unverified`, `default`. */
  readonly tag?: string;
}

/** Parts in the order in which an official thinks of them. */
const ORDER = [
  'deadlines',
  'ladders',
  'tierTable',
  'routing',
  'extension',
  'pause',
  'evidence',
  'failedAcceptance',
  'recurrence',
  'lapsesRaiseTier',
  'sampling',
  'consultation',
  'signing',
  'answers',
  'messages',
  'lateEntry',
  'reopenWithin',
  'duties',
  'reward',
  'accident',
  'roster',
  'questions',
  'tiers',
  'unitGrades',
  'criteria',
  'registers',
] as const;

/** Parts whose rows are rules of their own. */
const WITH_ITEMS = new Set(['deadlines', 'ladders', 'duties', 'registers']);
const { extras } = RULE_EDITOR_TEXTS;
const EXTRA_WORDS: { readonly [part: string]: string } = extras;

/** The parts that a rule set has. */
export function partsOf(rules: RuleSet): readonly Part[] {
  return [
    { id: 'general', label: extras.general, path: [], items: [] },
    ...ORDER.filter((id) => valueAt(rules, [id]) !== undefined).map((id) => ({
      id,
      label: EXTRA_WORDS[id] ?? ruleSectionWord(id),
      path: [id],
      items: WITH_ITEMS.has(id) ? itemsOf(rules, id) : [],
    })),
  ];
}

interface Row {
  readonly id: string;
  readonly label: string;
  readonly basis?: { readonly tag: string };
}

function itemsOf(rules: RuleSet, part: string): readonly PartItem[] {
  const rows = valueAt(rules, [part]) as readonly Row[];
  return rows.map(({ id, label, basis }, i) => ({
    id,
    label,
    path: [part, i],
    ...(basis === undefined ? {} : { tag: basis.tag }),
  }));
}

/** The part, and the rule of it, that a path of the linter is about. */
export function placeOf(rules: RuleSet, path: Path): { readonly part: string; readonly item?: string } {
  const [part = '', index] = path;
  const parts = partsOf(rules);
  const found = parts.find(({ id }) => id === part);
  if (found === undefined) return { part: 'general' };
  const item = typeof index === 'number' ? found.items[index]?.id : undefined;
  return item === undefined ? { part: found.id } : { part: found.id, item };
}
