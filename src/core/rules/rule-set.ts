import { z } from 'zod';
import { CHANNEL_NAMES } from '../effect.ts';
import { isDay } from '../instant.ts';
import { accidentSchema } from './accident-rules.ts';
import { ConditionError, compileCondition } from './condition.ts';
import { criteriaSchema } from './criteria.ts';
import { dutiesSchema } from './duty-rules.ts';
import { basis, id, tier } from './fields.ts';
import { doubles, type Problem, problemsOf, RuleSetError, sentence } from './problems.ts';
import { questionsSchema } from './questions.ts';
import { registersSchema } from './registers.ts';
import { rosterSchema } from './roster-rules.ts';

export { RuleSetError } from './problems.ts';

const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, '时间应形如 09:00');

const day = z.string().refine(isDay, '不是存在的日期，应形如 2027-01-01');
/** Longer than any legal period in its unit, and no day overflows. */
const LONGEST = 100_000;
const duration = z.strictObject({
  value: z.number().int('时长应为正整数').positive('时长应为正整数').max(LONGEST, `时长不能超过 ${LONGEST}`),
  unit: z.enum(['minute', 'hour', 'calendarDay', 'workingDay', 'month']),
});
const reminderBefore = z.union([
  duration,
  z.strictObject({ value: z.number().positive().max(100), unit: z.literal('percent') }),
]);
const condition = z.string().superRefine((text, context) => {
  try {
    compileCondition(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof ConditionError ? error.message : String(error) });
  }
});

const onLapse = z.discriminatedUnion(
  'do',
  [
    z.strictObject({ do: z.literal('notify'), posts: z.array(z.string()).min(1) }),
    z.strictObject({ do: z.literal('reassign'), to: z.literal('deputy') }),
    z.strictObject({ do: z.literal('flag'), code: id }),
    z.strictObject({ do: z.literal('regrade'), to: tier }),
    z.strictObject({ do: z.literal('recommend'), what: z.string() }),
    z.strictObject({
      do: z.literal('openMatter'),
      ladder: z.enum(['A', 'B']),
      subject: z.enum(['supervisor', 'unit']),
    }),
    z.strictObject({ do: z.literal('askAgain'), every: duration }),
    z.strictObject({ do: z.literal('proposeTransfer'), to: z.string() }),
    z.strictObject({ do: z.literal('liftUp') }),
    z.strictObject({ do: z.literal('rearm') }),
    z.strictObject({ do: z.literal('nextRung') }),
    z.strictObject({ do: z.literal('expireReward') }),
    z.strictObject({ do: z.literal('proceed') }),
    z.strictObject({ do: z.literal('expireEntry') }),
    z.strictObject({ do: z.literal('closeSupplements') }),
  ],
  { error: '没有这种逾期后果，请检查拼写' },
);

const deadlineRule = z.strictObject({
  id,
  label: z.string(),
  kind: z.union([z.string(), z.array(z.string())]),
  tiers: z.array(z.union([z.literal('*'), tier])).min(1),
  /** A dotted stage (`consultation.street`) must hold for the clock to start; a plain one only says where it belongs. */
  stage: z.string(),
  startsOn: z.string(),
  endsOn: z.union([z.string(), z.array(z.string())]),
  duration: z.union([
    duration,
    z.strictObject({ monthlyOnDay: z.number().int().min(1).max(31), firstAtLeast: duration.optional() }),
  ]),
  holder: z.string(),
  reminders: z.array(z.strictObject({ before: reminderBefore, to: z.array(z.string()) })),
  onLapse: z.array(onLapse),
  basis,
  cap: duration.optional(),
  note: z.string().optional(),
  /** Stops while the case is paused. */
  pausable: z.boolean().optional(),
  /** `entry`: a late entry starts this clock when it was entered, because nobody could act on it before. */
  lateEntryCountsFrom: z.enum(['act', 'entry']).optional(),
  /** Starts again when met or missed. */
  recurs: z.boolean().optional(),
});

