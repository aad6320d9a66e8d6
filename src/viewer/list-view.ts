import { KIND_NAMES } from '../core/index.ts';
import { KIND_WORDS, stageWord } from '../core/words.ts';
import type { CaseLine, PackageIndex } from '../replay/package-data.ts';
import { h, table } from './dom.ts';
import { organisationText } from './texts.ts';
import { WORDS } from './words.ts';

const AT_ONCE = 200;

/** Search and list of the cases in the package. */
export function listView(index: PackageIndex): HTMLElement {
  const asked = { q: '', kind: '', overdue: false, most: AT_ONCE };
  const results = h('div');
  const show = (): void => results.replaceChildren(...found(index, asked, more));
  const more = (): void => {
    asked.most += AT_ONCE;
    show();
  };
  const change = (given: Partial<typeof asked>): void => {
    Object.assign(asked, { most: AT_ONCE }, given);
    show();
  };
  show();
  return h(
    'section',
    {},
    h(
      'div',
      { class: 'controls' },
      h('input', {
        type: 'search',
        placeholder: WORDS.search,
        label: WORDS.search,
        id: 'search',
        on: { input: (event) => change({ q: (event.target as HTMLInputElement).value.trim() }) },
      }),
      h(
        'select',
        {
          label: WORDS.anyKind,
          on: { change: (event) => change({ kind: (event.target as HTMLSelectElement).value }) },
        },
        h('option', { value: '' }, WORDS.anyKind),
        KIND_NAMES.map((kind) => h('option', { value: kind }, KIND_WORDS[kind])),
      ),
      h(
        'label',
        {},
        h('input', {
          type: 'checkbox',
          on: { change: (event) => change({ overdue: (event.target as HTMLInputElement).checked }) },
        }),
        WORDS.onlyOverdue,
      ),
    ),
    results,
  );
}

function found(
  index: PackageIndex,
  { q, kind, overdue, most }: { q: string; kind: string; overdue: boolean; most: number },
  more: () => void,
): readonly Node[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const lines = index.cases.filter(
    (line) =>
      (kind === '' || line.kind === kind) &&
      (!overdue || line.overdue) &&
      words.every((word) => textOf(index, line).includes(word)),
  );
  if (lines.length === 0) return [h('p', { class: 'empty' }, WORDS.none)];
  const { head } = WORDS;
  const rows = lines
    .slice(0, most)
    .map((line) => [
      h('a', { href: `#case/${encodeURIComponent(line.id)}` }, line.id),
      h('span', {}, line.title),
      h(
        'span',
        {},
        stageWord(line.kind, line.stage),
        line.overdue && h('span', { class: 'warn' }, ` ${WORDS.overdue}`),
        line.tier !== undefined && h('span', { class: 'dim' }, ` ${line.tier}`),
      ),
      organisationText(index, line.unit ?? line.organisation),
      line.openedAt.slice(0, 10),
      String(line.events),
    ]);
  return [
    h('p', { class: 'count' }, WORDS.found(lines.length)),
    table([head.id, head.title, head.stage, head.unit, head.opened, head.events], rows, 'cases'),
    ...(lines.length > most
      ? [h('button', { type: 'button', on: { click: more } }, WORDS.more(lines.length - most))]
      : []),
  ];
}

const texts = new WeakMap<CaseLine, string>();

/** What is searched of a case; made once, because every key asks ten thousand of them. */
function textOf(index: PackageIndex, line: CaseLine): string {
  const known = texts.get(line);
  if (known !== undefined) return known;
  const text = [line.id, line.title, organisationText(index, line.unit), organisationText(index, line.organisation)]
    .join(' ')
    .toLowerCase();
  texts.set(line, text);
  return text;
}
