import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { duban } from './console.ts';

const root = path.join(import.meta.dirname, '../..');
const vectors = path.join(root, 'test/calendar-vectors.json');
const folder = mkdtempSync(path.join(tmpdir(), 'duban-deadline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const given = (...more: string[]) =>
  duban('deadline', '--start', '2024-09-20T10:00', '--duration', '15', '--unit', '日', ...more);

describe('duban deadline', () => {
  it('the example of the handbook: 15 days from 20 September 2024 end on 8 October', async () => {
    const { code, out } = await given();
    expect(code).toBe(0);
    expect(out).toContain('最后一日：2024-10-08 周二');
    expect(out.split('\n').filter((line) => /^2024-/.test(line))).toHaveLength(19);
    expect(out).toMatch(/2024-10-07 周一 +节假日 +— +节假日，不计/);
    expect(out).toMatch(/2024-10-08 周二 +工作日 +— +顺延至工作日/);
  });

  it('the same as JSON, with proof and table', async () => {
    const { json } = await given('--json');
    expect(json()).toMatchObject({
      dueAt: '2024-10-09T00:00:00+08:00',
      lastDay: '2024-10-08',
      provisional: false,
      proof: { counted: 15, rolled: { from: '2024-10-05', to: '2024-10-08' } },
    });
  });

  it('counts no paused day, and says so', async () => {
    const { out } = await given(
      '--pause',
      '2024-09-23T09:00/2024-09-24T18:00',
      '--pause',
      '2024-09-26T09:00/2024-09-26T10:00',
    );
    expect(out.match(/中止期间，不计/g)).toHaveLength(3);
  });

  it('all vectors hold', async () => {
    const { code, out, json } = await duban('deadline', '--batch', vectors, '--json');
    expect(code).toBe(0);
    expect(json()).toEqual({ checked: 60, wrong: [] });
    expect(out).toContain('60');
  });

  it('a spoiled vector is found: exit 1 and the difference', async () => {
    const spoiled = JSON.parse(readFileSync(vectors, 'utf8'));
    spoiled.deadlines[0].expect.lastDay = '2024-10-05';
    spoiled.reminders[0].expect = '2025-03-11T09:00:00+08:00';
    spoiled.extensions[4].expect.refused = 'extension-too-late';
    const file = path.join(folder, 'spoiled.json');
    writeFileSync(file, JSON.stringify(spoiled));
    const { code, out } = await duban('deadline', '--batch', file);
    expect(code).toBe(1);
    expect(out).toMatch(/✗ statute-15cd-national-day：应为 .*2024-10-05.*实为 .*2024-10-08/);
    expect(out).toContain('58 条相符，2 条不符');
  });

  it.each([
    [['--start', '2024-02-30T10:00', '--duration', '1', '--unit', '日'], '2024-02-30'],
    [['--start', '2024-02-20T10:00', '--duration', '0', '--unit', '日'], '--duration'],
    [['--start', '2024-02-20T10:00', '--duration', '1.5', '--unit', '日'], '--duration'],
    [['--start', '2024-02-20T10:00', '--duration', '1', '--unit', 'fortnight'], 'workingDay'],
    [['--start', '2024-02-20T10:00', '--duration', '1', '--unit', '日', '--pause', '2024-02-21'], '--pause'],
    [['--start', '2024-02-20T10:00', '--duration', '1', '--unit', '日', '--pause', '2024-02-23/2024-02-21'], '。'],
    [['--duration', '1', '--unit', '日'], '--start'],
    [['--batch', '不存在.json'], '找不到文件'],
    [['--batch', 'package.json'], '不是向量文件'],
    [['--start', '2024-02-20T10:00', '--duration', '1', '--unit', '日', '--calendar', 'package.json'], '工作日历有误'],
  ])('wrong use %j: exit 2 and a sentence', async (argv, hint) => {
    const { code, error } = await duban(
      'deadline',
      ...argv.map((part) => (part === 'package.json' ? path.join(root, part) : part)),
    );
    expect(code).toBe(2);
    expect(error).toContain(hint);
  });

  it('runs as a program, in any time zone', () => {
    const out = execFileSync(
      process.execPath,
      ['bin/duban.mjs', 'deadline', '--start', '2025-03-05T23:30', '--duration', '3', '--unit', '工作日', '--json'],
      { cwd: root, encoding: 'utf8', env: { ...process.env, TZ: 'America/New_York' } },
    );
    expect(JSON.parse(out)).toMatchObject({ lastDay: '2025-03-10' });
  });
});