const trigger = z.strictObject({
  overdue: duration.optional(),
  afterRung: z.number().int().optional(),
  wait: duration.optional(),
  condition: condition.optional(),
});
const rung = z.strictObject({
  rung: z.number().int().positive(),
  name: z.string(),
  label: z.string(),
  trigger: z.strictObject({ any: z.array(trigger).min(1) }),
  issuer: z.string(),
  target: z.string(),
  copyTo: z.array(z.string()).optional(),
  notice: z.string(),
  signature: z.enum(['none', 'required']),
  receiptRequired: z.boolean(),
  answerWithin: duration.nullable(),
  cancelledBy: z.array(z.enum(['accepted', 'lateEntry', 'withdrawn'])),
  suspendedBy: z.array(z.literal('paused')),
  basis,
  published: z.string().optional(),
  inPerson: z.boolean().optional(),
  noticeAhead: duration.optional(),
  /** How often an interview may be put off, and how far beyond the day first named. */
  postponement: z.strictObject({ most: z.number().int().min(0), within: duration }).optional(),
  /** When this holds the ladder comes to this rung at once, the rungs below left out by rule (handbook §5: T0 and accidents). */
  startsWhen: condition.optional(),
  /** `theirs`: what comes of the paper is the receiver's affair, its receipt alone is chased. */
  result: z.enum(['chased', 'theirs']).optional(),
  outside: z.array(z.string()).optional(),
});
const ladder = z.strictObject({
  id: z.enum(['A', 'B']),
  label: z.string(),
  subjects: z.array(z.string()),
  countsFrom: z.literal('lapse'),
  skipUpward: z.strictObject({ allowed: z.boolean(), needs: z.array(z.string()) }).optional(),
  severalAtOnce: z.literal('nextRungUnlessSkipApproved').optional(),
  rungs: z.array(rung).min(1),
});

const extensionRule = z.strictObject({
  requestBefore: duration.optional(),
  maxTotal: duration.optional(),
  maxTotalCountsFrom: z.enum(['start', 'dueDay']).optional(),
  maxCount: z.number().int().min(0),
  approver: z.string().optional(),
  needs: z.array(z.string()).optional(),
  silence: z.literal('refusedUntilDecided').optional(),
  /** Reading of `requestBefore`: so long before the last day at least (default), or only within that last stretch. */
  window: z.enum(['atLeast', 'within']).optional(),
  lateRequest: z.strictObject({ refused: z.boolean(), except: z.string() }).optional(),
  note: z.string().optional(),
});

const ruleSetSchema = z.strictObject({
  schema: z.literal('duban-rules-v1'),
  id,
  label: z.string(),
  effectiveFrom: day,
  calendar: z.string(),
  tiers: z.array(
    z.strictObject({
      id: tier,
      name: z.string(),
      label: z.string(),
      principle: z.string(),
      national: z.enum(['重大', '一般']),
    }),
  ),
  tierTable: z.strictObject({
    hitPolicy: z.literal('first'),
    inputs: z.array(z.string()),
    rows: z.array(z.strictObject({ id, when: condition, tier, basis: basis.optional() })).min(1),
  }),
  routing: z.strictObject({
    hitPolicy: z.literal('first'),
    rows: z.array(
      z.strictObject({
        id,
        when: condition,
        lead: z.string(),
        assist: z.string(),
        action: z.literal('transfer').optional(),
      }),
    ),
    basis,
  }),
  deadlines: z.array(deadlineRule),
  ladders: z.array(ladder),
  extension: z.record(tier, extensionRule),
  pause: z.strictObject({
    reasons: z.array(
      z.strictObject({
        id,
        label: z.string(),
        cap: duration,
        /** Posts one of which must have approved it (handbook §17). Absent: whoever is named. */
        approvers: z.array(z.string()).min(1).optional(),
        basis: basis.optional(),
      }),
    ),
    needs: z.array(z.string()),
  }),
  evidence: z.strictObject({
    T0: z.array(z.string()),
    T1: z.array(z.string()),
    T2: z.array(z.string()),
    T3: z.array(z.string()),
    acceptance: z.record(tier, z.array(z.string())),
    failedAcceptance: z.array(z.string()),
    acceptorNotRectifier: z.boolean(),
    acceptorNotSoleOrderer: z.boolean(),
  }),
  failedAcceptance: z.strictObject({
    clock: z.literal('restart'),
    duration: z.record(tier, duration),
    secondFailure: z.literal('ladderB.transfer'),
  }),
  recurrence: z.strictObject({
    within: duration,
    sameUnitAndKind: z.boolean(),
    raise: z.partialRecord(tier, tier),
    otherwise: z.literal('askOffice'),
    basis,
  }),
  lapsesRaiseTier: z.partialRecord(tier, z.strictObject({ after: z.number().int().positive(), to: tier })),
  sampling: z.partialRecord(tier, z.strictObject({ rate: z.number().min(0).max(1), by: z.string() })),
  consultation: z.strictObject({
    clockOfRectification: z.record(z.enum(['village', 'street', 'district']), z.enum(['runs', 'paused'])),
  }),
  messages: z.strictObject({
    sendWindow: z.strictObject({ from: wallTime, to: wallTime, days: z.literal('working') }),
    digestAt: wallTime,
    urgent: z.array(z.string()),
    budgetPerPersonPerDay: z.number().int().positive(),
    reminderTime: wallTime,
    /** Ways on which people are told; absent: mail and inbox. */
    channels: z.array(z.enum(CHANNEL_NAMES)).min(1).optional(),
  }),
  reopenWithin: duration,
  lateEntry: z.strictObject({ within: duration, beyondNeeds: z.array(z.string()) }),
  unitGrades: z.record(z.string(), z.string()),
  duties: dutiesSchema,
  /** Registers of the fifteen measures; sets published before there were registers have none. */
  registers: registersSchema.optional(),
  reward: z.strictObject({
    share: z.number(),
    min: z.number(),
    max: z.number(),
    general: z.strictObject({ max: z.number() }),
    basis,
  }),
  signing: z.strictObject({
    steps: z.array(z.strictObject({ after: duration, do: z.enum(['remind', 'deputy', 'above', 'redraft']) })).min(1),
    basis,
  }),
  answers: z.strictObject({
    startsAtLatest: duration,
    reviewWithin: duration,
    /** Until the receipt of a paper; then the second channel, then in person. Absent: receipts are not chased. */
    receiptWithin: duration.optional(),
    basis,
  }),
  /** What makes a hazard of a tier, by industry; sets published before there were catalogues have none. */
  criteria: criteriaSchema.optional(),
  /** From where on a pattern is a question for the auditor; sets published before ask as the product does. */
  questions: questionsSchema.optional(),
  /** Grades of accidents; sets published before there were accidents have none. */
  accident: accidentSchema.optional(),
  /** Criteria of the internal list; sets published before there was one have none. */
  roster: rosterSchema.optional(),
});

