import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import rules from '../../data/rules.default.json' with { type: 'json' };
import bundled from '../../data/scenarios.json' with { type: 'json' };
import { duban } from './console.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-simulate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, content: unknown): string {
  const file = path.join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('duban simulate', () => {
  it('the bundled scenarios hold', async () => {
    const { code, out } = await duban('simulate', '--quiet');
    expect(code).toBe(0);
    expect(out.match(/^✓/gm)).toHaveLength(bundled.scenarios.length);
    expect(out).toContain(`${bundled.scenarios.length} 个场景符合预期，0 个不符`);
  });

  it('the timeline tells people, time and refusals apart, with weekday, last day, papers and verdicts', async () => {
    const { out } = await duban('simulate', '--only', 't2-lapse-to-interview');
    expect(out).toMatch(/^2025-03-10 周一$/m);
    expect(out).toMatch(/10:00 ● 街道安办 +整改通知送达 +H1/);
    expect(out).toMatch(/期限 较大隐患整改 至 2025-04-09 周三/);
    expect(out).toMatch(/00:00 ◷ （时间到） +逾期 +H1 {2}较大隐患整改/);
    expect(out).toMatch(/文书 安全生产工作提示函 → 村（居）副主任 V1/);
    expect(out).toMatch(/15:00 ✗ 街道领导 +签发文书 +被拒绝/);
    expect(out).toMatch(/认定 较大隐患整改 逾期（逾期 55 日）/);
    expect(out).toMatch(/✓ t2-lapse-to-interview/);
    expect(out).not.toContain('\u001b[');
  });

  it('no English id of an event, a paper or a post is left in any timeline', async () => {
    const { out } = await duban('simulate');
    const words = out
      .split('\n')
      .filter((line) => /^ {2}\d\d:\d\d|^ {10}\S/.test(line))
      // The number of a duty's case is made of its rule's.
      .map((line) => line.replace(/\bD\.\w+\.\w+/g, ''))
      .flatMap(
        (line) =>
          line.match(
            /\b[a-z]+(?:[A-Z][a-z]+)+\b|\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b|\b(?:street|village|unit|district)\.\w+/g,
          ) ?? [],
      );
    expect([...new Set(words)]).toEqual([]);
  });

  it('as JSON: events, refusals, names', async () => {
    const { json } = await duban('simulate', '--only', 'acceptance-failed-twice', '--json');
    const answer = json() as { scenarios: { ok: boolean; events: unknown[]; names: object }[] };
    expect(answer.scenarios).toHaveLength(1);
    expect(answer.scenarios[0]).toMatchObject({ ok: true, names: { H1: 'H1' } });
    expect(answer.scenarios[0]?.events.length).toBeGreaterThan(10);
  });

  it('an expectation that does not hold: exit 1 and the difference', async () => {
    const spoiled = structuredClone(bundled);
    (spoiled.scenarios[0] as { final: { lapses?: number } }).final.lapses = 7;
    const { code, out } = await duban(
      'simulate',
      fileOf('spoiled.json', spoiled),
      '--only',
      spoiled.scenarios[0]?.id ?? '',
      '--quiet',
    );
    expect(code).toBe(1);
    expect(out).toMatch(/✗ t3-on-time[\s\S]*逾期次数 应为 7，实为 0/);
  });

  it('other rules give another outcome: seven days become three', async () => {
    const strict = structuredClone(rules);
    const rule = strict.deadlines.find((one) => one.id === 'hazard.T3.rectify');
    if (rule) Object.assign(rule.duration, { value: 3 });
    const { code, out } = await duban(
      'simulate',
      '--only',
      't3-on-time',
      '--rules',
      fileOf('strict.json', strict),
      '--quiet',
    );
    expect(code).toBe(1);
    expect(out).toContain('hazard.T3.rectify');
  });

  it.each([
    ['broken JSON', () => [fileOf('broken.json', '{"schema":')], '不是合法的 JSON'],
    ['no scenario file', () => [fileOf('other.json', { schema: 'x' })], '场景文件有误'],
    ['no such scenario', () => ['--only', 'nonsense'], 't3-on-time'],
    ['a rule set that is none', () => ['--rules', fileOf('rules.json', {})], '规则集有'],
    ['a folder', () => [folder], '是目录'],
  ])('%s: exit 2 and a sentence', async (_, argv, hint) => {
    const { code, error } = await duban('simulate', ...argv());
    expect(code).toBe(2);
    expect(error).toContain(hint);
  });
});
