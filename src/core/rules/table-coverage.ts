import { compileCondition, FACTS, type FactName, type Facts, factsCompared, type TableRow } from './condition.ts';

/** What a decision table does over every combination of the facts that its conditions can tell apart. */
export interface Coverage {
  /** Rows that are never the first to hold. */
  readonly neverFirst: readonly string[];
  /** Rows whose condition holds in no combination at all. */
  readonly neverTrue: readonly string[];
  /** A combination in which no row holds. */
  readonly gap?: Facts;
  /** Pairs of rows that hold together in some combination, with one of them. */
  readonly overlaps: readonly { readonly first: string; readonly second: string; readonly example: Facts }[];
  /** More combinations than were looked at: the answer is of a part. */
  readonly partial: boolean;
}

const MOST_COMBINATIONS = 50_000;

/**
 * Tries a table on every combination of values that its conditions can tell apart: both values of a yes-or-no, each text that is
 * named and one that is not, and around each number that is compared. Exact for comparisons with constants, which is all that a
 * table of this kind has.
 */
export function coverTable(rows: readonly TableRow[]): Coverage {
  const compared = rows.map((row) => factsCompared(row.when));
  const names = (Object.keys(FACTS) as FactName[]).filter((name) => compared.some((facts) => facts.has(name)));
  const domains = names.map((name) =>
    valuesOf(
      name,
      compared.flatMap((facts) => facts.get(name) ?? []),
    ),
  );
  const total = domains.reduce((product, values) => product * values.length, 1);
  const tests = rows.map((row) => compileCondition(row.when));
  const first = new Set<string>();
  const everTrue = new Set<string>();
  const overlaps = new Map<string, { first: string; second: string; example: Facts }>();
  let gap: Facts | undefined;
  for (let n = 0; n < Math.min(total, MOST_COMBINATIONS); n++) {
    const facts = combination(names, domains, n);
    const holding = rows.filter((_, i) => tests[i]?.(facts));
    const [head, ...others] = holding;
    if (!head) gap ??= facts;
    else first.add(head.id);
    for (const row of holding) everTrue.add(row.id);
    for (const other of others) {
      const key = `${head?.id}/${other.id}`;
      // A closing `true` overlaps with everything on purpose.
      if (other.when !== 'true' && !overlaps.has(key))
        overlaps.set(key, { first: head?.id ?? '', second: other.id, example: facts });
    }
  }
  return {
    neverFirst: rows.filter((row) => !first.has(row.id)).map((row) => row.id),
    neverTrue: rows.filter((row) => !everTrue.has(row.id)).map((row) => row.id),
    ...(gap ? { gap } : {}),
    overlaps: [...overlaps.values()],
    partial: total > MOST_COMBINATIONS,
  };
}

function valuesOf(
  name: FactName,
  constants: readonly (boolean | number | string)[],
): readonly (boolean | number | string)[] {
  const kind = FACTS[name];
  if (typeof kind === 'boolean') return [false, true];
  const own = constants.filter((value) => typeof value === typeof kind);
  if (typeof kind === 'string') return [...new Set(own), '（其他）'];
  const numbers = own.map(Number).flatMap((value) => [value - 0.5, value, value + 0.5]);
  return [...new Set([0, ...numbers])];
}

function combination(
  names: readonly FactName[],
  domains: readonly (readonly (boolean | number | string)[])[],
  n: number,
): Facts {
  const facts: Record<string, boolean | number | string> = {};
  let rest = n;
  names.forEach((name, i) => {
    const values = domains[i] ?? [];
    facts[name] = values[rest % values.length] ?? false;
    rest = Math.floor(rest / values.length);
  });
  return facts;
}
