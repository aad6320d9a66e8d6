import { addDays, type Day, dayOf, daysBetween, isDay, startOfDay } from '../core/index.ts';
import { ABOUT_WORDS, DELIVERY_WORDS } from '../core/words.ts';
import { type LateList, type LateSpan, type PackageIndex, type PaperLine, standingOn } from '../replay/package-data.ts';
import { h, table } from './dom.ts';
import { dueText, instantText, personText, placeText } from './texts.ts';
import { LATE } from './words.ts';

type View = 'facts' | 'known';

/** Who was late on a day, by which rule, since when, and whether they knew; `go` opens another day. */
export function lateView(
  index: PackageIndex,
  { spans, papers }: LateList,
  asked: { readonly day: Day; readonly view: View; readonly holder: string },
  go: (next: { readonly day: Day; readonly view: View; readonly holder: string }) => void,
): HTMLElement {
  const { day, view, holder } = asked;
  const all = spans.filter((span) => isShown(span, day, view));
  const holders = [...new Set(all.map((span) => placeText(index, span.holder)))].sort();
  const shown = all
    .filter((span) => holder === '' || placeText(index, span.holder) === holder)
    .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  const papersOf = Map.groupBy(papers, (paper) => paper.opener);
  const dayInput = h('input', {
    type: 'date',
    value: day,
    id: 'day',
    on: { change: (event) => pick((event.target as HTMLInputElement).value) },
  });
  const pick = (value: string): void => {
    if (isDay(value)) go({ ...asked, day: value });
  };
  return h(
    'section',
    {},
    h('h2', {}, LATE.question),
    h(
      'div',
      { class: 'controls' },
      h('button', { type: 'button', on: { click: () => pick(addDays(day, -1)) } }, `‹ ${LATE.before}`),
      h('label', {}, LATE.day, dayInput),
      h('button', { type: 'button', on: { click: () => pick(addDays(day, 1)) } }, `${LATE.after} ›`),
      h(
        'span',
        { class: 'choice' },
        (['facts', 'known'] as const).map((one) =>
          h(
            'button',
            {
              type: 'button',
              class: one === view ? 'on' : '',
              title: LATE.viewHint[one],
              on: { click: () => go({ ...asked, view: one }) },
            },
            LATE.view[one],
          ),
        ),
      ),
      h(
        'select',
        {
          label: LATE.holder,
          on: { change: (event) => go({ ...asked, holder: (event.target as HTMLSelectElement).value }) },
        },
        ['', ...holders].map((one) => h('option', { value: one, selected: one === holder }, one || LATE.anyHolder)),
      ),
    ),
    h('p', { class: 'hint' }, LATE.viewHint[view]),
    shown.length === 0
      ? h('p', { class: 'empty' }, LATE.nobody)
      : h(
          'p',
          { class: 'count' },
          LATE.counted(
            shown.length,
            new Set(shown.map((span) => placeText(index, span.holder))).size,
            new Set(shown.map((span) => span.caseId)).size,
          ),
        ),
    shown.length > 0 &&
      table(
        [LATE.head.who, LATE.head.what, LATE.head.since, LATE.head.told, LATE.head.where],
        shown.map((span) => row(index, span, day, view, papersFor(span, papersOf))),
        'late',
      ),
  );
}

function isShown(span: LateSpan, day: Day, view: View): boolean {
  const standing = standingOn(span, day);
  return standing === 'late' || standing === (view === 'facts' ? 'unknown' : 'inTime');
}

/** Papers of the case itself and of the matters that it opened. */
function papersFor(span: LateSpan, by: ReadonlyMap<string, readonly PaperLine[]>): readonly PaperLine[] {
  const ladders = [...by].filter(([opener]) => opener !== span.caseId && opener.startsWith(`${span.caseId}-`));
  return [...(by.get(span.caseId) ?? []), ...ladders.flatMap(([, papers]) => papers)];
}

