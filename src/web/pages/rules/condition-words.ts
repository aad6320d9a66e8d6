import { CONDITION_TEXTS, FACT_TEXTS, FACT_VALUES } from '../../texts/rule-words.ts';
import { type Atom, rowsOf } from './condition-text.ts';

/** What a fact is called. */
export function factWord(fact: string): string {
  return FACT_TEXTS[fact] ?? fact;
}

/** What a value of a fact means. */
export function factValueWord(fact: string, value: string | number): string {
  return typeof value === 'number' ? String(value) : (FACT_VALUES[fact]?.[value] ?? value);
}

/** A condition as a sentence with Chinese operators; what rows cannot say stays as it is written. */
export function conditionWords(text: string): string {
  const rows = rowsOf(text);
  if (rows === undefined) return text;
  if (rows.atoms.length === 0) return CONDITION_TEXTS.always;
  return rows.atoms.map(atomWords).join(` ${rows.join === '&&' ? CONDITION_TEXTS.and : CONDITION_TEXTS.or} `);
}

function atomWords({ fact, operator, values }: Atom): string {
  const words = values.map((value) => factValueWord(fact, value));
  const shown = operator === 'in' ? CONDITION_TEXTS.listOf(words.join('、')) : (words[0] ?? '');
  return [factWord(fact), CONDITION_TEXTS.operators[operator], shown].filter(Boolean).join(' ');
}
