import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import rules from '../../data/rules.default.json' with { type: 'json' };
import { charts, commandTables, KIND_NAMES } from '../../src/core/index.ts';
import { ABOUT_WORDS, EVENT_WORDS, flagWord, postWord, REGION_WORDS, STATE_WORDS } from '../../src/core/words.ts';

const core = path.join(import.meta.dirname, '../../src/core');

/** Event types that the kind's own files and the shared steps draft, whether the machine knows them or not. */
function typesDrafted(kind: string): string[] {
  const decide = readFileSync(path.join(core, kind, 'decide.ts'), 'utf8');
  return [
    ...decide.matchAll(
      /(?:draftAs\([^)]*?|step\([^)]*?|draftOf<[^(]+\([^)]*?|anchored\([^)]*?)'([A-Z][a-z]+(?:[A-Z][a-z]+)+)'/g,
    ),
  ].map(([, type]) => type ?? '');
}

/** Every state of every region that its machine reaches: only what brings a new pair of states is followed, which keeps the walk short. */
function statesOf(kind: (typeof KIND_NAMES)[number]): Map<string, Set<string>> {
  const chart = charts[kind];
  const found = new Map<string, Set<string>>();
  const pairs = new Set<string>();
  const queue = [chart.initial];
  for (let regions = queue.shift(); regions !== undefined; regions = queue.shift()) {
    const here = Object.entries(regions);
    const fresh = here.flatMap((one) => here.map((other) => `${one} ${other}`)).filter((pair) => !pairs.has(pair));
    if (fresh.length === 0) continue;
    for (const pair of fresh) pairs.add(pair);
    for (const [region, state] of here) found.set(region, (found.get(region) ?? new Set()).add(state));
    for (const event of chart.legal(regions)) queue.push(chart.next(regions, event)?.regions ?? regions);
  }
  return found;
}

describe('every term that people see has a Chinese name', () => {
  for (const kind of KIND_NAMES) {
    it(`${kind}: events of the machine, of its commands, and those that time makes`, () => {
      const types = [
        ...charts[kind].events,
        ...Object.values(commandTables[kind]).flatMap((spec) => spec.events),
        ...typesDrafted(kind),
      ];
      expect(types.length).toBeGreaterThan(10);
      expect([...new Set(types)].filter((type) => !/[\u4e00-\u9fff]/.test(EVENT_WORDS[kind][type] ?? ''))).toEqual([]);
      const shared = ['DeadlineLapsed', 'ReminderDue', 'AskedAgain', 'MessageNoted', 'NoteAdded'];
      expect(
        Object.keys(EVENT_WORDS[kind]).filter((type) => !types.includes(type) && !shared.includes(type)),
        'named, but never drafted',
      ).toEqual([]);
    });

    it(`${kind}: regions and their states`, () => {
      const reached = statesOf(kind);
      const nameless = [...reached].flatMap(([region, states]) => [
        ...(REGION_WORDS[region] ? [] : [region]),
        ...[...states].filter((state) => !STATE_WORDS[kind][region]?.[state]).map((state) => `${region}.${state}`),
      ]);
      expect(nameless).toEqual([]);
      const unreached = Object.entries(STATE_WORDS[kind]).flatMap(([region, states]) =>
        Object.keys(states).filter((state) => !reached.get(region)?.has(state)),
      );
      expect(unreached, 'named, but no state of the machine').toEqual([]);
    });

    it(`${kind}: commands and the posts that may issue them`, () => {
      const specs = Object.entries(commandTables[kind]);
      expect(specs.filter(([, spec]) => !/[\u4e00-\u9fff]/.test(spec.label)).map(([type]) => type)).toEqual([]);
      expect(specs.flatMap(([, spec]) => spec.by).filter((post) => post !== '*' && postWord(post) === post)).toEqual(
        [],
      );
    });
  }

  it('holders, recipients and flags of the default rule set', () => {
    const posts = rules.deadlines.flatMap((rule) => [
      rule.holder,
      ...rule.reminders.flatMap((one) => one.to),
      ...rule.onLapse.flatMap((act) => ('posts' in act ? (act.posts ?? []) : [])),
    ]);
    const later = (post: string) => ['holder', 'district'].includes(post);
    expect([...new Set(posts)].filter((post) => !later(post) && postWord(post) === post)).toEqual([]);
    const flags = rules.deadlines.flatMap((rule) =>
      rule.onLapse.flatMap((act) => ('code' in act ? [String(act.code)] : [])),
    );
    expect([...new Set(flags)].filter((code) => flagWord(code) === code)).toEqual([]);
  });

  it('what messages are about', () => {
    const files = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const about = files.flatMap((file) =>
      [...readFileSync(path.join(core, file), 'utf8').matchAll(/tell\(draft, '(\w+)'|about: '(\w+)'/g)].map(
        (match) => match[1] ?? match[2] ?? '',
      ),
    );
    expect(about.length).toBeGreaterThan(5);
    expect([...new Set(about)].filter((one) => !ABOUT_WORDS[one])).toEqual([]);
  });
});
