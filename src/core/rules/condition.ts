import { Environment } from '@marcbachmann/cel-js';

/** Facts a free condition may name, with the value that stands for “not known”: a condition never fails on a missing fact. */
export const FACTS = {
  // grading
  threatensLife: false,
  matchesMajorCriteria: false,
  needsStop: false,
  unitCannotFixAlone: false,
  estimatedDays: 0,
  sameKindWithin90Days: false,
  // routing
  matter: '',
  industry: '',
  size: '',
  localCanHandle: true,
  // ladders
  tier: '',
  supervised: false,
  overdueWorkingDays: 0,
  progressLag: 0,
  generalAccidentsInQuarter: 0,
  sectorTrend: '',
  promptsIn90Days: 0,
  falseReport: false,
  shouldHaveFound: false,
  accident: false,
  failedInterviewsIn6Months: 0,
  fakeRectification: false,
  backTracing: false,
  failedAcceptances: 0,
  reinspectionFailed: false,
  penaltiesIn180Days: 0,
  penaltiesIn365Days: 0,
  unsafeAfterStop: false,
  penalised: false,
  grave: false,
} as const;

export type FactName = keyof typeof FACTS;
export type Facts = { readonly [fact in FactName]?: boolean | number | string };

const environment = Object.entries(FACTS).reduce(
  (env, [name, value]) =>
    env.registerVariable(name, typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? 'double' : 'string'),
  new Environment(),
);

const compiled = new Map<string, (facts: Record<string, unknown>) => unknown>();

/** Compiles a condition once; throws when it does not parse, names an unknown fact, is no yes-or-no, or uses a regular expression. */
export function compileCondition(expression: string): (facts: Facts) => boolean {
  let run = compiled.get(expression);
  if (run === undefined) {
    const bare = withoutTexts(expression);
    if (expression.length > LONGEST_CONDITION)
      throw new ConditionError(excerpt(expression), `超过 ${LONGEST_CONDITION} 个字符，请拆成几行`);
    // `matches()` is JavaScript RegExp underneath and can hang for seconds on a crafted pattern.
    if (/\bmatches\b/.test(bare)) throw new ConditionError(expression, '不允许使用正则匹配 matches()');
    // Nested loops over lists take as many steps as the product of their lengths.
    if (/\.\s*(all|exists|exists_one|existsOne|map|filter)\s*\(/.test(bare))
      throw new ConditionError(expression, '不允许使用循环（all、exists、map、filter）');
    const checked = environment.check(expression);
    if (!checked.valid) throw new ConditionError(expression, inChinese(checked.error?.message ?? ''));
    if (checked.type !== 'bool') throw new ConditionError(expression, `结果不是“是/否”，而是 ${checked.type}`);
    run = environment.parse(expression) as (facts: Record<string, unknown>) => unknown;
    compiled.set(expression, run);
  }
  const evaluate = run;
  return (facts) => evaluate({ ...FACTS, ...facts }) === true;
}

/** Longer ones nobody can review, and the parser recurses as deep as they nest. */
const LONGEST_CONDITION = 500;

/** The expression without its quoted texts, in which any word may stand. */
function withoutTexts(expression: string): string {
  return expression.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, "''");
}

function excerpt(text: string): string {
  return `${text.slice(0, 40)}……`;
}

/** The library's words as an official can read them; what is not known is passed on behind a Chinese lead. */
function inChinese(message: string): string {
  const first = message.split('\n', 1)[0] ?? '';
  const [, unknown] = /[Uu]nknown variable:?\s*['"]?(\w+)/.exec(first) ?? [];
  if (unknown !== undefined) return `没有“${unknown}”这个事实`;
  if (/no such overload|overload/i.test(first)) return `类型不对（${first}）`;
  return `无法解析（${first}）`;
}

/** A condition that cannot be used; the message says why in Chinese. */
export class ConditionError extends Error {
  readonly expression: string;
  constructor(expression: string, why: string) {
    super(`条件“${expression}”有误：${why}`);
    this.name = 'ConditionError';
    this.expression = expression;
  }
}

/** One row of a decision table. */
export interface TableRow {
  readonly id: string;
  readonly when: string;
}

/** First row whose condition holds, or undefined. */
export function firstMatch<Row extends TableRow>(rows: readonly Row[], facts: Facts): Row | undefined {
  return rows.find((row) => compileCondition(row.when)(facts));
}
