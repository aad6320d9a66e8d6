import { kinds, type SealedEvent } from '../src/core/index.ts';
import { addMs } from '../src/core/instant.ts';
import { attribute } from '../src/replay/attribution.ts';
import { factSheet } from '../src/replay/fact-sheet.ts';
import { openReplay } from '../src/replay/replay.ts';
import { stepAt } from '../src/replay/steps.ts';
import { createWorld } from '../src/simulator/world.ts';
import { commandOf, served } from '../test/core/office.ts';
import type { Figure } from './figure.ts';
import { median } from './measure.ts';
import { defaultTerms } from './simulator.ts';

const EVENTS = 5_000;
const LOOKS = 40;
const UNITS = { U1: { supervisor: 'V1' } };

/** A case of 5,000 events opened at any instant, and looked through step by step. */
export async function benchReplay(): Promise<readonly Figure[]> {
  const terms = defaultTerms();
  const atHand = { rules: () => terms.rules, calendar: () => terms.calendar };
  const events = longCase();
  const opening = took(LOOKS, (nth) => {
    const { at } = events[Math.floor((nth * events.length) / LOOKS)] as SealedEvent;
    openReplay(events).picture({ at });
  });
  const early = took(LOOKS, () =>
    openReplay(events).picture({ at: events.at(-1)?.at ?? '', knownAt: events.at(-1)?.at ?? '' }),
  );
  const opened = openReplay(events);
  opened.picture({});
  const stepping = took(400, (nth) => {
    stepAt(opened, 1 + ((nth * 997) % events.length), { terms: atHand });
  });
  const sheet = took(3, () => factSheet(events, { terms: atHand }));
  const days = took(3, () => attribute(events, atHand));
  const figure = (what: string, measured: number, atMost?: number): Figure => ({
    subject: 'replay',
    what,
    measured,
    unit: 'ms',
    ...(atMost === undefined ? {} : { target: { of: 'measured', atMost } }),
  });
  return [
    figure(`opening a case of ${events.length} events at any instant (slowest of ${LOOKS})`, Math.max(...opening), 300),
    figure('the same on both axes of time (slowest)', Math.max(...early), 300),
    figure('a step, explained, anywhere in it (slowest of 400)', Math.max(...stepping), 50),
    figure('a step, explained (median)', median(stepping)),
    figure('its fact sheet', median(sheet)),
    figure('its attribution', median(days)),
  ];
}

/** A hazard on which somebody writes a note every half hour for months, while its deadlines lapse. */
function longCase(): readonly SealedEvent[] {
  const world = createWorld({ kinds, terms: defaultTerms(), units: UNITS });
  const acts = served('T2').map((act, nth) => commandOf({ ...act, on: 'H1' }, nth));
  for (const command of acts) world.record('hazard', command);
  let at = acts.at(-1)?.at ?? '';
  for (let nth = 0; world.events('H1').length < EVENTS; nth++) {
    at = addMs(at, 1_800_000);
    world.runTo(at);
    const note = {
      at: at.slice(0, 16).replace('T', ' '),
      by: 'street.safetyOffice',
      do: 'addNote',
      with: { text: '巡查' },
    };
    world.record('hazard', commandOf(note, 1_000 + nth));
  }
  return world.events('H1');
}

function took(times: number, work: (nth: number) => void): readonly number[] {
  return Array.from({ length: times }, (_, nth) => {
    const started = performance.now();
    work(nth);
    return performance.now() - started;
  });
}
