import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { duban } from './console.ts';
import { type DataFolder, dataFolder } from './folder.ts';

let folder: DataFolder;
let draft: string;
beforeAll(async () => {
  folder = await dataFolder({ demo: true });
  const rules = JSON.parse(readFileSync(new URL('../../data/rules.default.json', import.meta.url), 'utf8'));
  for (const deadline of rules.deadlines) if (deadline.id === 'hazard.T3.rectify') deadline.duration.value = 3;
  draft = path.join(folder.path, 'draft.json');
  writeFileSync(draft, JSON.stringify({ ...rules, id: 'draft-3' }));
});
afterAll(() => folder.end());

const whatIf = (...argv: string[]) => duban('what-if', ...argv, '--data', folder.path);

describe('duban what-if', () => {
  it('on the demonstration: three headline numbers, what changes, and invariant 9', async () => {
    const { code, out, error } = await whatIf('--draft', draft);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toMatch(/新逾期案件　+\d+/);
    expect(out).toMatch(/约谈　+\d+ → \d+/);
    expect(out).toMatch(/消息和文书　+\d+ → \d+/);
    expect(out).toMatch(/一般隐患整改 +\d+ → \d+（\+\d+）/);
    expect(out).toMatch(/✓ 按当时的规则回放，\d+ 个案件与记录完全一致/);
  });

  it('as JSON, and one case from near', async () => {
    const report = (await whatIf('--draft', draft, '--json')).json() as {
      headline: { casesNewlyLate: number };
      newlyLate: { caseId: string; duty: string }[];
    };
    expect(report.headline.casesNewlyLate).toBeGreaterThan(0);
    const caseId = report.newlyLate.find((change) => change.duty === 'hazard.T3.rectify')?.caseId ?? '';
    const near = await whatIf('--draft', draft, '--case', caseId);
    expect(near.code).toBe(0);
    const [then = '', other = ''] = near.out.split('━━').slice(1);
    expect(then).toContain('当时的规则');
    expect(other).toContain('draft-3');
    expect(other).toMatch(/逾期 .*一般隐患整改/);
  });

  it('an empty period is an empty report', async () => {
    const { code, out } = await whatIf('--draft', draft, '--from', '2001-01-01', '--to', '2001-12-31');
    expect(code).toBe(0);
    expect(out).toContain('0 个案件');
  });

  it('Ctrl-C stops it: exit 3, a sentence, no report', async () => {
    const stop = new AbortController();
    const out: string[] = [];
    const errors: string[] = [];
    stop.abort();
    const code = await main(['what-if', '--draft', draft, '--data', folder.path], {
      out: (text) => out.push(text),
      error: (text) => errors.push(text),
      env: {},
      terminal: false,
      watched: false,
      stop: stop.signal,
    });
    expect({ code, out }).toEqual({ code: 3, out: [] });
    expect(errors.join()).toContain('没有留下任何结果');
  });

  it.each([
    ['no draft', [], 2],
    ['a file that is not there', ['--draft', 'nowhere.json'], 2],
    ['a day that is none', ['--draft', 'DRAFT', '--from', '2025-13-01'], 2],
    ['an end before the beginning', ['--draft', 'DRAFT', '--from', '2025-02-01', '--to', '2025-01-01'], 2],
    ['a case that is not there', ['--draft', 'DRAFT', '--case', 'H-1999-000001'], 2],
  ])('%s: exit 2 in Chinese', async (_, argv, exit) => {
    const { code, error } = await whatIf(...argv.map((part) => (part === 'DRAFT' ? draft : part)));
    expect(code).toBe(exit);
    expect(error).toMatch(/[一-鿿]/);
  });
});

describe('cases of an old register', () => {
  it('are replayed like any others, and the report says that nothing was sent for them', async () => {
    const file = path.join(folder.path, 'backlog.json');
    const row = { unit: 'E10', kind: '电气线路', where: '配电间', what: '线路老化', tier: 'T3', archive: '2025-017' };
    const hazards = [
      { ...row, found: '2025-03-03', served: '2025-03-04', submitted: '2025-03-20', closedOut: '2025-03-24' },
      {
        ...row,
        unit: 'E11',
        found: '2025-04-01',
        served: '2025-04-02',
        submitted: '2025-04-09',
        closedOut: '2025-04-10',
      },
    ];
    writeFileSync(file, JSON.stringify({ schema: 'duban-backlog-v1', source: '旧台账', hazards }));
    expect((await duban('import', file, '--apply', '--data', folder.path)).code).toBe(0);
    const { code, out } = await whatIf('--draft', draft, '--from', '2025-01-01', '--to', '2025-12-31');
    expect(code).toBe(0);
    expect(out).toContain('其中 2 个案件由历史台账静默导入');
    expect(out).toMatch(/新逾期：1 项职责/);
    expect(out).toContain('✓ 按当时的规则回放');
  });
});

describe('duban preview', () => {
  it('tells who gets what on which day', async () => {
    const { code, out } = await duban('preview', draft, '--tier', 'T3', '--conduct', 'lastDay');
    expect(code).toBe(0);
    expect(out).toMatch(/2025-03-03|2025-03-04/);
    expect(out).toContain('最后环节：已销号');
    expect(out).toMatch(/一人一天最多 \d+ 条/);
  });

  it('as JSON, all three conducts', async () => {
    const { courses } = (await duban('preview', '--tier', 'T2', '--json')).json() as { courses: object };
    expect(Object.keys(courses)).toEqual(['nobody', 'signersOnly', 'lastDay']);
  });

  it.each([
    ['--tier', 'T9'],
    ['--start', '2025-02-30'],
    ['--conduct', 'everybody'],
  ])('%s %s: exit 2', async (option, value) => {
    expect((await duban('preview', option, value)).code).toBe(2);
  });
});
