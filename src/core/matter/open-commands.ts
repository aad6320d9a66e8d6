import type { Handling } from '../carry-out.ts';
import type { JsonObject, Refusal, UnitFacts } from '../case.ts';
import { addDays, dayOf, startOfDay } from '../instant.ts';
import { refuse } from '../refusal.ts';
import type { PayloadOf } from './commands.ts';
import { factsOf, figureMissing, type MatterGround } from './grounds.ts';
import { ladderOf, maySkip } from './ladder.ts';
import { openOrAdd } from './open.ts';
import type { Cause, MatterState } from './state.ts';
import { draftAs, ended, type Handlers } from './steps.ts';

/** A matter that stands on no hazard: opened by the office with its cause, its ground and what it rests on; ended by the office when the work is there. */
export const OPENING = {
  *openMatter(context) {
    const { command, terms, payload } = context;
    const wrong = notToBeOpened(context);
    if (wrong) return wrong;
    const { ladder, subjectKind, subjectId } = payload;
    const unit = ladder === 'B' ? ((yield { ask: 'unit', unit: subjectId }) as UnitFacts | undefined) : undefined;
    if (ladder === 'B' && unit === undefined)
      return refuse('invalid', { fields: { subjectId: '没有登记这个单位，请核对编号' } });
    const opened = yield* openOrAdd(undefined, command, terms, {
      ladder,
      subject: { kind: subjectKind, organisation: subjectId },
      cause: causeOf(context),
      title: payload.what,
      unit: ladder === 'B' ? subjectId : '',
      organisation: ladder === 'B' ? (unit?.supervisor ?? '') : subjectId,
      tier: '',
      supervised: false,
      ...(payload.ground in GROUND_FACTS ? {} : { facts: factsOf(payload.ground as MatterGround, payload) }),
      ...(payload.startRung === undefined ? {} : { startRung: payload.startRung }),
    });
    // What was said stands beside what it became.
    Object.assign(opened.payload, { ...(payload as JsonObject), ...opened.payload });
    return opened;
  },

  acceptResult(context) {
    const { state, command, terms, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    if (!payload.document) return refuse('document-missing');
    // What a hazard brought, its acceptance ends (验收); nobody takes that out of the acceptance team's hands.
    if (state.causes.some((cause) => cause.kind === undefined)) return refuse('matter-of-hazard');
    const draft = draftAs(state, command, terms, 'MatterEnded', payload);
    ended(draft, 'accepted');
    return draft;
  },
} satisfies Handlers;

/** Grounds that say nothing to the conditions of rungs: the lapse itself, or words. */
const GROUND_FACTS: { readonly [ground: string]: true } = { dutyMissed: true, other: true };

/** Whose ladder it is, what a figure or a missed day must say, and who approved a later start. */
function notToBeOpened({ command, terms, payload }: Opening): Refusal | undefined {
  const { ladder, subjectKind, ground, lastDay, startRung } = payload;
  if (!payload.reason) return refuse('reason-missing');
  if ((ladder === 'B') !== (subjectKind === 'unit'))
    return refuse('invalid', { fields: { subjectKind: '村（居）和部门适用阶梯 A，企业适用阶梯 B' } });
  if (ground === 'dutyMissed' && lastDay === undefined)
    return refuse('invalid', { fields: { lastDay: '请填写应办结日期' } });
  if (lastDay !== undefined && lastDay >= dayOf(command.at))
    return refuse('invalid', { fields: { lastDay: '应办结日期尚未过去，不构成逾期' } });
  if (startRung !== undefined) {
    const rungs = ladderOf({ terms }, ladder);
    if (!payload.approver || !maySkip(rungs, payload)) return refuse('skip-not-approved');
    if (startRung > rungs.rungs.length)
      return refuse('invalid', { fields: { startRung: `该阶梯共 ${rungs.rungs.length} 级` } });
  }
  return figureMissing(payload);
}

type Opening = Pick<Handling<MatterState, PayloadOf<'openMatter'>>, 'command' | 'terms' | 'payload'>;

/** A day that has passed is a lapse, from which days are counted; anything else is an event. */
function causeOf({ command, payload }: Opening): Cause {
  const { ground, what, lastDay } = payload;
  const head = { rule: `office.${ground}`, label: what, kind: 'office' as const };
  return lastDay === undefined
    ? { ...head, dueAt: command.at, lastDay: dayOf(command.at), event: true }
    : { ...head, dueAt: startOfDay(addDays(lastDay, 1)), lastDay };
}
