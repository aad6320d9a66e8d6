import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import scenariosFile from '../../data/scenarios.json' with { type: 'json' };
import { addDays, dayOf, fromMs } from '../../src/core/instant.ts';
import { type Loose, NOTICE_2027 } from '../core/later-terms.ts';
import { duban as run } from './console.ts';
import { type DataFolder, dataFolder } from './folder.ts';

let folder: DataFolder;
const scratch = mkdtempSync(path.join(tmpdir(), 'duban-rules-cli-'));
beforeAll(async () => {
  folder = await dataFolder();
});
afterAll(() => {
  folder.end();
  rmSync(scratch, { recursive: true, force: true });
});

const duban = (...argv: string[]) => run(...argv, '--data', folder.path);
const WANG = ['--as', 'street.safetyOffice', '--person', 'p012'];
const LI = ['--as', 'street.safetyOffice.head', '--person', 'p014'];
const NEXT_MONTH = addDays(dayOf(fromMs(Date.now())), 31);

function file(name: string, content: unknown): string {
  const place = path.join(scratch, name);
  writeFileSync(place, typeof content === 'string' ? content : JSON.stringify(content));
  return place;
}

async function strict(change: (rules: Loose) => void = () => {}): Promise<Loose> {
  const place = path.join(scratch, 'base.json');
  if (!existsSync(place)) await duban('rules', 'export', 'default-2025', '-o', place);
  const rules: Loose = { ...JSON.parse(readFileSync(place, 'utf8')), id: 'strict', effectiveFrom: NEXT_MONTH };
  rules.deadlines.find((rule: { id: string }) => rule.id === 'hazard.T1.rectify').duration.value = 45;
  change(rules);
  return rules;
}

