import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workedCase } from '../replay/worked-case.ts';
import { duban } from './console.ts';
import { type DataFolder, dataFolder } from './folder.ts';

let folder: DataFolder;
let file: string;

beforeAll(async () => {
  folder = await dataFolder();
  file = path.join(folder.path, 'events.jsonl');
  writeFileSync(
    file,
    `${workedCase()
      .log.map((event) => JSON.stringify(event))
      .join('\n')}\n`,
  );
});
afterAll(() => folder.end());

describe('duban replay of a file', () => {
  const replay = (...more: string[]) => duban('replay', file, '--case', 'H1', ...more);

  it('shows the case at an instant: where it stands, who held the ball, what was open, what was left out', async () => {
    const { code, out } = await replay('--at', '2025-04-20T10:00');
    expect(code).toBe(0);
    expect(out).toContain('环节：待验收');
    expect(out).toContain('由谁办理：验收组（待验收结论）');
    expect(out).toMatch(/复查 +计时中 +至 2025-04-25 周五 +验收组/);
    expect(out).toMatch(/认定 较大隐患整改 逾期（逾期 6 日）/);
    expect(out).toMatch(/未计入 \d+ 条：\n {2}第 \d+ 号/);
  });

  it('knows what was not recorded yet', async () => {
    const { out } = await replay('--at', '2025-05-09T05:00', '--known-at', '2025-05-09T05:00');
    expect(out).toContain('由谁办理：系统（系统应触发而未触发），自 2025-05-09 周五 00:00');
    expect(out).toContain('当时尚未录入');
    expect((await replay('--at', '2025-01-01')).out).toContain('当时还没有这个案件');
  });

  it('goes through it: steps, verdicts, whose the days are', async () => {
    const { out, code } = await replay('--at', '2025-05-14T12:00', '--steps', '--verdicts', '--attribution');
    expect(code).toBe(0);
    expect(out).toMatch(/第 1 步　2025-03-10 周一 09:00　隐患登记　网格员 V1/);
    expect(out).toContain('系统延迟，记录于 2025-05-09 周五 11:00');
    expect(out).toMatch(/较大隐患整改　至 2025-04-09 周三　逾期履职 6 日　企业主要负责人 U1/);
    expect(out).toContain('逾期共 15 日');
    expect(out).toMatch(/11 日 +企业主要负责人 U1/);
    expect(out).toMatch(/系统延迟触发 11 小时/);
    expect(out).not.toMatch(/undefined|NaN|\[object/);
    const { attribution, verdicts, steps, intact } = (
      await replay('--verdicts', '--attribution', '--steps', '--json')
    ).json() as Record<string, { readonly length?: number }>;
    expect([Boolean(attribution), Number(verdicts?.length) > 5, Number(steps?.length) > 15, intact]).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('writes the fact sheet', async () => {
    const sheet = path.join(folder.path, 'sheet.docx');
    expect((await replay('--fact-sheet', sheet)).out).toContain(`已写入 ${sheet}`);
    expect(readFileSync(sheet).subarray(0, 2).toString()).toBe('PK');
    expect(await replay('--fact-sheet', 'sheet.txt')).toMatchObject({ code: 2 });
    expect(existsSync('sheet.txt')).toBe(false);
  });

  it('says which case where there are several, and that a record was touched', async () => {
    expect(await duban('replay', file)).toMatchObject({ code: 2, error: expect.stringContaining('--case') });
    expect(await duban('replay', file, '--case', 'H-9')).toMatchObject({ code: 2 });
    const bent = path.join(folder.path, 'bent.jsonl');
    writeFileSync(bent, readFileSync(file, 'utf8').replace('堵塞', '畅通'));
    const { code, out } = await duban('replay', bent, '--case', 'H1');
    expect([code, out.includes('duban verify')]).toEqual([1, true]);
    writeFileSync(bent, '{}\n');
    expect(await duban('replay', bent)).toMatchObject({ code: 2, error: expect.stringContaining('第 1 行') });
    expect(await duban('replay', 'gone.zip')).toMatchObject({ code: 2, error: expect.stringContaining('找不到文件') });
  });

  it('reads an unpacked package with its own rules, names and what became of messages', async () => {
    const unpacked = path.join(folder.path, 'package');
    mkdirSync(path.join(unpacked, 'rules'), { recursive: true });
    const lines = workedCase()
      .events('H1')
      .map(({ hash, ...event }, leaf) => `{"leaf":${leaf},"hash":"${hash}","event":${JSON.stringify(event)}}`);
    writeFileSync(path.join(unpacked, 'events.jsonl'), lines.join('\n'));
    const rules = readFileSync(new URL('../../data/rules.default.json', import.meta.url), 'utf8');
    writeFileSync(path.join(unpacked, 'rules', 'default.json'), rules.replaceAll('较大隐患整改', '较大隐患限期整改'));
    mkdirSync(path.join(unpacked, 'data'));
    const script = (what: string, ...texts: string[]) =>
      `duban.${what}(${texts.map((text) => JSON.stringify(text)).join(',')});\n`;
    const index = { cases: [{ id: 'H1', page: 0 }], persons: { p1: '周五' }, organisations: { U1: '一厂' } };
    const sent = {
      seq: 5,
      nth: 0,
      channel: 'mail',
      about: 'reminder',
      post: 'unit.head',
      person: 'p1',
      because: 'holder',
      state: 'sent',
    };
    writeFileSync(path.join(unpacked, 'data', 'index.js'), script('index', JSON.stringify(index)));
    const beside = JSON.stringify({ hashes: {}, deliveries: { H1: [sent] } });
    writeFileSync(path.join(unpacked, 'data', 'page-00000.js'), script('page', '0', lines.join('\n'), beside));
    const { code, out } = await duban('replay', unpacked, '--verdicts', '--steps');
    expect(code).toBe(0);
    expect(out).toContain('通知 → 一厂企业主要负责人（周五已发）');
    expect(out).toContain('较大隐患限期整改');
    expect((await duban('explain', unpacked, 'hazard.T2.rectify')).out).toMatch(
      /较大隐患限期整改（hazard\.T2\.rectify）　逾期未办/,
    );
  });
});

describe('duban replay and explain of the ledger', () => {
  it('put each look on record with its reason', async () => {
    const data = ['--data', folder.path];
    const found = JSON.stringify({
      unit: 'E10',
      kind: '消防通道',
      where: '车间',
      what: '堵塞安全出口',
      found: '2026-01-05T09:00:00+08:00',
      photos: ['p'],
    });
    const opened = await duban(
      'case',
      'command',
      'new',
      'reportHazard',
      '--as',
      'village.gridWorker@V5',
      '--payload',
      found,
      '--json',
      ...data,
    );
    const { caseId } = opened.json() as { caseId: string };
    const { code, out } = await duban('replay', caseId, '--steps', '--reason', '年度抽查', ...data);
    expect(code).toBe(0);
    expect(out).toMatch(/由谁办理：.*街道安办（待定级）/);
    expect((await duban('explain', caseId, ...data)).out).toContain('━━ ');
    const rows = await folder.look((db) => db.knex('access_log').where({ object: caseId }).orderBy('id'));
    expect(rows).toMatchObject([{ act: 'replay', detail: '年度抽查' }, { act: 'explain' }]);
    expect(await duban('replay', 'H-2026-999999', ...data)).toMatchObject({ code: 2 });
  });
});
