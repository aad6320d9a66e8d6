import { Select } from 'antd';
import { useMemo } from 'react';
import { UNIT_WORDS } from '../../../core/words.ts';
import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import { useEditor } from './editing.ts';
import { postsIn, valueLabel, valueText } from './field-words.ts';
import { type Path, valueAt } from './rule-path.ts';

interface FieldProps {
  readonly path: Path;
  readonly label: string;
}

const UNITS = Object.keys(UNIT_WORDS);

/** A number; empty while somebody types it anew. */
export function NumberField({ path, label, step }: FieldProps & { readonly step?: number }) {
  const { rules, readOnly, set } = useEditor();
  const value = valueAt(rules, path);
  if (readOnly) return <span>{String(value)}</span>;
  return (
    <input
      type="number"
      className="plain-input number"
      aria-label={label}
      value={typeof value === 'number' ? value : ''}
      step={step ?? 'any'}
      onChange={({ target }) => set(path, target.value === '' ? null : target.valueAsNumber)}
    />
  );
}

/** A period: how many, and of what. `share`: also a share of the whole. */
export function PeriodField({ path, label, share = false }: FieldProps & { readonly share?: boolean }) {
  const { rules, readOnly, set } = useEditor();
  const unit = valueAt(rules, [...path, 'unit']);
  if (readOnly) return <span>{valueText('', valueAt(rules, path))}</span>;
  return (
    <span className="period">
      <NumberField path={[...path, 'value']} label={label} step={1} />
      <select
        className="plain-input"
        aria-label={RULE_EDITOR_TEXTS.unitLabel(label)}
        value={String(unit)}
        onChange={({ target }) => set([...path, 'unit'], target.value)}
      >
        {UNITS.map((one) => (
          <option key={one} value={one}>
            {UNIT_WORDS[one]}
          </option>
        ))}
        {share && <option value="percent">{'%'}</option>}
      </select>
    </span>
  );
}

/** A yes or no. */
export function YesField({ path, label }: FieldProps) {
  const { rules, readOnly, set } = useEditor();
  const value = valueAt(rules, path) === true;
  return (
    <label className="yes">
      <input
        type="checkbox"
        aria-label={label}
        checked={value}
        disabled={readOnly}
        onChange={({ target }) => set(path, target.checked)}
      />
      {value ? RULE_EDITOR_TEXTS.yes : RULE_EDITOR_TEXTS.no}
    </label>
  );
}

/** A text, or a time of the day. */
export function TextField({ path, label, time = false }: FieldProps & { readonly time?: boolean }) {
  const { rules, readOnly, set } = useEditor();
  const value = String(valueAt(rules, path) ?? '');
  if (readOnly) return <span>{value === '' ? RULE_EDITOR_TEXTS.none : value}</span>;
  return (
    <input
      type={time ? 'time' : 'text'}
      className="plain-input"
      aria-label={label}
      value={value}
      onChange={({ target }) => set(path, target.value)}
    />
  );
}

/** One or several words out of those that may be chosen; `open`: others may be typed. */
export function WordsField({
  path,
  label,
  name,
  choices,
  open = false,
}: FieldProps & { readonly name: string; readonly choices: readonly string[]; readonly open?: boolean }) {
  const { rules, readOnly, set } = useEditor();
  const value = valueAt(rules, path);
  if (readOnly) return <span>{valueText(name, value)}</span>;
  const several = Array.isArray(value);
  const known = [...new Set([...choices, ...(several ? value.map(String) : value ? [String(value)] : [])])];
  const options = known.map((one) => ({ value: one, label: valueLabel(name, one) }));
  return (
    <Select
      aria-label={label}
      className="words"
      showSearch={{ optionFilterProp: 'label' }}
      {...(several ? { mode: open ? ('tags' as const) : ('multiple' as const) } : {})}
      value={value as string | string[]}
      options={options}
      onChange={(next: string | string[]) => set(path, next)}
    />
  );
}

/** Posts, in words; any that the rule set names anywhere may be chosen, others are typed. */
export function PostField({ path, label, name }: FieldProps & { readonly name: string }) {
  const { base, rules } = useEditor();
  const choices = useMemo(() => ['holder', ...postsIn(base ?? rules)], [base, rules]);
  return <WordsField path={path} label={label} name={name} choices={choices} open />;
}
