import type { JsonObject, Refusal } from './case.ts';
import { type Day, dayOf, type Instant } from './instant.ts';
import { dayField, documentNumber } from './payload.ts';
import { refuse } from './refusal.ts';

/** What every decision of somebody outside bears: the paper's number, and its date if that is not the day of the act. */
export const OUTSIDE = { document: documentNumber, decidedOn: dayField('文书日期').optional() } as const;

interface Decision {
  readonly decidedOn?: Day | undefined;
}

/** A decision of somebody outside (区级、执法部门) cannot be dated after the day on which it is said to have come. */
export function checkDecidedOn({ decidedOn }: Decision, at: Instant): Refusal | undefined {
  return decidedOn !== undefined && decidedOn > dayOf(at)
    ? refuse('invalid', { fields: { decidedOn: '文书日期不能晚于登记的日期' } })
    : undefined;
}

/** The decision as it is recorded: with the date of its paper, which is the day of the act unless another is given. */
export function dated(payload: JsonObject & Decision, at: Instant): JsonObject {
  return { ...payload, decidedOn: payload.decidedOn ?? dayOf(at) };
}
