import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import { DeadlineEditor } from './deadline-editor.tsx';
import { DeadlineTable } from './deadline-table.tsx';
import { DecisionTable } from './decision-table.tsx';
import { useEditor } from './editing.ts';
import { LadderEditor } from './ladder-editor.tsx';
import type { Place } from './part-list.tsx';
import { partsOf } from './parts.ts';
import { valueAt } from './rule-path.ts';
import { ObjectFields, ValueField } from './value-field.tsx';

/** What stands at the top level of a rule set and belongs to no part. */
const GENERAL = ['label', 'effectiveFrom', 'calendar'];

/** The middle of the page: the sheet of a part, or one rule of it. */
export function PartView({ place, onGo }: { readonly place: Place; readonly onGo: (place: Place) => void }) {
  const { rules } = useEditor();
  const part = partsOf(rules).find(({ id }) => id === place.part);
  const item = part?.items.find(({ id }) => id === place.item);
  if (part === undefined || part.id === 'general') return <General />;
  const index = Number(item?.path[1] ?? 0);
  const goUp = (
    <button type="button" className="link-button" onClick={() => onGo({ part: part.id })}>
      ← {RULE_EDITOR_TEXTS.all(part.label)}
    </button>
  );
  if (part.id === 'deadlines') {
    if (item === undefined)
      return (
        <>
          <h2>{part.label}</h2>
          <DeadlineTable onOpen={(id) => onGo({ part: part.id, item: id })} />
        </>
      );
    return (
      <>
        {goUp}
        <DeadlineEditor key={item.id} index={index} />
      </>
    );
  }
  if (part.id === 'ladders') return <LadderEditor key={index} index={index} />;
  if (part.id === 'tierTable' || part.id === 'routing')
    return (
      <>
        <h2>{part.label}</h2>
        <DecisionTable part={part.id} />
      </>
    );
  if (item !== undefined)
    return (
      <>
        {goUp}
        <h2>{item.label}</h2>
        <ObjectFields path={item.path} />
      </>
    );
  if (part.items.length > 0)
    return <ItemChoice part={part.label} items={part.items} onGo={(id) => onGo({ part: part.id, item: id })} />;
  const value = valueAt(rules, part.path);
  return (
    <>
      <h2>{part.label}</h2>
      {typeof value === 'object' && value !== null && !('value' in value) && !Array.isArray(value) ? (
        <ObjectFields path={part.path} />
      ) : (
        <ValueField path={part.path} />
      )}
    </>
  );
}

function General() {
  return (
    <>
      <h2>{RULE_EDITOR_TEXTS.extras.general}</h2>
      {GENERAL.map((name) => (
        <ValueField key={name} path={[name]} />
      ))}
    </>
  );
}

interface ItemChoiceProps {
  readonly part: string;
  readonly items: readonly { readonly id: string; readonly label: string }[];
  readonly onGo: (id: string) => void;
}

function ItemChoice({ part, items, onGo }: ItemChoiceProps) {
  return (
    <>
      <h2>{part}</h2>
      <ul className="item-choice">
        {items.map(({ id, label }) => (
          <li key={id}>
            <button type="button" className="link-button" onClick={() => onGo(id)}>
              {label}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
