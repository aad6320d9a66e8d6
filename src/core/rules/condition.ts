import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { compileNode, constantsByFact, SyntaxRefused } from './condition-syntax.ts';

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

/** Longer ones nobody can review, and the parser recurses as deep as they nest. */
const LONGEST_CONDITION = 500;

/** A condition ready to be asked; the facts are those of its vocabulary. */
interface Compiled {
  readonly ast: ASTNode;
  readonly names: readonly string[];
  readonly holds: (facts: { readonly [fact: string]: unknown }) => boolean;
}

/** Facts by name, each with the value that stands for “not known”. */
export type Vocabulary = { readonly [fact: string]: boolean | number | string };

/** A compiler of conditions over one vocabulary; what it has compiled it remembers. */
export function conditionsOver(vocabulary: Vocabulary): (expression: string) => Compiled {
  const environment = Object.entries(vocabulary).reduce(
    (env, [name, value]) =>
      env.registerVariable(name, typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? 'double' : 'string'),
    new Environment(),
  );
  const compiled = new Map<string, Compiled>();
  return (expression) => {
    const known = compiled.get(expression);
    if (known !== undefined) return known;
    if (expression.length > LONGEST_CONDITION)
      throw new ConditionError(excerpt(expression), `超过 ${LONGEST_CONDITION} 个字符，请拆成几行`);
    const checked = environment.check(expression);
    if (!checked.valid) throw new ConditionError(expression, inChinese(checked.error?.message ?? ''));
    const { ast } = environment.parse(expression);
    const read = readOf(expression, ast, vocabulary);
    if (checked.type !== 'bool') throw new ConditionError(expression, `结果不是“是/否”，而是 ${checked.type}`);
    const names = [...constantsByFact(ast).keys()];
    const made = { ast, names, holds: (facts: Parameters<Compiled['holds']>[0]) => read(facts) === true };
    compiled.set(expression, made);
    return made;
  };
}

const compile = conditionsOver(FACTS);

/** Compiles a condition once; throws when it does not parse, names an unknown fact, is no yes-or-no, or uses anything that could run away. */
export function compileCondition(expression: string): (facts: Facts) => boolean {
  return compile(expression).holds;
}

/** Every fact that a condition names, with the constants it is compared with; throws ConditionError. */
export function factsCompared(expression: string): ReadonlyMap<string, readonly (boolean | number | string)[]> {
  return constantsByFact(compile(expression).ast);
}

function readOf(expression: string, ast: ASTNode, vocabulary: Vocabulary) {
  try {
    return compileNode(ast, vocabulary);
  } catch (error) {
    if (error instanceof SyntaxRefused) throw new ConditionError(expression, error.message);
    throw error;
  }
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

/** One row that was looked at on the way to a decision: whether its condition holds, and what was known of the facts it names. */
export interface TraceStep {
  readonly row: string;
  readonly when: string;
  readonly holds: boolean;
  readonly facts: Facts;
}

/** First row whose condition holds, or undefined, with every row looked at up to it. */
export function traceTable<Row extends TableRow>(
  rows: readonly Row[],
  facts: Facts,
): { readonly row: Row | undefined; readonly trace: readonly TraceStep[] } {
  const trace: TraceStep[] = [];
  for (const row of rows) {
    const { holds, names } = compile(row.when);
    const held = holds(facts);
    trace.push({ row: row.id, when: row.when, holds: held, facts: named(names as readonly FactName[], facts) });
    if (held) return { row, trace };
  }
  return { row: undefined, trace };
}

function named(names: readonly FactName[], facts: Facts): Facts {
  const seen: Record<string, boolean | number | string> = {};
  for (const name of names) seen[name] = facts[name] ?? FACTS[name];
  return seen;
}

/** First row whose condition holds, or undefined. */
export function firstMatch<Row extends TableRow>(rows: readonly Row[], facts: Facts): Row | undefined {
  return rows.find((row) => compileCondition(row.when)(facts));
}