function row(index: PackageIndex, span: LateSpan, day: Day, view: View, papers: readonly PaperLine[]) {
  const title = index.cases.find(({ id }) => id === span.caseId)?.title ?? '';
  const first = addDays(span.lastDay ?? dayOf(span.dueAt), span.lastDay === undefined ? 0 : 1);
  const days = daysBetween(first, day) + 1;
  return [
    h(
      'div',
      {},
      h('strong', {}, placeText(index, span.holder)),
      h('div', {}, span.persons.map((id) => personText(index, id)).join('、')),
    ),
    h(
      'div',
      {},
      h('strong', {}, span.label),
      h('div', {}, span.basis),
      h('div', { class: 'dim' }, LATE.rule(span.rule, span.ruleSet)),
    ),
    h(
      'div',
      {},
      h('strong', {}, LATE.since(first, days)),
      h('div', {}, LATE.due(dueText(span))),
      h('div', {}, endText(span, view)),
    ),
    knowledge(index, span, day, papers),
    h('div', {}, h('a', { href: `#case/${encodeURIComponent(span.caseId)}` }, span.caseId), h('div', {}, title)),
  ];
}

function endText({ ended, lapse }: LateSpan, view: View): string {
  if (view === 'facts' && lapse.recordedAt > startOfDay(addDays(dayOf(lapse.at), 1)))
    return LATE.recordedLater(instantText(lapse.recordedAt));
  if (ended === undefined) return LATE.open;
  return ended.result === 'met' ? LATE.enteredLater(instantText(ended.recordedAt)) : LATE.ended(instantText(ended.at));
}

/** What they had been told by the end of the day. */
function knowledge(index: PackageIndex, span: LateSpan, day: Day, papers: readonly PaperLine[]): HTMLElement {
  const end = startOfDay(addDays(day, 1));
  const told = span.told.filter(({ at }) => at < end);
  const out = papers.filter(({ issuedAt }) => issuedAt < end);
  const summary = [
    told[0] === undefined
      ? LATE.notTold
      : LATE.told(told.length, told.filter((one) => wasSent(one, end)).length, dayOf(told[0].at)),
    out.length === 0 ? LATE.noPaper : LATE.paper(out.length),
  ].join('；');
  if (told.length === 0 && out.length === 0) return h('span', { class: 'warn' }, summary);
  return h(
    'details',
    {},
    h('summary', {}, summary),
    told.length > 0 && h('div', { class: 'dim' }, LATE.toldHead),
    h(
      'ul',
      {},
      told.map(({ at, about, sent }) =>
        h('li', {}, `${instantText(at)} ${ABOUT_WORDS[about] ?? about}：${sentText(index, sent, end)}`),
      ),
    ),
    out.length > 0 && h('div', { class: 'dim' }, LATE.paperHead),
    h(
      'ul',
      {},
      out.map((paper) => h('li', {}, paperText(index, paper, end))),
    ),
  );
}

function wasSent({ sent }: LateSpan['told'][number], end: string): boolean {
  return sent.some(({ state, sentAt }) => state === 'sent' && sentAt !== undefined && sentAt < end);
}

function sentText(index: PackageIndex, sent: LateSpan['told'][number]['sent'], end: string): string {
  if (sent.length === 0) return LATE.unsent;
  return sent
    .map(({ person, state, sentAt }) => {
      const known = sentAt === undefined || sentAt < end;
      const at = sentAt === undefined || !known ? '' : ` ${instantText(sentAt)}`;
      return LATE.sentTo(personText(index, person ?? '—'), DELIVERY_WORDS[known ? state : 'due'] ?? state, at);
    })
    .join('，');
}

/** A paper with links to its files, and what had become of it by an instant. */
export function paperText(index: PackageIndex, paper: PaperLine, until: string): HTMLElement {
  const { servedAt, received } = paper;
  const served = servedAt !== undefined && servedAt < until ? LATE.served(instantText(servedAt)) : LATE.notServed;
  const receipt =
    received === undefined || received.at >= until
      ? LATE.notReceived
      : (received.refused ? LATE.refused : LATE.received)(instantText(received.at));
  return h(
    'span',
    {},
    `${paper.title} ${paper.reference}（${placeText(index, paper.to)}）：${served}，${receipt} `,
    paper.files.flatMap((file) => [
      h(
        'a',
        { href: file.split('/').map(encodeURIComponent).join('/') },
        file.slice(file.lastIndexOf('.') + 1).toUpperCase(),
      ),
      ' ',
    ]),
  );
}
