export type { AccidentState } from './accident/state.ts';
export * from './case.ts';
export type { CommandSpec } from './commands.ts';
export { parseCalendar } from './deadline/calendar.ts';
export type { Calendar } from './deadline/working-days.ts';
export type { DutyState } from './duty/state.ts';
export type * from './effect.ts';
export { advance } from './fold.ts';
export type { HazardState } from './hazard/state.ts';
export * from './instant.ts';
export { charts, commandTables, kinds } from './kinds.ts';
export type { MatterState } from './matter/state.ts';
export type { NoticeState } from './notice/state.ts';
export type { RecordState } from './record/state.ts';
export { refuse } from './refusal.ts';
export type { RosterState } from './roster/state.ts';
export { loadRuleSet, type RuleSet, RuleSetError } from './rules/rule-set.ts';
export {
  clockKey,
  counts,
  type LoadedCase,
  messageKey,
  messagesOf,
  nextDue,
  type Plan,
  plan,
} from './settle.ts';
export type { TipoffState } from './tipoff/state.ts';
