import { dayOf, isDay } from '../core/index.ts';
import type { PackageIndex } from '../replay/package-data.ts';
import { caseView } from './case-view.ts';
import { h } from './dom.ts';
import { lateView } from './late-view.ts';
import { listView } from './list-view.ts';
import { loadIndex, loadLate } from './load.ts';
import { proofView } from './proof-view.ts';
import { instantText } from './texts.ts';
import { WORDS } from './words.ts';

/** The page of a package. Its address after `#` says what is shown: `late/DAY/VIEW/HOLDER`, `cases`, `case/ID`, `proof`. */
async function show(index: PackageIndex, view: HTMLElement): Promise<void> {
  const [what = '', ...rest] = location.hash.slice(1).split('/').map(decodeURIComponent);
  const content = await contentOf(index, what || 'late', rest);
  for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a'))
    link.classList.toggle('on', link.hash === `#${what || 'late'}`);
  view.replaceChildren(content ?? h('p', { class: 'empty' }, WORDS.none));
  window.scrollTo(0, 0);
}

async function contentOf(index: PackageIndex, what: string, rest: readonly string[]): Promise<HTMLElement | undefined> {
  switch (what) {
    case 'late': {
      const [day, view, holder = ''] = rest;
      const asked = {
        day: isDay(day) ? day : dayOf(index.until),
        view: view === 'known' ? ('known' as const) : ('facts' as const),
        holder,
      };
      return lateView(index, await loadLate(), asked, (next) => {
        location.hash = `late/${next.day}/${next.view}/${encodeURIComponent(next.holder)}`;
      });
    }
    case 'cases':
      return listView(index);
    case 'case':
      return caseView(index, await loadLate(), rest[0] ?? '');
    case 'proof':
      return proofView(index);
    default:
      return undefined;
  }
}

async function start(): Promise<void> {
  const app = document.getElementById('app');
  if (app === null) return;
  app.replaceChildren(h('p', { class: 'empty' }, WORDS.loading));
  try {
    const index = await loadIndex();
    const events = index.cases.reduce((sum, line) => sum + line.events, 0);
    const view = h('main', {});
    app.replaceChildren(
      h(
        'header',
        { class: 'top' },
        h('h1', {}, WORDS.title),
        h(
          'p',
          {},
          `${WORDS.scope[index.scope]}：${WORDS.summary(index.cases.length, events, instantText(index.until))}`,
        ),
        h(
          'nav',
          {},
          (['late', 'cases', 'proof'] as const).map((tab) => h('a', { href: `#${tab}` }, WORDS.tabs[tab])),
        ),
      ),
      view,
    );
    const turn = (): void => void show(index, view).catch(() => failed(view));
    window.addEventListener('hashchange', turn);
    turn();
  } catch {
    failed(app);
  }
}

function failed(where: HTMLElement): void {
  where.replaceChildren(h('p', { class: 'warn' }, WORDS.broken));
}

void start();
