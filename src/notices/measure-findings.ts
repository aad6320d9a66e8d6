import type { RosterState } from '../core/roster/state.ts';
import { UNIT_WORDS } from '../core/words.ts';
import { type Facts, type Found, lastOf, said, sourceOf, stateOf } from './facts.ts';

/** How long an entry of the list stands: the term of its criterion, else of the deadline rule that ends in its removal. */
export function rosterTerm(facts: Facts): Found | undefined {
  const criterion = (stateOf(facts, 'roster') as RosterState | undefined)?.criterion;
  const { roster, deadlines } = facts.terms.rules;
  const own = roster?.criteria.find((one) => one.id === criterion);
  const rule = deadlines.find((one) => one.startsOn === 'rosterListed');
  const duration = own?.term ?? (rule && 'value' in rule.duration ? rule.duration : undefined);
  if (duration === undefined) return undefined;
  const value = `自决定列入之日起${duration.value}${UNIT_WORDS[duration.unit] ?? duration.unit}`;
  return { value, from: { rule: own?.term ? `roster.criteria.${own.id}` : (rule?.id ?? 'roster.term') } };
}

/** What became of what the unit said, or that it said nothing. */
export function rosterHeard(facts: Facts): Found | undefined {
  const adopted = said(facts, ['EntryListed', 'EntryRejected'], 'adopted');
  if (adopted !== undefined) return { ...adopted, value: `你单位的陈述申辩意见：${String(adopted.value)}` };
  const silent = lastOf(facts, 'HearingPassed');
  return silent && { value: '你单位未在期限内提出陈述申辩', from: sourceOf(silent) };
}

/** Why an entry is gone: the reason of whoever removed it, or that its term is over. */
export function rosterGone(facts: Facts): Found | undefined {
  const expired = lastOf(facts, 'EntryExpired');
  return expired ? { value: '列入期限届满', from: sourceOf(expired) } : said(facts, ['EntryRemoved'], 'reason');
}

/** More numbers than this make no sentence. */
const MOST_NAMED = 100;

/** What a sheet of facts about an accident goes over: the accident and the cases under its mark. */
export function accidentScope(facts: Facts): Found | undefined {
  const state = stateOf(facts, 'accident');
  const registered = lastOf(facts, 'AccidentRegistered');
  if (state === undefined || registered === undefined) return undefined;
  const events = facts.cases.find(({ state: one }) => one.caseId === state.caseId)?.events ?? [];
  const frozen = events.flatMap(({ payload }) => (Array.isArray(payload.frozen) ? payload.frozen.map(String) : []));
  const named = `${frozen.slice(0, MOST_NAMED).join('、')}${frozen.length > MOST_NAMED ? '等' : ''}`;
  const cases = frozen.length === 0 ? '没有相关案件' : `相关案件${frozen.length}件（${named}）的全部记录`;
  return { value: `事故${state.caseId}的全部记录；${cases}`, from: sourceOf(registered) };
}
