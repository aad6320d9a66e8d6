import { ruleFieldWord, ruleSectionWord, ruleValueWords } from '../../../core/rules/rule-words.ts';
import { flagWord, outsideWord, postWord, UNIT_WORDS } from '../../../core/words.ts';
import { ANCHOR_TEXTS, MORE_FIELDS, OTHER_VALUES, RULE_CHOICES } from '../../texts/rule-words.ts';
import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import { conditionWords } from './condition-words.ts';

/** Fields that name posts, or the relation in which somebody stands to the case. */
const POST_FIELDS = new Set(
  'holder posts issuer target copyTo by lead assist approver approvers who enter amend retire see'.split(' '),
);
/** Fields whose text is a condition over the facts of cases. */
const CONDITIONS = new Set(['condition', 'startsWhen']);
const ANCHORS = new Set(['startsOn', 'endsOn']);
/** What the machine decides, not the office: shown, never changed here. */
const FIXED = new Set(
  'id kind stage name rung schema hitPolicy countsFrom severalAtOnce clock secondFailure otherwise silence inputs notice version colour days'.split(
    ' ',
  ),
);
const CLOCK_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** What a field holds, and so how it is edited. */
export type FieldSort = 'post' | 'condition' | 'anchor' | 'choice' | 'time' | 'text' | 'fixed';

/** How a text is edited. `path` decides: `when` is a condition over cases in the two tables only. */
export function sortOf(name: string, part: string, value: unknown): FieldSort {
  if (FIXED.has(name)) return 'fixed';
  if (POST_FIELDS.has(name)) return 'post';
  if (CONDITIONS.has(name) || (name === 'when' && (part === 'tierTable' || part === 'routing'))) return 'condition';
  if (ANCHORS.has(name)) return 'anchor';
  if (typeof value === 'string' && CLOCK_TIME.test(value)) return 'time';
  if (name === 'to' && (Array.isArray(value) || !isTier(value))) return value === 'deputy' ? 'choice' : 'post';
  if (RULE_CHOICES[name] !== undefined) return 'choice';
  return 'text';
}

/** Whether it is one of the tiers. */
export function isTier(value: unknown): boolean {
  return typeof value === 'string' && /^T[0-3]$/.test(value);
}

/** What a field is called. */
export function fieldLabel(name: string | number, part = '', value?: unknown): string {
  if (typeof name === 'number') return String(name + 1);
  if (name === 'to' && (isTier(value) || (typeof value === 'string' && CLOCK_TIME.test(value))))
    return ruleFieldWord(name);
  if (name === 'days' && typeof value === 'string') return RULE_EDITOR_TEXTS.sendDays;
  if (MORE_FIELDS[name] !== undefined) return MORE_FIELDS[name];
  return name === part ? ruleSectionWord(name) : ruleFieldWord(name);
}

/** What one value of a field means. */
export function valueLabel(name: string, value: string): string {
  if (ANCHORS.has(name)) return ANCHOR_TEXTS[value] ?? value;
  if (name === 'code') return flagWord(value);
  if (name === 'outside') return outsideWord(value);
  return RULE_CHOICES[name]?.[value] ?? OTHER_VALUES[value] ?? postOr(value);
}

function postOr(value: string): string {
  const [, ofSubject] = /^subject\.(.+)$/.exec(value) ?? [];
  if (ofSubject !== undefined) return postWord(`village.${ofSubject}`).replace(postWord('village'), '');
  const words = ruleValueWords(value);
  return words === value ? postWord(value) : words;
}

/** A value that a rule has or had, in one line. */
export function valueText(name: string, value: unknown): string {
  if (value === undefined || value === null || value === '') return RULE_EDITOR_TEXTS.none;
  if (typeof value === 'string')
    return CONDITIONS.has(name) || name === 'when' ? conditionWords(value) : valueLabel(name, value);
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return value.length === 0 ? RULE_EDITOR_TEXTS.none : value.map((one) => valueLabel(name, one)).join('、');
  return ruleValueWords(value);
}

/** `5 个工作日`. */
export function periodText(value: number, unit: string): string {
  return `${value} ${UNIT_WORDS[unit] ?? unit}`;
}

/** Every post that a rule set names, for choosing: what is not among them is typed. */
export function postsIn(rules: unknown): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown, name: string) => {
    if (typeof value === 'string') {
      if (POST_FIELDS.has(name)) found.add(value);
    } else if (Array.isArray(value)) for (const one of value) visit(one, name);
    else if (typeof value === 'object' && value !== null)
      for (const [key, one] of Object.entries(value)) visit(one, key);
  };
  visit(rules, '');
  return [...found].sort();
}
