import { useId, useMemo, useState } from 'react';
import { useSession } from '../../api/session.ts';
import { REGISTER_TEXTS } from '../../texts/register.ts';
import { useOrganisations, useUnits } from '../../ui/names.ts';

/** So many suggestions fit above the keyboard of a telephone. */
const MOST = 6;

interface Props {
  readonly value: string;
  readonly fault: string | undefined;
  readonly onChange: (unit: string) => void;
}

interface Known {
  readonly id: string;
  readonly name: string;
  /** Supervised by the organisation of one of my posts, or my own. */
  readonly mine: boolean;
}

/** The unit, by its name as it is typed: those of one's own area first; a place that is in no register is written as it is. */
export function UnitField({ value, fault, onChange }: Props) {
  const known = useKnownUnits();
  const chosen = known.find(({ id }) => id === value);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const id = useId();
  const typed = chosen?.name ?? value;
  const found = known.filter(({ name }) => name.includes(typed.trim()) && name !== typed).slice(0, MOST);
  const list = open && chosen === undefined ? found : [];
  const choose = (unit: Known) => {
    onChange(unit.id);
    setOpen(false);
  };
  return (
    <div className="unit-field">
      <label htmlFor={id}>{REGISTER_TEXTS.unit}</label>
      <input
        id={id}
        className="plain-input"
        role="combobox"
        aria-expanded={list.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={list[at] === undefined ? undefined : `${id}-${at}`}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-hint`}
        autoComplete="off"
        maxLength={100}
        value={typed}
        placeholder={REGISTER_TEXTS.unitHint}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={({ target }) => {
          setOpen(true);
          setAt(0);
          onChange(known.find(({ name }) => name === target.value)?.id ?? target.value);
        }}
        onKeyDown={(event) => {
          const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          const unit = list[at];
          if (move !== undefined) setAt((before) => Math.max(0, Math.min(list.length - 1, before + move)));
          else if (event.key === 'Enter' && unit !== undefined) choose(unit);
          else if (event.key === 'Escape') setOpen(false);
          else return;
          event.preventDefault();
        }}
      />
      <div className="unit-list" role="listbox" id={`${id}-list`} aria-label={REGISTER_TEXTS.unitSuggestions}>
        {list.map((unit, nth) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's, as in every combobox
          <div
            key={unit.id}
            id={`${id}-${nth}`}
            role="option"
            tabIndex={-1}
            aria-selected={nth === at}
            // Before the input loses the focus and the list is gone.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(unit)}
          >
            {unit.name}
          </div>
        ))}
      </div>
      <p className={fault === undefined ? 'dim hint' : 'fault'} id={`${id}-hint`} role={fault ? 'alert' : undefined}>
        {fault ?? (value !== '' && chosen === undefined && known.length > 0 && !open ? REGISTER_TEXTS.unitFree : '')}
      </p>
    </div>
  );
}

function useKnownUnits(): readonly Known[] {
  const { posts } = useSession();
  const units = useUnits().data?.units;
  const organisations = useOrganisations().data?.organisations;
  return useMemo(() => {
    const mine = new Set(posts.map(({ organisation }) => organisation));
    const names = new Map(organisations?.map(({ id, name }) => [id, name]));
    return (units ?? [])
      .map(({ id, supervisor }) => ({ id, name: names.get(id) ?? id, mine: mine.has(id) || mine.has(supervisor) }))
      .sort((a, b) => Number(b.mine) - Number(a.mine));
  }, [units, organisations, posts]);
}
