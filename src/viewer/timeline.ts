import { dayOf, type SealedEvent } from '../core/index.ts';
import { ABOUT_WORDS, DELIVERY_WORDS, eventWord, REGION_WORDS, stateWord } from '../core/words.ts';
import type { PackageIndex } from '../replay/package-data.ts';
import type { DeliveryRecord } from '../replay/record.ts';
import type { CaseReplay } from '../replay/replay.ts';
import { becauseWord } from '../replay/words.ts';
import { h } from './dom.ts';
import { dueText, instantText, personText, placeText } from './texts.ts';
import { CASE } from './words.ts';

interface PathStep {
  readonly state: string;
  readonly at: string;
}

/** The states that each line of the case went through, the main line first, each with its day. */
export function pathView({ events, stateAfter }: CaseReplay): HTMLElement {
  const paths = new Map<string, PathStep[]>([['main', []]]);
  for (const [i, event] of events.entries())
    for (const [region, state] of Object.entries(stateAfter(i + 1)?.regions ?? {})) {
      const path = paths.get(region) ?? [];
      paths.set(region, path);
      if (path.at(-1)?.state !== state) path.push({ state, at: event.at });
    }
  const kind = events[0]?.kind ?? 'hazard';
  // A line that never left its first state took no path.
  const moved = [...paths].filter(([region, path]) => region === 'main' || path.length > 1);
  return h(
    'section',
    {},
    h('h3', {}, CASE.path),
    moved.map(([region, path]) =>
      h(
        'div',
        { class: 'line' },
        h('span', { class: 'dim' }, REGION_WORDS[region] ?? region),
        h(
          'ol',
          { class: 'path' },
          path.map(({ state, at }) =>
            h('li', {}, h('strong', {}, stateWord(kind, region, state)), h('span', {}, dayOf(at))),
          ),
        ),
      ),
    ),
  );
}

/** Every event in order, each to be opened; `mark` shows which of them count at the moment that is looked at. */
export function timeline(
  index: PackageIndex,
  events: readonly SealedEvent[],
  deliveries: readonly DeliveryRecord[],
  labels: (rule: string) => string,
): { readonly element: HTMLElement; mark(seq: number): void } {
  const items = events.map((event) => h('li', {}, entry(index, event, deliveries, labels)));
  return {
    element: h('section', {}, h('h3', {}, CASE.timeline), h('ol', { class: 'timeline' }, items)),
    mark(seq) {
      for (const [i, item] of items.entries()) item.className = i + 1 === seq ? 'here' : i + 1 > seq ? 'later' : '';
    },
  };
}

function entry(
  index: PackageIndex,
  event: SealedEvent,
  deliveries: readonly DeliveryRecord[],
  labels: (rule: string) => string,
): HTMLElement {
  const { seq, kind, type, at, recordedAt, actor, command } = event;
  const late = command !== undefined && dayOf(at) !== dayOf(recordedAt);
  const who =
    actor.post === 'engine'
      ? CASE.engine
      : [placeText(index, actor), actor.person && personText(index, actor.person)].filter(Boolean).join(' ');
  const body = h('div', { class: 'body' });
  const details = h(
    'details',
    {
      on: {
        // Made when it is opened: a case may have thousands of events.
        toggle: () => {
          if (details.open && body.childElementCount === 0) body.append(...said(index, event, deliveries, labels));
        },
      },
    },
    h(
      'summary',
      {},
      h('span', { class: 'seq' }, `${seq}`),
      h('time', {}, instantText(at)),
      h('strong', {}, eventWord(kind, type)),
      h('span', { class: 'dim' }, who),
      late && h('span', { class: 'warn' }, `${CASE.lateEntry} ${instantText(recordedAt)}`),
    ),
    body,
  );
  return details;
}

function said(
  index: PackageIndex,
  event: SealedEvent,
  deliveries: readonly DeliveryRecord[],
  labels: (rule: string) => string,
): readonly Node[] {
  const { seq, at, recordedAt, payload, clocks, effects, hash, ruleSet, calendar } = event;
  const told = effects.flatMap((effect, nth) => {
    if (effect.do !== 'notify' && effect.do !== 'issueNotice') return [];
    const about = effect.do === 'notify' ? (ABOUT_WORDS[effect.about] ?? effect.about) : effect.notice;
    const sent = deliveries.filter((one) => one.seq === seq && one.nth === nth);
    return [
      h(
        'li',
        {},
        `${about} → ${placeText(index, effect.to)}`,
        h(
          'ul',
          {},
          sent.map((one) => h('li', {}, sentText(index, one))),
        ),
      ),
    ];
  });
  return [
    h('p', { class: 'dim' }, `${CASE.happened} ${at}　${CASE.recorded} ${recordedAt}　${ruleSet} / ${calendar}`),
    ...(clocks.set.length > 0
      ? [
          h(
            'p',
            {},
            `${CASE.clocksSet}：${clocks.set.map((clock) => `${labels(clock.rule)} ${dueText(clock)}`).join('；')}`,
          ),
        ]
      : []),
    ...(clocks.cleared.length > 0 ? [h('p', {}, `${CASE.cleared}：${clocks.cleared.map(labels).join('；')}`)] : []),
    ...(told.length > 0 ? [h('p', {}, CASE.told), h('ul', {}, told)] : []),
    h('p', {}, CASE.said),
    h('pre', {}, JSON.stringify(payload, null, 1)),
    h('p', { class: 'dim hash' }, hash),
  ];
}

function sentText(index: PackageIndex, { person, because, state, sentAt }: DeliveryRecord): string {
  const when = sentAt === undefined ? '' : ` ${instantText(sentAt)}`;
  return `${person === undefined ? '—' : personText(index, person)}（${becauseWord(because)}）：${DELIVERY_WORDS[state] ?? state}${when}`;
}
