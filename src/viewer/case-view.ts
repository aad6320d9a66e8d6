import { KIND_WORDS, stageWord } from '../core/words.ts';
import { ruleNamed } from '../replay/explain.ts';
import type { LateList, PackageIndex } from '../replay/package-data.ts';
import { openReplay } from '../replay/replay.ts';
import { deadlineView, verdictView } from './deadlines.ts';
import { h } from './dom.ts';
import { paperText } from './late-view.ts';
import { eventOf, linesOf, loadPage, loadTerms } from './load.ts';
import { proofOfCase } from './proof-view.ts';
import { scrubber } from './scrubber.ts';
import { organisationText } from './texts.ts';
import { pathView, timeline } from './timeline.ts';
import { CASE, WORDS } from './words.ts';

const END_OF_TIME = '9999-12-31T00:00:00+08:00';

/** One case: any moment of it, its path, its events, deadlines, verdicts, papers and proofs. Undefined: the package does not hold it. */
export async function caseView(
  index: PackageIndex,
  { papers }: LateList,
  caseId: string,
): Promise<HTMLElement | undefined> {
  const line = index.cases.find(({ id }) => id === caseId);
  if (line === undefined) return undefined;
  const [page, terms] = await Promise.all([loadPage(line.page), loadTerms()]);
  const lines = linesOf(page, caseId);
  const events = lines.map(eventOf);
  const opened = openReplay(events);
  const state = opened.stateAfter(events.length);
  if (state === undefined) return undefined;
  const labels = (id: string): string => {
    for (const event of events.toReversed()) {
      const rules = terms.rules(event.ruleSet);
      const named = rules && ruleNamed(rules, id);
      if (named) return named.label;
    }
    return id;
  };
  const passed = timeline(index, events, page.beside.deliveries[caseId] ?? [], labels);
  const own = papers.filter(({ opener }) => opener === caseId);
  const relatives = index.cases.filter(
    ({ id }) => id !== caseId && (id.startsWith(`${caseId}-`) || caseId.startsWith(`${id}-`)),
  );
  return h(
    'article',
    { class: 'case' },
    h(
      'header',
      {},
      h('h2', {}, `${line.id}　${line.title}`),
      h(
        'p',
        {},
        [
          KIND_WORDS[line.kind],
          stageWord(line.kind, line.stage),
          line.tier,
          organisationText(index, line.unit ?? line.organisation),
          line.closed ? WORDS.closed : '',
        ]
          .filter(Boolean)
          .join('　'),
        line.overdue && h('span', { class: 'warn' }, `　${WORDS.overdue}`),
      ),
    ),
    scrubber(index, opened, labels, passed.mark),
    verdictView(index, events, terms),
    pathView(opened),
    passed.element,
    deadlineView(events, state, terms),
    own.length > 0 &&
      h(
        'section',
        {},
        h('h3', {}, CASE.papers),
        h(
          'ul',
          {},
          own.map((paper) => h('li', {}, paperText(index, paper, END_OF_TIME))),
        ),
      ),
    relatives.length > 0 &&
      h(
        'section',
        {},
        h('h3', {}, CASE.relatives),
        h(
          'ul',
          {},
          relatives.map(({ id, title, kind }) =>
            h('li', {}, h('a', { href: `#case/${encodeURIComponent(id)}` }, id), ` ${KIND_WORDS[kind]} ${title}`),
          ),
        ),
      ),
    proofOfCase(index, line, lines, page.beside.hashes),
  );
}
