import { type Calendar, loadRuleSet, parseCalendar, type RuleSet } from '../../src/core/index.ts';
import type { Scenario } from '../../src/simulator/scenario.ts';

/** Within 1901–2099 every calendar repeats after so many years: the same weekdays, the same leap years. */
const YEARS = 28;

/** What a scenario is played on, as files and as the core reads them. */
export interface ShiftedTerms {
  readonly rulesFile: Record<string, unknown>;
  readonly calendarFile: Record<string, unknown>;
  readonly rules: RuleSet;
  readonly calendar: Calendar;
}

/** Each day, instant and month of a round in any JSON value, 28 years later (2025 → 2053); everything else as it is. */
export function shifted<T>(json: T): T {
  const later = (year: string) => String(Number(year) + YEARS);
  return JSON.parse(JSON.stringify(json).replaceAll(/\b(\d{4})(?=-\d{2}(?:-\d{2})?(?!\d))/g, later)) as T;
}

/** A scenario 28 years later, inputs and expectations alike. */
export function shiftScenario(scenario: Scenario): Scenario {
  return shifted(scenario);
}

/** The rule set and its calendar 28 years later, under ids of their own, so that they can be published beside the originals. */
export function shiftTerms(rulesFile: Record<string, unknown>, calendarFile: Record<string, unknown>): ShiftedTerms {
  const calendar = `${String(calendarFile.id)}-later`;
  const sources = Object.entries(calendarFile.sources as Record<string, string>).map(([year, text]) => [
    String(Number(year) + YEARS),
    text,
  ]);
  const files = {
    rulesFile: { ...shifted(rulesFile), id: `${String(rulesFile.id)}-later`, calendar },
    calendarFile: { ...shifted(calendarFile), id: calendar, sources: Object.fromEntries(sources) },
  };
  return { ...files, rules: loadRuleSet(files.rulesFile), calendar: parseCalendar(files.calendarFile) };
}