describe('duban rules', () => {
  it('the whole path: export, shorten, lint, compare, draft, approval by a colleague, publication for next month', async () => {
    const place = file('strict.json', await strict());
    expect((await run('rules', 'lint', place)).code).toBe(0);
    const diff = await duban('rules', 'diff', 'default-2025', place);
    expect(diff.out).toContain('“重大隐患整改”期限 由 90 日 改为 45 日');
    const drafted = await duban('rules', 'draft', '--file', place, '--reason', '缩短期限', ...WANG);
    expect([drafted.code, drafted.out]).toEqual([0, expect.stringContaining('没有错误')]);
    const scenarios = await duban('rules', 'test', 'strict', '--json', ...WANG);
    // The shipped scenarios expect ninety days: those that come to the end of them differ, and say so.
    expect(scenarios.code).toBe(1);
    const own = await duban('rules', 'approve', 'strict', ...WANG);
    expect([own.code, own.error]).toEqual([2, expect.stringContaining('不能批准自己的草案')]);
    expect((await duban('rules', 'publish', 'strict', ...WANG)).code).toBe(2);
    const failed = await duban('rules', 'approve', 'strict', ...LI);
    expect([failed.code, failed.error]).toEqual([2, expect.stringContaining('个场景不符合预期')]);
    const ownScenarios = {
      ...scenariosFile,
      scenarios: scenariosFile.scenarios.filter(({ id }) => id === 't3-on-time'),
    };
    const test = await duban('rules', 'test', 'strict', '--scenarios', file('own.json', ownScenarios), ...WANG);
    expect([test.code, test.out]).toEqual([0, expect.stringContaining('1 个场景符合预期，0 个不符')]);
    expect((await duban('what-if', '--draft', 'strict', ...WANG)).code).toBe(0);
    expect((await duban('rules', 'approve', 'strict', ...LI)).code).toBe(0);
    const published = await duban('rules', 'publish', 'strict', '--effective', NEXT_MONTH, ...WANG);
    expect([published.code, published.out]).toEqual([0, expect.stringContaining(`${NEXT_MONTH} 起对新登记的案件生效`)]);
    const shown = await duban('rules', 'show', 'strict');
    expect(shown.out).toMatch(/待生效[\s\S]*起草[\s\S]*缩短期限[\s\S]*场景检验[\s\S]*假设推演[\s\S]*批准[\s\S]*发布/);
    expect((await duban('rules', 'list', '--json')).json()).toMatchObject({
      rules: [
        { id: 'strict', standing: 'scheduled' },
        { id: 'default-2025', standing: 'inForce' },
      ],
    });
    expect((await duban('rules', 'withdraw', 'strict', '--reason', '再议', ...LI)).out).toContain('已撤回');
  });

  it('exports the same bytes each time; the canonical form is what is hashed', async () => {
    const [a, b] = [path.join(scratch, 'a.json'), path.join(scratch, 'b.json')];
    await duban('rules', 'export', 'default-2025', '--canonical', '-o', a);
    await duban('rules', 'export', 'default-2025', '-o', b);
    const { contentHash } = (await duban('rules', 'show', 'default-2025', '--json')).json() as { contentHash: string };
    expect(createHash('sha256').update(readFileSync(a)).digest('hex')).toBe(contentHash);
    expect((await duban('rules', 'diff', a, b)).out).toBe('没有差别。');
  });

  it('lint: errors are findings (1), with path, severity and mend; no JSON is wrong use (2)', async () => {
    const bad = await run(
      'rules',
      'lint',
      file('bad.json', await strict((rules) => (rules.deadlines[0].duration = { value: -1, unit: 'day' }))),
      '--json',
    );
    expect([bad.code, bad.json()]).toEqual([1, expect.objectContaining({ errors: 2 })]);
    const cyclic = await run(
      'rules',
      'lint',
      file('cyclic.json', await strict((rules) => (rules.ladders[0].rungs[1].trigger.any[0].afterRung = 2))),
    );
    expect([cyclic.code, cyclic.out]).toEqual([
      1,
      expect.stringMatching(/^错误　ladders\.0\.rungs\.1\.trigger　.*永远到不了/),
    ]);
    const nobody = file('nobody.json', await strict((rules) => (rules.deadlines[1].holder = 'street.nobody')));
    expect((await run('rules', 'lint', nobody)).code).toBe(0);
    const known = await duban('rules', 'lint', nobody);
    expect([known.code, known.out]).toEqual([1, expect.stringContaining('岗位 street.nobody 不存在')]);
    expect((await run('rules', 'lint', file('broken.json', '{'))).code).toBe(2);
    expect((await duban('rules', 'lint', 'nowhere')).code).toBe(2);
    expect((await duban('rules', 'lint', 'default-2025')).code).toBe(0);
  });

  it('a bad file makes no draft; wrong use names what is missing; no ledger is 3', async () => {
    const bad = await duban(
      'rules',
      'draft',
      '--file',
      file('bad2.json', await strict((rules) => (rules.colour = 'red'))),
      '--reason',
      'x',
      ...WANG,
    );
    expect([bad.code, bad.error]).toEqual([2, expect.stringContaining('colour：没有这个字段')]);
    expect((await duban('rules', 'draft', '--reason', 'x', ...WANG)).error).toContain('--id');
    expect((await duban('rules', 'draft', '--id', 'copy', ...WANG)).error).toContain('--reason');
    expect((await duban('rules', 'draft', '--id', 'copy', '--reason', 'x')).error).toContain('--as');
    expect(
      (await duban('rules', 'draft', '--id', 'copy', '--reason', 'x', '--as', 'street.partyCommittee.head')).code,
    ).toBe(2);
    expect((await duban('rules', 'list')).out).not.toContain('copy');
    expect((await run('rules', 'list', '--data', path.join(scratch, 'none'))).code).toBe(3);
    expect((await run('rules')).code).toBe(2);
    expect((await run('rules', 'adopt', '--help')).out).toContain('--include-served');
  });

  it('the catalogue of criteria: shown, exported, changed, put into a draft; a grading is tried on it', async () => {
    const fire = await duban('rules', 'criteria', 'default-2025', '--industry', 'fire');
    expect(fire.out).toMatch(/^cn-2025[\s\S]*fire\.6\.4 +fire +T1 +法定 +重大火灾隐患判定方法[\s\S]*待核实/);
    expect(fire.out).not.toContain('chemical.1');
    const place = path.join(scratch, 'criteria.json');
    await duban('rules', 'criteria', 'default-2025', '-o', place);
    const catalogue: Loose = JSON.parse(readFileSync(place, 'utf8'));
    catalogue.id = 'yard-2026';
    catalogue.items.push({
      id: 'yard.1',
      industry: 'yard',
      text: '院内堆放易燃物',
      tier: 'T2',
      basis: { tag: 'default' },
    });
    await duban('rules', 'draft', '--id', 'yard', '--effective', NEXT_MONTH, '--reason', '增补', ...WANG);
    const edited = await duban(
      'rules',
      'edit',
      'yard',
      '--criteria',
      file('criteria-2.json', catalogue),
      '--reason',
      '增补判定标准',
      ...WANG,
    );
    expect(edited.code).toBe(0);
    expect((await duban('rules', 'diff', 'default-2025', 'yard')).out).toContain('新增 判定标准“yard.1”');
    const tried = await duban('rules', 'tier', 'yard', '--facts', '{"criterion":"yard.1"}');
    expect([tried.code, tried.out]).toEqual([0, expect.stringContaining('等级 T2（法定报表：一般隐患）')]);
    const unknown = await duban('rules', 'tier', 'default-2025', '--facts', '{"criterion":"yard.1"}');
    expect([unknown.code, unknown.error]).toEqual([2, expect.stringContaining('判定标准目录中没有这一条')]);
    for (const facts of ['{', '[]', '{"weather":1}'])
      expect((await duban('rules', 'tier', 'default-2025', '--facts', facts)).code).toBe(2);
    catalogue.items.push(catalogue.items[0]);
    const bad = await duban(
      'rules',
      'edit',
      'yard',
      '--criteria',
      file('bad-c.json', catalogue),
      '--reason',
      'x',
      ...WANG,
    );
    expect([bad.code, bad.error]).toEqual([2, expect.stringContaining('items.54.id 编号 general.major 重复')]);
    await duban('rules', 'withdraw', 'yard', '--reason', '作废', ...WANG);
  });

  it('adopt: a dry run unless told otherwise', async () => {
    const dry = await duban(
      'rules',
      'adopt',
      'default-2025',
      '--document',
      'd',
      '--approver',
      'street.leader',
      '--reason',
      'r',
      ...WANG,
    );
    expect([dry.code, dry.out]).toEqual([0, '试算：将办理 0 件，不变 0 件，不能办理 0 件；加 --apply 办理']);
  });
});

