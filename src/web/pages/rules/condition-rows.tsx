import { Select } from 'antd';
import { FACTS, type FactName } from '../../../core/rules/condition.ts';
import { CONDITION_TEXTS, FACT_VALUES } from '../../texts/rule-words.ts';
import type { Atom, Operator, Rows } from './condition-text.ts';
import { factValueWord, factWord } from './condition-words.ts';

const OPERATORS: { readonly [type: string]: readonly Operator[] } = {
  boolean: ['is', 'isNot'],
  number: ['>=', '>', '<=', '<', '==', '!='],
  string: ['==', '!=', 'in'],
};
const NAMES = Object.keys(FACTS) as FactName[];

function typeOf(fact: string): string {
  return Object.hasOwn(FACTS, fact) ? typeof FACTS[fact as FactName] : 'boolean';
}

interface ConditionRowsProps {
  readonly label: string;
  readonly rows: Rows;
  readonly onChange: (rows: Rows) => void;
}

/** Comparisons of facts, one a row: fact, operator in words, value. */
export function ConditionRows({ label, rows, onChange }: ConditionRowsProps) {
  const { join, atoms } = rows;
  const put = (i: number, atom: Atom | undefined) =>
    onChange({ join, atoms: atoms.flatMap((one, n) => (n === i ? (atom ?? []) : [one])) });
  return (
    <>
      {atoms.length > 1 && (
        <select
          className="plain-input join"
          aria-label={label}
          value={join}
          onChange={({ target }) => onChange({ join: target.value as Rows['join'], atoms })}
        >
          {Object.entries(CONDITION_TEXTS.joins).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </select>
      )}
      {atoms.length === 0 && <span>{CONDITION_TEXTS.always}</span>}
      {atoms.map((atom, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fact may stand in two rows, and a row must stay itself while it is edited
        <div className="condition-row" key={i}>
          <AtomRow atom={atom} onChange={(next) => put(i, next)} />
          <button
            type="button"
            className="quiet-button"
            aria-label={CONDITION_TEXTS.remove}
            onClick={() => put(i, undefined)}
          >
            ×
          </button>
        </div>
      ))}
      <button
        type="button"
        className="link-button"
        onClick={() => onChange({ join, atoms: [...atoms, { fact: 'threatensLife', operator: 'is', values: [] }] })}
      >
        ＋ {CONDITION_TEXTS.add}
      </button>
    </>
  );
}

interface AtomRowProps {
  readonly atom: Atom;
  readonly onChange: (atom: Atom) => void;
}

function AtomRow({ atom, onChange }: AtomRowProps) {
  const { fact, operator } = atom;
  const operators = OPERATORS[typeOf(fact)] ?? [];
  return (
    <>
      <select
        className="plain-input fact"
        aria-label={CONDITION_TEXTS.fact}
        value={fact}
        onChange={({ target }) => onChange(fresh(target.value))}
      >
        {NAMES.map((name) => (
          <option key={name} value={name}>
            {factWord(name)}
          </option>
        ))}
      </select>
      <select
        className="plain-input operator"
        aria-label={CONDITION_TEXTS.operator}
        value={operator}
        onChange={({ target }) => onChange({ ...atom, operator: target.value as Operator })}
      >
        {operators.map((one) => (
          <option key={one} value={one}>
            {CONDITION_TEXTS.operators[one]}
          </option>
        ))}
      </select>
      <AtomValue atom={atom} onChange={onChange} />
    </>
  );
}

/** Another fact is compared with something of its own type. */
function fresh(fact: string): Atom {
  const type = typeOf(fact);
  const [operator = 'is'] = OPERATORS[type] ?? [];
  const [first = ''] = Object.keys(FACT_VALUES[fact] ?? {});
  return { fact, operator, values: type === 'boolean' ? [] : type === 'number' ? [1] : [first] };
}

function AtomValue({ atom, onChange }: AtomRowProps) {
  const { fact, operator, values } = atom;
  const type = typeOf(fact);
  if (type === 'boolean') return null;
  if (type === 'number')
    return (
      <input
        type="number"
        step="any"
        className="plain-input number"
        aria-label={CONDITION_TEXTS.value}
        value={values[0] ?? ''}
        onChange={({ target }) => onChange({ ...atom, values: [target.valueAsNumber || 0] })}
      />
    );
  const known = [...new Set([...Object.keys(FACT_VALUES[fact] ?? {}), ...values.map(String)])];
  const options = known.map((value) => ({ value, label: factValueWord(fact, value) }));
  if (operator === 'in')
    return (
      <Select
        mode="tags"
        aria-label={CONDITION_TEXTS.values}
        className="words"
        value={values.map(String)}
        options={options}
        onChange={(next: string[]) => onChange({ ...atom, values: next })}
      />
    );
  return (
    <Select
      showSearch
      aria-label={CONDITION_TEXTS.value}
      className="words"
      value={String(values[0] ?? '')}
      options={options}
      onChange={(next: string) => onChange({ ...atom, values: [next] })}
    />
  );
}
