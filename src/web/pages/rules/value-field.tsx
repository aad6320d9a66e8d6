import { isObject, isRulePeriod } from '../../../core/rules/rule-words.ts';
import { ANCHOR_TEXTS, RULE_CHOICES } from '../../texts/rule-words.ts';
import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import { ConditionField } from './condition-field.tsx';
import { useEditor } from './editing.ts';
import { fieldLabel, isTier, sortOf, valueText } from './field-words.ts';
import { LIST_ENTRIES, optionalFields } from './optional-fields.ts';
import { FindingsHere, RuleField } from './rule-field.tsx';
import { type Path, pathText, valueAt } from './rule-path.ts';
import { NumberField, PeriodField, PostField, TextField, WordsField, YesField } from './simple-fields.tsx';

const { triggers } = RULE_EDITOR_TEXTS.ladder;

/** The fields of an object, each edited by what it holds, in the order in which they stand; those that may be added are offered below. */
export function ObjectFields({ path, without = [] }: { readonly path: Path; readonly without?: readonly string[] }) {
  const { rules } = useEditor();
  const value = valueAt(rules, path);
  if (!isObject(value)) return null;
  const names = Object.keys(value).filter((name) => !without.includes(name));
  return (
    <>
      {names.map((name) => (
        <ValueField key={name} path={[...path, name]} />
      ))}
      <AddField path={path} has={Object.keys(value)} />
    </>
  );
}

function AddField({ path, has }: { readonly path: Path; readonly has: readonly string[] }) {
  const { readOnly, set } = useEditor();
  const optional = optionalFields(path);
  const missing = Object.keys(optional).filter((name) => !has.includes(name));
  if (readOnly || missing.length === 0) return null;
  return (
    <p className="rule-add">
      {missing.map((name) => (
        <button key={name} type="button" className="quiet-button" onClick={() => set([...path, name], optional[name])}>
          ＋ {fieldLabel(name)}
        </button>
      ))}
    </p>
  );
}

/** One field of a rule, whatever it holds. */
export function ValueField({ path }: { readonly path: Path }) {
  const { rules, readOnly, set } = useEditor();
  const value = valueAt(rules, path);
  const name = String(path.at(-1) ?? '');
  const label = fieldLabel(name, String(path[0]), value);
  // What starts a rung is a list of cases, any of which is enough.
  if (name === 'trigger') return <ValueField path={[...path, 'any']} />;
  const removable = !readOnly && Object.hasOwn(optionalFields(path.slice(0, -1)), name);
  const group = isObject(value) && !isRulePeriod(value) ? true : Array.isArray(value) && value.some(isObject);
  return (
    <RuleField path={path} label={label} group={group}>
      <Control path={path} name={name} label={label} value={value} />
      {removable && (
        <button type="button" className="link-button remove" onClick={() => set(path, undefined)}>
          {RULE_EDITOR_TEXTS.remove}
        </button>
      )}
    </RuleField>
  );
}

interface ControlProps {
  readonly path: Path;
  readonly name: string;
  readonly label: string;
  readonly value: unknown;
}

function Control({ path, name, label, value }: ControlProps) {
  if (isRulePeriod(value)) return <PeriodField path={path} label={label} share={name === 'before'} />;
  if (typeof value === 'boolean') return <YesField path={path} label={label} />;
  if (typeof value === 'number') return <NumberField path={path} label={label} />;
  if (value === null) return <EmptyPeriod path={path} label={label} />;
  if (typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string')))
    return <WordControl path={path} name={name} label={label} value={value} />;
  if (Array.isArray(value)) return <ListField path={path} name={name} />;
  return <ObjectFields path={path} />;
}

function WordControl({ path, name, label, value }: ControlProps) {
  const sort = sortOf(name, String(path[0]), value);
  if (sort === 'fixed') return <span className="dim">{valueText(name, value)}</span>;
  if (sort === 'post') return <PostField path={path} label={label} name={name} />;
  if (sort === 'condition') return <ConditionField path={path} label={label} />;
  if (sort === 'anchor')
    return <WordsField path={path} label={label} name={name} choices={Object.keys(ANCHOR_TEXTS)} />;
  if (sort === 'choice' || isTier(value)) {
    const choices = Object.keys(RULE_CHOICES[isTier(value) ? 'tier' : name] ?? {});
    return <WordsField path={path} label={label} name={isTier(value) ? 'tier' : name} choices={choices} />;
  }
  if (Array.isArray(value)) return <WordsField path={path} label={label} name={name} choices={value} open />;
  return <TextField path={path} label={label} time={sort === 'time'} />;
}

/** A period that there is none of, such as no answer within so many days; it may be given, and a number that was emptied typed anew. */
function EmptyPeriod({ path, label }: { readonly path: Path; readonly label: string }) {
  const { readOnly, set } = useEditor();
  if (/(Within|cap)$/.test(String(path.at(-1))))
    return (
      <span>
        {RULE_EDITOR_TEXTS.none}{' '}
        {!readOnly && (
          <button type="button" className="link-button" onClick={() => set(path, { value: 5, unit: 'workingDay' })}>
            {RULE_EDITOR_TEXTS.addOf(label)}
          </button>
        )}
      </span>
    );
  return <NumberField path={path} label={label} />;
}

/** A list of small rules (reminders, what a lapse does, steps): each with its fields, to be added, moved and taken away. */
function ListField({ path, name }: { readonly path: Path; readonly name: string }) {
  const { rules, readOnly, set } = useEditor();
  const entries = valueAt(rules, path);
  if (!Array.isArray(entries)) return null;
  const addable = LIST_ENTRIES[name] ?? (entries.length > 0 ? [entries.at(-1)] : []);
  return (
    <div className="rule-list">
      {entries.length === 0 && <span className="dim">{RULE_EDITOR_TEXTS.none}</span>}
      {entries.map((entry, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no names, and an input must stay itself while it is typed in
        <div className="rule-entry" key={i} data-path={pathText([...path, i])} tabIndex={-1}>
          <div className="rule-entry-fields">
            {isObject(entry) ? <ObjectFields path={[...path, i]} /> : <span>{valueText(name, entry)}</span>}
            <FindingsHere path={[...path, i]} />
          </div>
          {!readOnly && (
            <button
              type="button"
              className="quiet-button"
              aria-label={RULE_EDITOR_TEXTS.removeRow(`${fieldLabel(name)} ${i + 1}`)}
              onClick={() => set([...path, i], undefined)}
            >
              ×
            </button>
          )}
        </div>
      ))}
      {!readOnly && (
        <p className="rule-add">
          {addable.map((entry) => (
            <button
              key={JSON.stringify(entry)}
              type="button"
              className="quiet-button"
              onClick={() => set([...path, entries.length], entry)}
            >
              ＋ {entryWord(name, entry)}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}

/** What an entry that may be added is called. */
function entryWord(name: string, entry: unknown): string {
  if (!isObject(entry)) return fieldLabel(name);
  if (name === 'any')
    return entry.overdue ? triggers.overdue : entry.condition ? triggers.condition : triggers.afterRung;
  if (name === 'onLapse') return RULE_CHOICES.do?.[String(entry.do)] ?? String(entry.do);
  if (name === 'reminders') return valueText('', { before: entry.before });
  return fieldLabel(name);
}
