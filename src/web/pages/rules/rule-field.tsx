import type { ReactNode } from 'react';
import type { RuleFinding } from '../../api/answers.ts';
import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import { Light } from '../../ui/light.tsx';
import { useEditor } from './editing.ts';
import { valueText } from './field-words.ts';
import { counterpart, type Path, pathText, sameValue, valueAt } from './rule-path.ts';

const TONES = { error: 'red', warning: 'amber', hint: 'grey' } as const;

interface RuleFieldProps {
  readonly path: Path;
  readonly label: ReactNode;
  readonly children: ReactNode;
  /** A group of fields: what was before is told by each of them. */
  readonly group?: boolean;
}

/** A field of a rule: its name, what it was before with a way back, and what the linter says of it. The linter's address is its own. */
export function RuleField({ path, label, children, group = false }: RuleFieldProps) {
  const Frame = group ? 'fieldset' : 'div';
  return (
    <Frame className={group ? 'rule-field group' : 'rule-field'} data-path={pathText(path)} tabIndex={-1}>
      {group ? <legend>{label}</legend> : <span className="rule-label">{label}</span>}
      <div className="rule-control">
        {children}
        {!group && <Before path={path} />}
        <FindingsHere path={path} />
      </div>
    </Frame>
  );
}

/** What stood here before, if it is another value, and the way back to it. */
export function Before({ path }: { readonly path: Path }) {
  const { rules, base, readOnly, set } = useEditor();
  if (base === undefined) return null;
  const [before, now] = [counterpart(base, rules, path), valueAt(rules, path)];
  if (sameValue(before, now)) return null;
  const name = String(path.findLast((key) => typeof key === 'string') ?? '');
  return (
    <span className="rule-before">
      <span className="changed-mark">{RULE_EDITOR_TEXTS.changedMark}</span>{' '}
      {RULE_EDITOR_TEXTS.was(valueText(name, before))}{' '}
      {!readOnly && before !== undefined && (
        <button type="button" className="link-button" onClick={() => set(path, before)}>
          {RULE_EDITOR_TEXTS.restore}
        </button>
      )}
    </span>
  );
}

/** What the linter found exactly here. */
export function FindingsHere({ path }: { readonly path: Path }) {
  const here = useEditor().findings.filter(({ path: at }) => at === pathText(path));
  return here.map((one) => <FindingLine key={one.code + one.message} finding={one} />);
}

function FindingLine({ finding: { severity, message, mend } }: { readonly finding: RuleFinding }) {
  return (
    <span className="rule-finding">
      <Light tone={TONES[severity]} word={RULE_EDITOR_TEXTS.findings.severity[severity]} /> {message}
      {mend !== '' && <span className="dim"> {RULE_EDITOR_TEXTS.findings.mend(mend)}</span>}
    </span>
  );
}
