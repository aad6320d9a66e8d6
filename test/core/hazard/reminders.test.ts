import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { kinds, loadRuleSet, parseCalendar } from '../../../src/core/index.ts';
import { simulate } from '../../../src/simulator/run.ts';
import { parseScenarios } from '../../../src/simulator/scenario.ts';

const data = path.join(import.meta.dirname, '../../../data');
const read = (file: string) => JSON.parse(readFileSync(path.join(data, file), 'utf8'));

describe('reminders', () => {
  it('each goes to those whom it names, not to those of the first', async () => {
    const rules = read('rules.default.json');
    const rule = rules.deadlines.find((one: { id: string }) => one.id === 'hazard.T2.rectify');
    rule.reminders[1].to = ['holder', 'village.head'];
    const scenario = parseScenarios(read('scenarios.json')).find((one) => one.id === 'ladder-cancelled-in-time');
    const terms = { rules: loadRuleSet(rules), calendar: parseCalendar(read('calendar.cn-2024-2026.json')) };
    const { events } = await simulate(scenario as NonNullable<typeof scenario>, {
      kinds,
      terms,
      units: { U1: { supervisor: 'V1' } },
    });
    const told = events
      .filter((event) => event.type === 'ReminderDue' && event.payload.duty === 'hazard.T2.rectify')
      .map((event) => event.effects.flatMap((effect) => (effect.do === 'notify' ? [effect.to.post] : [])));
    expect(told).toEqual([['unit.head'], ['unit.head', 'village.head'], ['unit.head'], ['unit.head']]);
  });
});
