import { type CommandSpec, OFFICE } from './commands.ts';
import { payload, text, yesNo } from './payload.ts';

/** Command of every kind that may go over to another rule set and calendar. */
export const ADOPT_RULES = {
  label: '改用新规则集',
  by: OFFICE,
  events: ['RulesAdopted'],
  schema: payload({
    ruleSet: text('规则集', 100),
    calendar: text('工作日历', 64),
    includeServed: yesNo('已送达的期限是否一并变更').optional(),
  }),
} as const satisfies CommandSpec;

/** Command of every kind whose deadlines were counted under a calendar that has ended: the new one's days are confirmed. */
export const CONFIRM_DEADLINES = {
  label: '按新日历确认期限',
  by: OFFICE,
  events: ['DeadlineConfirmed'],
  schema: payload({ calendar: text('工作日历', 64) }),
} as const satisfies CommandSpec;
