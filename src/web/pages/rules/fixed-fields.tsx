import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import type { Path } from './rule-path.ts';
import { ValueField } from './value-field.tsx';

/** What the machine decides about a rule: there to be read. */
export function FixedFields({ path, names }: { readonly path: Path; readonly names: readonly string[] }) {
  return (
    <details className="fixed-fields">
      <summary>{RULE_EDITOR_TEXTS.structure}</summary>
      {names.map((name) => (
        <ValueField key={name} path={[...path, name]} />
      ))}
    </details>
  );
}