/** Everything the office decides, as data: tiers, deadlines, ladders, recipients, evidence. Immutable once published. */
export type RuleSet = z.infer<typeof ruleSetSchema>;
export type DeadlineRule = RuleSet['deadlines'][number];
export type Rung = RuleSet['ladders'][number]['rungs'][number];
export type Ladder = RuleSet['ladders'][number];
export type TierId = z.infer<typeof tier>;
export type LapseAct = DeadlineRule['onLapse'][number];

/** Parses and checks a rule set; throws RuleSetError. */
export function loadRuleSet(json: unknown): RuleSet {
  const parsed = ruleSetSchema.safeParse(json, { error: sentence });
  if (!parsed.success) throw new RuleSetError(parsed.error.issues.flatMap((issue) => problemsOf(issue, [])));
  const { deadlines, ladders, tiers, tierTable, routing, pause, duties, criteria, registers } = parsed.data;
  const findings = [
    ...doubles('deadlines', deadlines.map(idOf)),
    ...doubles('ladders', ladders.map(idOf)),
    ...doubles('tiers', tiers.map(idOf)),
    ...doubles('tierTable.rows', tierTable.rows.map(idOf)),
    ...doubles('routing.rows', routing.rows.map(idOf)),
    ...doubles('pause.reasons', pause.reasons.map(idOf)),
    ...doubles('duties', duties.map(idOf)),
    ...doubles('registers', (registers ?? []).map(idOf)),
    ...(registers ?? []).flatMap((one, i) => [
      ...doubles(
        `registers.${i}.fields`,
        one.fields.map((field) => field.name),
        'name',
      ),
    ]),
    ...doubles('criteria.items', (criteria?.items ?? []).map(idOf)),
    ...ladders.flatMap((one, i) => [
      ...gapsInLadder(one, i),
      ...doubles(
        `ladders.${i}.rungs`,
        one.rungs.map((step) => step.name),
        'name',
      ),
    ]),
  ];
  if (findings.length > 0) throw new RuleSetError(findings);
  return parsed.data;
}

function gapsInLadder(one: Ladder, i: number): Problem[] {
  return one.rungs.flatMap((step, n) =>
    step.rung === n + 1 ? [] : [{ path: `ladders.${i}.rungs.${n}.rung`, message: `层级应连续，此处应为 ${n + 1}` }],
  );
}

function idOf(row: { readonly id: string }): string {
  return row.id;
}
