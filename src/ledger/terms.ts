import { type Awaitable, type LedgerStore, type Steps, wait } from '../../db/ledger-store.ts';
import type { Terms } from '../core/case.ts';
import { type Calendar, parseCalendar } from '../core/deadline/calendar.ts';
import { loadRuleSet, type RuleSet } from '../core/rules/rule-set.ts';
import { LedgerError } from './ledger-error.ts';

/** Rule sets and calendars by id, parsed once per process: they are immutable. */
export interface TermsStore {
  ruleSet(id: string): Awaitable<RuleSet | undefined>;
  calendar(id: string): Awaitable<Calendar | undefined>;
}

/** The terms of the ledger's own tables. */
export function createTermsStore(store: LedgerStore): TermsStore {
  return {
    ruleSet: cached(
      (id) => store.ruleSetBody(id),
      (body) => loadRuleSet(JSON.parse(body)),
    ),
    calendar: cached(
      (id) => store.calendarBody(id),
      (body) => parseCalendar(JSON.parse(body)),
    ),
  };
}

function cached<T>(
  read: (id: string) => Awaitable<string | undefined>,
  parse: (body: string) => T,
): (id: string) => Awaitable<T | undefined> {
  const known = new Map<string, T>();
  const keep = (id: string, body: string | undefined): T | undefined => {
    if (body === undefined) return undefined;
    const value = parse(body);
    known.set(id, value);
    return value;
  };
  return (id) => {
    const value = known.get(id);
    if (value !== undefined) return value;
    const body = read(id);
    return body instanceof Promise ? body.then((text) => keep(id, text)) : keep(id, body);
  };
}

/** The rule set and calendar of these ids; throws LedgerError `terms-unknown`. */
export function* termsOf(
  terms: TermsStore,
  ids: { readonly ruleSet: string; readonly calendar: string },
): Steps<Terms> {
  const rules = yield* wait(terms.ruleSet(ids.ruleSet));
  if (rules === undefined) throw new LedgerError('terms-unknown', `没有规则集 ${ids.ruleSet}，请先发布或恢复该版本。`);
  const calendar = yield* wait(terms.calendar(ids.calendar));
  if (calendar === undefined) throw new LedgerError('terms-unknown', `没有工作日历 ${ids.calendar}，请先导入该版本。`);
  return { rules, calendar };
}
