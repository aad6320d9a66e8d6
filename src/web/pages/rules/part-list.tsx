import { useState } from 'react';
import type { RuleFinding } from '../../api/answers.ts';
import { useNarrow } from '../../app/theme.ts';
import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import { BasisTag } from './basis-tag.tsx';
import { useEditor } from './editing.ts';
import { type Part, type PartItem, partsOf } from './parts.ts';
import { counterpart, type Path, pathText, sameValue, valueAt } from './rule-path.ts';

/** Where in the rule set somebody is. */
export interface Place {
  readonly part: string;
  readonly item?: string;
}

interface PartListProps {
  readonly place: Place;
  readonly onGo: (place: Place) => void;
}

/** All rules, by part: how sure each is, what was changed, what the linter minds. On a telephone folded away until it is wanted. */
export function PartList(props: PartListProps) {
  const narrow = useNarrow();
  const [open, setOpen] = useState(false);
  const { rules } = useEditor();
  if (!narrow) return <Parts {...props} />;
  const here = partsOf(rules).find(({ id }) => id === props.place.part);
  const rule = here?.items.find(({ id }) => id === props.place.item);
  const go = (place: Place) => {
    setOpen(false);
    props.onGo(place);
  };
  return (
    <div className="part-fold">
      <button type="button" className="plain-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        ☰ {[RULE_EDITOR_TEXTS.list, here?.label, rule?.label].filter(Boolean).join(' · ')}
      </button>
      {open && <Parts {...props} onGo={go} />}
    </div>
  );
}

function Parts({ place, onGo }: PartListProps) {
  const { rules } = useEditor();
  const [search, setSearch] = useState('');
  const [unverified, setUnverified] = useState(false);
  const wanted = (item: PartItem) =>
    (!unverified || item.tag === 'unverified') && `${item.label} ${item.id}`.includes(search.trim());
  const narrowed = unverified || search.trim() !== '';
  const parts = partsOf(rules)
    .map((part) => ({ part, items: part.items.filter(wanted) }))
    .filter(({ part, items }) => !narrowed || items.length > 0 || (!unverified && part.label.includes(search.trim())));
  return (
    <nav className="part-list" aria-label={RULE_EDITOR_TEXTS.list}>
      <input
        type="search"
        className="plain-input"
        placeholder={RULE_EDITOR_TEXTS.search}
        aria-label={RULE_EDITOR_TEXTS.search}
        value={search}
        onChange={({ target }) => setSearch(target.value)}
      />
      <label className="filter-label">
        <input type="checkbox" checked={unverified} onChange={({ target }) => setUnverified(target.checked)} />
        {RULE_EDITOR_TEXTS.onlyUnverified}
      </label>
      {parts.length === 0 && <p className="dim">{RULE_EDITOR_TEXTS.nothingFound}</p>}
      {parts.map(({ part, items }) => (
        <PartEntry
          key={part.id}
          part={part}
          items={items}
          open={narrowed || place.part === part.id}
          {...{ place, onGo }}
        />
      ))}
    </nav>
  );
}

function PartEntry({
  part,
  items,
  open,
  place,
  onGo,
}: PartListProps & {
  readonly part: Part;
  readonly items: readonly PartItem[];
  readonly open: boolean;
}) {
  const here = place.part === part.id && place.item === undefined;
  return (
    <div className="part">
      <button
        type="button"
        className="part-head"
        aria-current={here ? 'true' : undefined}
        onClick={() => onGo({ part: part.id })}
      >
        <span>{part.label}</span>
        {part.items.length > 0 && <span className="dim">{part.items.length}</span>}
        {part.path.length > 0 && <Marks path={part.path} />}
      </button>
      {open && items.length > 0 && (
        <ul>
          {items.map((item) => (
            <li key={item.id}>
              <button
                type="button"
                className="part-item"
                aria-current={place.part === part.id && place.item === item.id ? 'true' : undefined}
                onClick={() => onGo({ part: part.id, item: item.id })}
              >
                <span className="part-name">{item.label}</span>
                <Marks path={item.path} />
                {item.tag !== undefined && <BasisTag tag={item.tag} />}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Whether a rule was changed, and how bad the worst is that the linter found in it. */
function Marks({ path }: { readonly path: Path }) {
  const { rules, base, findings } = useEditor();
  const changed = base !== undefined && !sameValue(valueAt(rules, path), counterpart(base, rules, path));
  const worst = worstOf(findings, pathText(path));
  return (
    <>
      {changed && <span className="changed-mark">{RULE_EDITOR_TEXTS.changedMark}</span>}
      {worst !== undefined && (
        <span className={worst === 'error' ? 'light red' : 'light amber'}>
          {worst === 'error' ? '▲' : '◆'}
          <span className="only-read">{RULE_EDITOR_TEXTS.findings.severity[worst]}</span>
        </span>
      )}
    </>
  );
}

function worstOf(findings: readonly RuleFinding[], within: string): 'error' | 'warning' | undefined {
  const inside = findings.filter(({ path }) => path === within || path.startsWith(`${within}.`));
  if (inside.some(({ severity }) => severity === 'error')) return 'error';
  return inside.some(({ severity }) => severity === 'warning') ? 'warning' : undefined;
}
