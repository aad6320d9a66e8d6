import { useMemo, useState } from 'react';
import { ConditionError, compileCondition, FACTS } from '../../../core/rules/condition.ts';
import { CONDITION_TEXTS } from '../../texts/rule-words.ts';
import { ConditionRows } from './condition-rows.tsx';
import { type Rows, rowsOf, textOf } from './condition-text.ts';
import { conditionWords } from './condition-words.ts';
import { useEditor } from './editing.ts';
import { type Path, valueAt } from './rule-path.ts';

/** A condition: rows with Chinese operators where they can say it, else its text, checked while it is typed. */
export function ConditionField({ path, label }: { readonly path: Path; readonly label: string }) {
  const { rules, readOnly, set } = useEditor();
  const text = String(valueAt(rules, path) ?? '');
  const rows = knownRows(text);
  // Who types a text goes on typing it, also when rows could say what stands there so far.
  const [asText, setAsText] = useState(rows === undefined);
  if (readOnly) return <span>{conditionWords(text)}</span>;
  if (rows !== undefined && !asText)
    return (
      <div className="condition">
        <ConditionRows label={label} rows={rows} onChange={(next) => set(path, textOf(next))} />
        <button type="button" className="link-button" onClick={() => setAsText(true)}>
          {CONDITION_TEXTS.asText}
        </button>
      </div>
    );
  return (
    <div className="condition">
      <FreeCondition
        label={label}
        text={text}
        onChange={(next) => {
          setAsText(true);
          set(path, next);
        }}
      />
      {rows !== undefined && (
        <button type="button" className="link-button" onClick={() => setAsText(false)}>
          {CONDITION_TEXTS.asRows}
        </button>
      )}
    </div>
  );
}

/** Rows can say it, and every fact in them can be chosen. */
function knownRows(text: string): Rows | undefined {
  const rows = rowsOf(text);
  return rows?.atoms.every(({ fact }) => Object.hasOwn(FACTS, fact)) ? rows : undefined;
}

interface FreeConditionProps {
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** The text itself, with what is wrong with it at once. */
function FreeCondition({ label, text, onChange }: FreeConditionProps) {
  const wrong = useMemo(() => faultOf(text), [text]);
  return (
    <>
      <textarea
        className="plain-input condition-text"
        aria-label={`${label} ${CONDITION_TEXTS.text}`}
        rows={2}
        spellCheck={false}
        value={text}
        onChange={({ target }) => onChange(target.value)}
      />
      <span className={wrong === undefined ? 'dim' : 'rule-fault'} role="status">
        {wrong ?? `${CONDITION_TEXTS.fine}：${conditionWords(text)}`}
      </span>
      <span className="dim">{CONDITION_TEXTS.textHow}</span>
    </>
  );
}

function faultOf(text: string): string | undefined {
  try {
    compileCondition(text);
    return undefined;
  } catch (error) {
    if (error instanceof ConditionError) return error.message;
    throw error;
  }
}