describe('duban calendar', () => {
  it('shows a year; imports a notice as a new version; says what is wrong with a bad one', async () => {
    const year = await duban('calendar', 'show', '2026');
    expect(year.out).toMatch(
      /2026 年　日历 cn-2024-2026　工作日 248 天[\s\S]*16休 17休 18休[\s\S]*2026-02-14 周六　调休上班/,
    );
    expect((await duban('calendar', 'show', '2027')).out).toContain('尚未导入');
    const bad = await duban(
      'calendar',
      'import',
      file('bad-notice.json', { ...NOTICE_2027, makeUpDays: ['2027-03-03'] }),
      ...WANG,
    );
    expect([bad.code, bad.error]).toEqual([2, expect.stringContaining('makeUpDays.0：2027-03-03 本来就是工作日')]);
    const notice = file('notice.json', NOTICE_2027);
    const dry = await duban('calendar', 'import', notice, '--dry-run', ...WANG);
    expect([dry.code, dry.out]).toEqual([0, expect.stringMatching(/^将形成日历 cn-2024-2027[\s\S]*没有保存任何内容/)]);
    expect((await duban('calendar', 'import', ...WANG)).error).toContain('二者择一');
    expect((await duban('calendar', 'import', '--bundled', '2027', ...WANG)).error).toContain('2004 至 2026 年');
    expect((await duban('calendar', 'import', '--bundled', '2026', ...WANG)).error).toContain('内容相同');
    expect((await duban('calendar', 'import', notice, ...WANG)).out).toContain(
      '已形成日历 cn-2024-2027（取代 cn-2024-2026）',
    );
    expect((await duban('calendar', 'import', notice, ...WANG)).code).toBe(2);
    expect((await duban('calendar', 'show', '2027', '--json')).json()).toMatchObject({
      calendar: 'cn-2024-2027',
      covered: true,
      workingDays: 248,
    });
    expect((await duban('calendar', 'list')).out).toMatch(/cn-2024-2027\s+2027-12-31\s+cn-2024-2026/);
    expect((await duban('calendar', 'confirm', ...WANG)).out).toContain('试算');
    expect((await duban('calendar', 'show', '26')).code).toBe(2);
  });
});
