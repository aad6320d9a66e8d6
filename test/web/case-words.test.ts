import { expect, it } from 'vitest';
import { fieldTitles } from '../../src/api/field-titles.ts';
import { parseScenarios } from '../../src/simulator/scenario.ts';
import { runScenarios } from '../../src/simulator/scenario-tests.ts';
import { factWord, MACHINE_FIELDS } from '../../src/web/texts/case-words.ts';
import { shipped, terms } from '../core/office.ts';

it('every fact that the scenarios record has a Chinese word on the page of its case', async () => {
  const runs = await runScenarios(parseScenarios(shipped('scenarios.json')), terms);
  const events = runs.flatMap((run) => run.events);
  expect(new Set(events.map(({ kind }) => kind)).size).toBeGreaterThan(5);
  const missing = events.flatMap((event) => {
    const titles = fieldTitles([event]);
    const names = Object.keys(event.payload).filter((name) => !MACHINE_FIELDS.has(name));
    return names
      .filter((name) => factWord(event.command ?? '', name, titles) === undefined)
      .map((name) => `${event.kind} ${event.type} ${name}`);
  });
  expect([...new Set(missing)]).toEqual([]);
});
