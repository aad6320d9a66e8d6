import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { duban as run } from './console.ts';
import { type DataFolder, dataFolder } from './folder.ts';

let folder: DataFolder;
let caseId: string;
beforeAll(async () => {
  folder = await dataFolder();
  caseId = await ordered();
});
afterAll(() => folder.end());

const duban = (...argv: string[]) => run(...argv, '--data', folder.path);

async function act(id: string, type: string, as: string, payload: object = {}) {
  const done = await duban(
    'case',
    'command',
    id,
    type,
    '--as',
    as,
    '--payload',
    JSON.stringify(payload),
    '--json',
    ...(as === 'street.safetyOffice' ? ['--person', await officer()] : []),
  );
  return done;
}

async function officer(): Promise<string> {
  const { posts } = (await duban('user', 'posts', '--json')).json() as {
    posts: { post: string; holders: { person: string }[] }[];
  };
  return posts.find((one) => one.post === 'street.safetyOffice')?.holders[0]?.person ?? '';
}

async function ordered(): Promise<string> {
  const found = new Date(Date.now() + 8 * 3_600_000 - 60_000).toISOString().replace(/\.\d+Z$/, '+08:00');
  const opened = await act('new', 'reportHazard', 'village.gridWorker@V5', {
    unit: 'E10',
    kind: '消防通道',
    where: '车间',
    what: '堆放货物堵塞安全出口',
    found,
    photos: ['p-before'],
  });
  const id = (opened.json() as { caseId: string }).caseId;
  await act(id, 'gradeHazard', 'street.safetyOffice', { facts: { threatensLife: false, estimatedDays: 12 } });
  await act(id, 'orderRectification', 'street.safetyOffice');
  await act(id, 'recordService', 'street.safetyOffice', { mode: 'inPerson' });
  return id;
}

describe('duban notice', () => {
  it('drafts what a case owes, shows it with its sources, previews it, and registers it when it is signed', async () => {
    const drafted = await duban('notice', 'draft', caseId, '--seq', '3', '--json');
    const { caseId: paper } = drafted.json() as { caseId: string };
    expect(paper).toBe(`${caseId}-N3.0`);
    expect((await duban('notice', 'list', '--stage', 'draft')).out).toContain(paper);
    const shown = (await duban('notice', 'show', paper)).out;
    expect(shown).toContain('环节：草稿');
    expect(shown).toMatch(/单位名称：埭尾木制品厂　\[登记册 \w+\]/);
    expect(shown).toMatch(/整改期限：\d{4}-\d{2}-\d{2}　\[H-\S+ 第 4 条\]/);
    expect(shown).not.toMatch(/[{}]/);

    const file = path.join(folder.path, '预览.pdf');
    expect((await duban('notice', 'preview', paper, '--out', file)).code).toBe(0);
    expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
    expect((await duban('notice', 'register', '--year', '2026')).out).toContain('没有发文');

    const signed = await act(paper, 'signNotice', 'street.safetyOffice');
    expect(signed.code).toBe(0);
    const year = String(new Date(Date.now() + 8 * 3_600_000).getUTCFullYear());
    const register = await duban('notice', 'register', '--year', year);
    expect(register.code).toBe(0);
    expect(register.out).toContain(`云岭安办改〔${year}〕1号`);
    await act(paper, 'voidNotice', 'street.safetyOffice', { reason: '打印有误' });
    expect((await duban('notice', 'register', '--year', year)).out).toContain('已作废（打印有误）');
  });

  it('says what is wrong', async () => {
    expect((await duban('notice', 'show', 'H-1-N1.0')).error).toContain('没有找到文书');
    expect((await duban('notice', 'show', caseId)).code).toBe(2);
    expect((await duban('notice', 'draft', caseId, '--seq', '1')).error).toContain('没有要发的文书');
    const out = path.join(folder.path, 'paper.txt');
    expect((await duban('notice', 'preview', `${caseId}-N3.0`, '--out', out)).error).toContain('.docx');
    expect(existsSync(out)).toBe(false);
    expect((await duban('notice', 'register')).error).toContain('--year');
  });
});
