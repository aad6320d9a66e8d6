import { CASE_LIST_TEXTS } from '../texts/case-list.ts';

interface Props {
  readonly all: boolean;
  readonly onChange: (all: boolean) => void;
}

/** Open cases alone, or closed ones too. */
export function StandingTabs({ all, onChange }: Props) {
  const tab = (label: string, value: boolean) => (
    <button type="button" className="link-button" aria-pressed={all === value} onClick={() => onChange(value)}>
      {label}
    </button>
  );
  return (
    <fieldset className="list-tabs" aria-label={CASE_LIST_TEXTS.standing} style={{ border: 0, margin: 0, padding: 0 }}>
      {tab(CASE_LIST_TEXTS.open, false)}
      {tab(CASE_LIST_TEXTS.all, true)}
    </fieldset>
  );
}
