type Child = Node | string | undefined | false;

/** What an element is given besides its children; texts only, never markup. */
interface Props {
  readonly class?: string;
  readonly id?: string;
  readonly href?: string;
  readonly title?: string;
  readonly type?: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly label?: string;
  readonly scope?: string;
  readonly min?: string;
  readonly max?: string;
  readonly checked?: boolean;
  readonly selected?: boolean;
  readonly open?: boolean;
  readonly disabled?: boolean;
  readonly on?: { readonly [event: string]: (event: Event) => void };
}

/** An element with its children; whatever comes from a record becomes a text node and can be nothing else. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: readonly (Child | readonly Child[])[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  const { on = {}, class: className, label, ...rest } = props;
  if (className !== undefined) element.className = className;
  if (label !== undefined) element.setAttribute('aria-label', label);
  for (const [name, value] of Object.entries(rest)) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  for (const child of children.flat()) if (child !== undefined && child !== false) element.append(child);
  return element;
}

/** A table with a head; rows of cells. */
export function table(head: readonly string[], rows: readonly (readonly Child[])[], className = ''): HTMLElement {
  const titles = head.map((title) => h('th', { scope: 'col' }, title));
  const body = rows.map((cells) =>
    h(
      'tr',
      {},
      cells.map((cell, i) => {
        const td = h('td', {}, cell);
        // Narrow screens show each cell under its own title.
        td.dataset.title = head[i] ?? '';
        return td;
      }),
    ),
  );
  return h(
    'div',
    { class: 'scroll' },
    h('table', { class: className }, h('thead', {}, h('tr', {}, titles)), h('tbody', {}, body)),
  );
}
