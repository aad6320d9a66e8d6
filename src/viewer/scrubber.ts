import type { Instant } from '../core/index.ts';
import { REGION_WORDS, stateWord } from '../core/words.ts';
import { ballWords } from '../replay/ball.ts';
import type { PackageIndex } from '../replay/package-data.ts';
import type { CaseReplay, OpenDuty, Picture } from '../replay/replay.ts';
import { STANDING_WORDS } from '../replay/words.ts';
import { h } from './dom.ts';
import { dueText, instantText, placeText } from './texts.ts';
import { CASE } from './words.ts';

/** A case at any moment on two clocks: when facts happened, and when they were recorded. `onMove` is told the last event that counts. */
export function scrubber(
  index: PackageIndex,
  opened: CaseReplay,
  labels: (rule: string) => string,
  onMove: (seq: number) => void,
): HTMLElement {
  const { events } = opened;
  const axes = {
    at: distinct(events.map((event) => event.at)),
    known: distinct(events.map((event) => event.recordedAt)),
  };
  const place = { at: axes.at.length, known: axes.known.length };
  const picture = h('div', { class: 'picture' });
  const sliders = { at: slider('at', CASE.at), known: slider('known', CASE.known) };

  function slider(axis: 'at' | 'known', label: string) {
    const output = h('output', {});
    const input = h('input', {
      type: 'range',
      min: '0',
      max: String(axes[axis].length),
      value: String(axes[axis].length),
      label,
      on: { input: () => move(axis, Number(input.value)) },
    });
    return { input, output, element: h('label', { class: 'axis' }, h('span', {}, label), input, output) };
  }

  function move(axis: 'at' | 'known', to: number): void {
    place[axis] = Math.max(0, Math.min(axes[axis].length, to));
    show();
  }

  /** Steps go along what was recorded, one event after the other. */
  function step(by: number): void {
    place.at = axes.at.length;
    move('known', place.known + by);
  }

  function show(): void {
    for (const axis of ['at', 'known'] as const) {
      const { input, output } = sliders[axis];
      input.value = String(place[axis]);
      output.textContent = momentOf(axis) === undefined ? CASE.now : instantText(momentOf(axis) ?? '');
    }
    const [at, knownAt] = [momentOf('at'), momentOf('known')];
    const shown = opened.picture({
      ...(at === undefined ? {} : { at }),
      ...(knownAt === undefined ? {} : { knownAt }),
    });
    picture.replaceChildren(...pictureOf(index, shown, labels));
    onMove(shown.now?.seq ?? 0);
  }

  /** The last place is without a bound; the first lies before everything. */
  function momentOf(axis: 'at' | 'known'): Instant | undefined {
    const n = place[axis];
    if (n === axes[axis].length) return undefined;
    return n === 0 ? '2000-01-01T00:00:00+08:00' : axes[axis][n - 1];
  }

  show();
  return h(
    'section',
    { class: 'scrubber' },
    h('h3', {}, CASE.clocks),
    sliders.at.element,
    sliders.known.element,
    h(
      'div',
      { class: 'controls' },
      h('button', { type: 'button', on: { click: () => step(-1) } }, `‹ ${CASE.step.back}`),
      h('button', { type: 'button', on: { click: () => step(1) } }, `${CASE.step.forward} ›`),
    ),
    picture,
  );
}

function distinct(instants: readonly Instant[]): readonly Instant[] {
  return [...new Set(instants)].sort();
}

function pictureOf(
  index: PackageIndex,
  { now, skipped, kind }: Picture,
  labels: (rule: string) => string,
): readonly Node[] {
  const later = skipped.length > 0 ? [h('p', { class: 'hint' }, CASE.skipped(skipped.length))] : [];
  if (now === undefined) return [h('p', { class: 'empty' }, CASE.notYet), ...later];
  const { state, ball, duties } = now;
  const regions = Object.entries(state.regions).map(([region, at]) =>
    h('span', { class: 'chip' }, `${REGION_WORDS[region] ?? region}：${stateWord(kind, region, at)}`),
  );
  return [
    h('p', {}, `${CASE.stage}　`, regions),
    h(
      'p',
      {},
      `${CASE.ball}　`,
      h(
        'strong',
        {},
        ballWords(ball, (ref) => placeText(index, ref)),
      ),
    ),
    duties.length === 0
      ? h('p', { class: 'dim' }, CASE.noDuties)
      : h(
          'ul',
          {},
          duties.map((duty) => h('li', { class: duty.standing }, dutyText(index, duty, labels))),
        ),
    ...later,
  ];
}

function dutyText(
  index: PackageIndex,
  { clock, standing, holder }: OpenDuty,
  labels: (rule: string) => string,
): string {
  return `${labels(clock.rule)}　${placeText(index, holder)}　${CASE.dueAt(dueText(clock))}　${STANDING_WORDS[standing]}`;
}
