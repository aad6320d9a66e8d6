import { readCalendarBody } from '../../db/calendar.ts';
import type { Database } from '../../db/open.ts';
import { readRuleSetBody } from '../../db/rule-set.ts';
import { loadRuleSet, parseCalendar, type Terms } from '../core/index.ts';
import type { PackedHistory } from '../ledger/export.ts';
import { WhatIfError } from '../simulator/what-if.ts';

/** A rule set and its calendar as published. */
export interface TermsBodies {
  readonly ruleSet: string;
  readonly calendar: string;
  readonly ruleSetBody: string;
  readonly calendarBody: string;
}

/** The calendar by which a draft would count: the one that it names. Throws WhatIfError `terms-unknown`, and what a bad rule set throws. */
export async function draftTerms(db: Database, body: string): Promise<Terms> {
  const rules = loadRuleSet(JSON.parse(body));
  const calendarBody = await readCalendarBody(db.knex, rules.calendar);
  if (calendarBody === undefined)
    throw new WhatIfError('terms-unknown', unknownTerms([`工作日历 ${rules.calendar}（草案引用）`]));
  return { rules, calendar: parseCalendar(JSON.parse(calendarBody)) };
}

/** Published bodies of what the cases are pinned to; throws WhatIfError `terms-unknown` with everything that is missing. */
export async function publishedTerms(db: Database, pins: PackedHistory['pins']): Promise<readonly TermsBodies[]> {
  const missing = new Set<string>();
  const found: TermsBodies[] = [];
  for (const [ruleSet, calendar] of pins) {
    const [ruleSetBody, calendarBody] = [
      await readRuleSetBody(db.knex, ruleSet),
      await readCalendarBody(db.knex, calendar),
    ];
    if (ruleSetBody === undefined) missing.add(`规则集 ${ruleSet}`);
    if (calendarBody === undefined) missing.add(`工作日历 ${calendar}`);
    if (ruleSetBody !== undefined && calendarBody !== undefined)
      found.push({ ruleSet, calendar, ruleSetBody, calendarBody });
  }
  if (missing.size > 0) throw new WhatIfError('terms-unknown', unknownTerms([...missing]));
  return found;
}

function unknownTerms(missing: readonly string[]): string {
  return `所选时段的案件引用了台账中没有的${missing.join('、')}，无法推演。请先发布或恢复该版本，或缩小时段。`;
}

/** The terms of each pair of ids, parsed; throws WhatIfError `terms-unknown` for others. */
export function termsByPin(bodies: readonly TermsBodies[]): (ruleSet: string, calendar: string) => Terms {
  const known = new Map(
    bodies.map((one) => [
      `${one.ruleSet}\n${one.calendar}`,
      { rules: loadRuleSet(JSON.parse(one.ruleSetBody)), calendar: parseCalendar(JSON.parse(one.calendarBody)) },
    ]),
  );
  return (ruleSet, calendar) => {
    const found = known.get(`${ruleSet}\n${calendar}`);
    if (found === undefined)
      throw new WhatIfError('terms-unknown', unknownTerms([`规则集 ${ruleSet}（日历 ${calendar}）`]));
    return found;
  };
}
