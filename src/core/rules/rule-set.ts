import { z } from 'zod';
import { isDay } from '../instant.ts';
import { ConditionError, compileCondition } from './condition.ts';

const id = z.string().regex(/^[A-Za-z][\w.-]*$/, '编号只能用字母、数字、点和短横线');
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
const basis = z.strictObject({
  tag: z.enum(['law', 'practice', 'unverified', 'default']),
  document: z.string().optional(),
  article: z.string().optional(),
});
const tier = z.enum(['T0', 'T1', 'T2', 'T3']);
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
    z.strictObject({ id: tier, name: z.string(), label: z.string(), principle: z.string(), national: z.string() }),
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
    reasons: z.array(z.strictObject({ id, label: z.string(), cap: duration, basis: basis.optional() })),
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
    sendWindow: z.strictObject({ from: z.string(), to: z.string(), days: z.literal('working') }),
    digestAt: z.string(),
    urgent: z.array(z.string()),
    budgetPerPersonPerDay: z.number().int().positive(),
    reminderTime: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, '时间应形如 09:00'),
  }),
  reopenWithin: duration,
  lateEntry: z.strictObject({ within: duration, beyondNeeds: z.array(z.string()) }),
  unitGrades: z.record(z.string(), z.string()),
  duties: z.array(z.looseObject({ id, label: z.string(), basis })),
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
  answers: z.strictObject({ startsAtLatest: duration, reviewWithin: duration, basis }),
});

/** Everything the office decides, as data: tiers, deadlines, ladders, recipients, evidence. Immutable once published. */
export type RuleSet = z.infer<typeof ruleSetSchema>;
export type DeadlineRule = RuleSet['deadlines'][number];
export type Rung = RuleSet['ladders'][number]['rungs'][number];
export type Ladder = RuleSet['ladders'][number];
export type TierId = z.infer<typeof tier>;
export type LapseAct = DeadlineRule['onLapse'][number];

/** A rule set that cannot be loaded; `findings` name the path and say in Chinese what is wrong. */
export class RuleSetError extends Error {
  readonly code = 'rule-set-invalid';
  readonly findings: readonly { readonly path: string; readonly message: string }[];
  constructor(findings: readonly { readonly path: string; readonly message: string }[]) {
    super(
      `规则集有 ${findings.length} 处错误：${findings
        .slice(0, 3)
        .map((finding) => `${finding.path || '（整体）'} ${finding.message}`)
        .join('；')}`,
    );
    this.name = 'RuleSetError';
    this.findings = findings;
  }
}

/** Parses and checks a rule set; throws RuleSetError. */
export function loadRuleSet(json: unknown): RuleSet {
  const parsed = ruleSetSchema.safeParse(json, { error: sentence });
  if (!parsed.success) throw new RuleSetError(parsed.error.issues.flatMap((issue) => problemsOf(issue, [])));
  const { deadlines, ladders, tiers, tierTable, routing, pause, duties } = parsed.data;
  const findings = [
    ...doubles('deadlines', deadlines.map(idOf)),
    ...doubles('ladders', ladders.map(idOf)),
    ...doubles('tiers', tiers.map(idOf)),
    ...doubles('tierTable.rows', tierTable.rows.map(idOf)),
    ...doubles('routing.rows', routing.rows.map(idOf)),
    ...doubles('pause.reasons', pause.reasons.map(idOf)),
    ...doubles('duties', duties.map(idOf)),
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

type Problem = RuleSetError['findings'][number];

/** For checks without a sentence of their own: the same in general words. */
function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? '缺少此项' : `类型不对，应为${TYPES[issue.expected] ?? issue.expected}`;
    case 'too_big':
      return `超过上限 ${issue.maximum}`;
    case 'too_small':
      return issue.origin === 'array' ? `至少要有 ${issue.minimum} 项` : `低于下限 ${issue.minimum}`;
    case 'invalid_value':
      return `只能是：${issue.values.map(String).join('、')}`;
    case 'invalid_union':
      return '内容不是所列形式中的任何一种';
    case 'invalid_key':
      return '键不在允许的范围内';
    case 'invalid_format':
      return '格式不正确';
    default:
      return undefined;
  }
}

const TYPES: { readonly [type: string]: string } = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: '是或否',
  object: '对象',
  record: '对象',
  array: '列表',
  null: '空',
};

/** An issue with its whole path; of a choice, the form that comes nearest to what was written. */
function problemsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): Problem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...path, key].map(String).join('.'),
      message: '没有这个字段，请检查拼写',
    }));
  if (issue.code === 'invalid_union') {
    const near = [...issue.errors].filter((one) => one.length > 0).sort((a, b) => misses(a) - misses(b))[0];
    if (near !== undefined) return near.flatMap((one) => problemsOf(one, path));
  }
  return [{ path: path.map(String).join('.'), message: issue.message }];
}

/** How far a form of a choice is from what was written: a field too many or of another type weighs more than a bad value. */
function misses(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce(
    (sum, issue) =>
      sum +
      (issue.code === 'unrecognized_keys'
        ? 2 * issue.keys.length
        : issue.code === 'invalid_type' && issue.path.length === 0
          ? 5
          : 1),
    0,
  );
}

function idOf(row: { readonly id: string }): string {
  return row.id;
}

function doubles(path: string, ids: readonly string[], field = 'id'): Problem[] {
  return ids.flatMap((one, i) =>
    ids.indexOf(one) < i ? [{ path: `${path}.${i}.${field}`, message: `编号 ${one} 重复` }] : [],
  );
}

function gapsInLadder(one: Ladder, i: number) {
  return one.rungs.flatMap((step, n) =>
    step.rung === n + 1 ? [] : [{ path: `ladders.${i}.rungs.${n}.rung`, message: `层级应连续，此处应为 ${n + 1}` }],
  );
}
