import { z } from 'zod';

const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?\+08:00$/, '时间应写作 2025-03-03T09:00:00+08:00');
const json: z.ZodType<import('../core/index.ts').JsonObject> = z.record(z.string(), z.json()) as never;

const expectation = z.strictObject({
  stage: z.string().optional(),
  tier: z.string().optional(),
  row: z.string().optional(),
  clocks: z.record(z.string(), z.string()).optional(),
  refused: z.string().optional(),
  supervision: z.string().optional(),
  consultation: z.string().optional(),
  control: z.string().optional(),
  paused: z.boolean().optional(),
  question: z.string().optional(),
  opens: z.string().optional(),
  opensCase: z.string().optional(),
  amount: z.number().optional(),
  /** Grade of an accident. */
  grade: z.string().optional(),
  latestDayToAsk: z.string().optional(),
});

const input = z.strictObject({
  at: instant,
  case: z.string(),
  by: z.string(),
  do: z.string(),
  payload: json.optional(),
  happened: instant.optional(),
  expect: expectation.optional(),
});

const fire = z.strictObject({
  at: instant,
  what: z.enum(['reminder', 'lapse', 'rungDue', 'signature', 'redraft', 'receipt']),
  clock: z.string().optional(),
  opens: z.array(z.string()).optional(),
  regrade: z.string().optional(),
  recommend: z.string().optional(),
  ladder: z.string().optional(),
  rung: z.number().optional(),
  notice: z.string().optional(),
  signature: z.string().optional(),
  step: z.string().optional(),
});

const verdict = z.strictObject({
  duty: z.string(),
  result: z.string(),
  daysLate: z.number().optional(),
  daysToSpare: z.number().optional(),
  enteredLate: z.boolean().optional(),
});

const finals = z.strictObject({
  stage: z.string().optional(),
  lapses: z.number().optional(),
  notices: z.array(z.string()).optional(),
  ladder: z
    .array(z.strictObject({ ladder: z.string(), highest: z.number(), endedBy: z.string().optional() }))
    .optional(),
  mustNotHappen: z.array(z.strictObject({ what: z.string(), ladder: z.string(), rung: z.number() })).optional(),
  verdicts: z.array(verdict).optional(),
  attribution: z.record(z.string(), z.number()).optional(),
  pausedDays: z.number().optional(),
  failedAcceptances: z.number().optional(),
  /** Codes of the flags of all cases, in alphabetical order. */
  flags: z.array(z.string()).optional(),
  linked: z.array(z.tuple([z.string(), z.string(), z.string()])).optional(),
  identityLeaks: z.number().optional(),
  note: z.string().optional(),
});

const scenarioSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  about: z.string().optional(),
  ruleSet: z.string(),
  calendar: z.string(),
  inputs: z.array(input).min(1),
  fires: z.array(fire).optional(),
  final: finals,
});

const fileSchema = z.strictObject({
  schema: z.literal('duban-scenarios-v1'),
  reading: z.array(z.string()).optional(),
  scenarios: z.array(scenarioSchema).min(1),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioInput = Scenario['inputs'][number];
export type Expectation = NonNullable<ScenarioInput['expect']>;

/** A scenario file that cannot be read; the message says where in Chinese. */
export class ScenarioError extends Error {
  readonly code = 'scenario-invalid';
}

/** Parses a scenario file; throws ScenarioError. */
export function parseScenarios(file: unknown): readonly Scenario[] {
  const parsed = fileSchema.safeParse(file);
  if (!parsed.success) {
    throw new ScenarioError(
      `场景文件有误：${parsed.error.issues
        .slice(0, 3)
        .map((issue) => `${issue.path.join('.')} ${issue.message}`)
        .join('；')}`,
    );
  }
  return parsed.data.scenarios;
}
