import { ruleLabelled } from '../core/rules/rule-label.ts';
import { loadRuleSet, type RuleSet } from '../core/rules/rule-set.ts';
import { paperClockWord, postWord } from '../core/words.ts';
import { bundled, readJson } from './input-file.ts';

/** The rule set of a file, the bundled default without one; throws RuleSetError. */
export function rulesFrom(file: string | undefined): RuleSet {
  return loadRuleSet(readJson(file ?? bundled('rules.default.json')));
}

/** Chinese names of what the rule set and the catalogue of notices know by id; the id itself where there is none. */
export interface RuleWords {
  duty(id: string): string;
  notice(id: string): string;
  post(id: string): string;
}

/** Names from a rule set and the bundled catalogue of notices. */
export function ruleWords(rules: RuleSet): RuleWords {
  const notices = readJson(bundled('notices.json')) as {
    readonly notices: readonly { readonly id: string; readonly title: string }[];
  };
  const titles = new Map(notices.notices.map((one) => [one.id, one.title.replace('{subject}', '有关单位')]));
  const duties = new Map<string, string>([
    ...rules.ladders.flatMap((ladder) => ladder.rungs.map((rung) => [`${ladder.id}${rung.rung}`, rung.label] as const)),
    ...rules.pause.reasons.map((reason) => [`pause.${reason.id}`, `中止（${reason.label}）`] as const),
  ]);
  return {
    duty: (id) => ruleLabelled(rules, id)?.label ?? duties.get(id) ?? paperClockWord(id) ?? id,
    notice: (id) => titles.get(id) ?? id,
    post: postWord,
  };
}
