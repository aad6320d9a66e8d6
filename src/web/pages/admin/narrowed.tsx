import { type ReactNode, useState } from 'react';
import { ADMIN_TEXTS } from '../../texts/admin.ts';
import { EmptyState, Remark } from '../../ui/states.tsx';

interface NarrowedProps<Item> {
  readonly items: readonly Item[];
  /** What the search looks at. */
  readonly text: (item: Item) => string;
  readonly columns: readonly string[];
  readonly row: (item: Item) => ReactNode;
}

const MOST = 100;

/** A register as a table that a search narrows. */
export function Narrowed<Item>({ items, text, columns, row }: NarrowedProps<Item>) {
  const [search, setSearch] = useState('');
  const found = items.filter((item) => text(item).includes(search.trim()));
  return (
    <section className="card">
      <p className="narrow-bar">
        <input
          type="search"
          className="plain-input"
          aria-label={ADMIN_TEXTS.narrow}
          placeholder={ADMIN_TEXTS.narrow}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
        <span className="dim">{ADMIN_TEXTS.shown(found.length, items.length)}</span>
      </p>
      {found.length === 0 ? (
        <EmptyState title={ADMIN_TEXTS.none} how={ADMIN_TEXTS.noneHow} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard
        <section className="table-box" tabIndex={0} aria-label={columns[0] ?? ''}>
          <table className="admin-table">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column}>{column}</th>
                ))}
              </tr>
            </thead>
            <tbody>{found.slice(0, MOST).map(row)}</tbody>
          </table>
        </section>
      )}
      {found.length > MOST && <Remark>{ADMIN_TEXTS.tooMany(MOST)}</Remark>}
    </section>
  );
}
