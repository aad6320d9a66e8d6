import { canonicalJson } from '../log/canonical.ts';
import type { RuleSet } from './rule-set.ts';
import { isObject, isRulePeriod, ruleFieldWord, ruleSectionWord, ruleValueWords } from './rule-words.ts';

/** One difference between two rule sets, in words. */
export interface RuleChange {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** “重大隐患整改 期限 由 60 日 改为 45 日”. */
  readonly sentence: string;
}

/** Every difference between two rule sets as a sentence an official can read; order of the second. */
export function diffRuleSets(before: RuleSet, after: RuleSet): readonly RuleChange[] {
  const changes: RuleChange[] = [];
  byId(changes, 'deadlines', before.deadlines, after.deadlines, (rule) => `“${rule.label}”`);
  byId(
    changes,
    'ladders',
    before.ladders.map(withoutRungs),
    after.ladders.map(withoutRungs),
    (ladder) => `“${ladder.label}”`,
  );
  for (const ladder of after.ladders) {
    const old = before.ladders.find((one) => one.id === ladder.id);
    byId(
      changes,
      `ladders.${ladder.id}.rungs`,
      (old?.rungs ?? []).map(named),
      ladder.rungs.map(named),
      (rung) => `${ladder.label}第 ${rung.rung} 级“${rung.label}”`,
    );
  }
  byId(changes, 'tierTable.rows', before.tierTable.rows, after.tierTable.rows, (row) => `定级表“${row.id}”行`);
  byId(changes, 'routing.rows', before.routing.rows, after.routing.rows, (row) => `监管分工“${row.id}”行`);
  byId(changes, 'pause.reasons', before.pause.reasons, after.pause.reasons, (reason) => `中止事由“${reason.label}”`);
  byId(changes, 'duties', before.duties, after.duties, (duty) => `履职事项“${duty.label}”`);
  byId(changes, 'registers', before.registers ?? [], after.registers ?? [], (one) => `登记簿“${one.label}”`);
  byId(
    changes,
    'criteria.items',
    before.criteria?.items ?? [],
    after.criteria?.items ?? [],
    (one) => `判定标准“${one.id}”`,
  );
  const { deadlines: _d, ladders: _l, duties: _u, registers: _g, id: _i, ...restBefore } = before;
  const { deadlines: _d2, ladders: _l2, duties: _u2, registers: _g2, id: _i2, ...restAfter } = after;
  leaves(changes, '', rest(restBefore), rest(restAfter));
  return changes;
}

/** The same rules, in whatever order their fields stand. */
function same(a: unknown, b: unknown): boolean {
  return (
    a === b ||
    (a !== undefined &&
      b !== undefined &&
      canonicalJson(a, Number.POSITIVE_INFINITY) === canonicalJson(b, Number.POSITIVE_INFINITY))
  );
}

/** What has no rows of its own: tables, ladders and lists were compared row by row. */
function rest({
  tierTable: { rows: _t, ...tierTable },
  routing: { rows: _r, ...routing },
  pause: { reasons: _p, ...pause },
  criteria,
  ...others
}: Omit<RuleSet, 'deadlines' | 'ladders' | 'duties' | 'registers' | 'id'>): object {
  return { ...others, tierTable, routing, pause, ...(criteria ? { criteria: { ...criteria, items: undefined } } : {}) };
}

function withoutRungs({ rungs: _, ...ladder }: RuleSet['ladders'][number]): Omit<RuleSet['ladders'][number], 'rungs'> {
  return ladder;
}

function named<Rung extends { readonly name: string }>(rung: Rung): Rung & { readonly id: string } {
  return { ...rung, id: rung.name };
}

type Row = { readonly id: string } & { readonly [field: string]: unknown };

function byId<One extends { readonly id: string }>(
  changes: RuleChange[],
  path: string,
  before: readonly One[],
  after: readonly One[],
  title: (row: One) => string,
): void {
  for (const row of after) {
    const old = before.find((one) => one.id === row.id);
    if (!old) {
      changes.push({ path: `${path}.${row.id}`, kind: 'added', sentence: `新增 ${title(row)}` });
      continue;
    }
    const fields = new Set([...Object.keys(old), ...Object.keys(row)]);
    for (const field of fields) {
      const [was, is] = [(old as Row)[field], (row as Row)[field]];
      if (!same(was, is))
        changes.push({
          path: `${path}.${row.id}.${field}`,
          kind: 'changed',
          sentence: `${title(row)}${ruleFieldWord(field)} 由 ${ruleValueWords(was)} 改为 ${ruleValueWords(is)}`,
        });
    }
  }
  for (const row of before)
    if (!after.some((one) => one.id === row.id))
      changes.push({ path: `${path}.${row.id}`, kind: 'removed', sentence: `删除 ${title(row)}` });
}

function leaves(changes: RuleChange[], path: string, before: unknown, after: unknown): void {
  if (same(before, after)) return;
  if (isRulePeriod(before) || isRulePeriod(after) || !isObject(before) || !isObject(after)) {
    const [section, ...rest] = path.split('.');
    const title = [ruleSectionWord(section ?? ''), ...rest.map(ruleFieldWord)].join(' ');
    changes.push({
      path,
      kind: 'changed',
      sentence: `${title} 由 ${ruleValueWords(before)} 改为 ${ruleValueWords(after)}`,
    });
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
    leaves(changes, path ? `${path}.${key}` : key, before[key], after[key]);
}
