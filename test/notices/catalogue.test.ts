import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CatalogueError, loadCatalogue } from '../../src/notices/catalogue.ts';
import { bundledCatalogue } from './sample.ts';

interface Loose {
  notices: { id: string; title: string; body: string; fields: { id: string; type: string; required: boolean }[] }[];
}

/** The bundled catalogue with the paper `prompt` alone, changed by the test. */
function changed(change: (prompt: Loose['notices'][number]) => void): unknown {
  const json = JSON.parse(readFileSync(new URL('../../data/notices.json', import.meta.url), 'utf8')) as Loose;
  const notices = json.notices.filter((one) => one.id === 'prompt');
  for (const one of notices) change(one);
  return { ...json, notices };
}

function findingsOf(json: unknown) {
  try {
    loadCatalogue(json);
  } catch (error) {
    if (error instanceof CatalogueError) return error.findings;
    throw error;
  }
  return [];
}

describe('the catalogue of papers', () => {
  it('ships 48 kinds', () => {
    expect(bundledCatalogue().size).toBe(48);
  });

  it('gives each template the hash of its own content as its version', () => {
    const before = loadCatalogue(changed(() => {})).get('prompt');
    const same = loadCatalogue(changed(() => {})).get('prompt');
    const other = loadCatalogue(
      changed((prompt) => {
        prompt.body += '特此提示。';
      }),
    ).get('prompt');
    expect(before?.version).toMatch(/^[0-9a-f]{64}$/);
    expect(same?.version).toBe(before?.version);
    expect(other?.version).not.toBe(before?.version);
  });

  it('refuses a body that names a field which the paper has not', () => {
    const findings = findingsOf(
      changed((prompt) => {
        prompt.body = '第一行\n请于{answerDay}前书面反馈。';
      }),
    );
    expect(findings).toEqual([
      { path: 'notices.0.body', message: '第 2 行的 {answerDay} 不是本文书的字段，请在 fields 中登记，或更正拼写' },
    ]);
  });

  it('refuses an optional field in the midst of a line, which would leave a hole', () => {
    const findings = findingsOf(
      changed((prompt) => {
        prompt.fields.push({ id: 'extra', type: 'text', required: false, ...{ label: '补充' } });
        prompt.body = '关于{matter}，{extra}。';
      }),
    );
    expect(findings[0]?.message).toContain('可选字段 {extra} 应放在 [[ ]] 中');
  });

  it.each([
    ['an unknown type', { type: 'colour' }, 'notices.0.fields.0.type', '字段类型只能是'],
    ['a member too many', { hint: 'x' }, 'notices.0.fields.0.hint', '没有这个字段'],
    ['a missing label', { label: '' }, 'notices.0.fields.0.label', '请填写字段名称'],
  ])('refuses %s with its path', (_, wrong, path, message) => {
    const findings = findingsOf(
      changed((prompt) => {
        Object.assign(prompt.fields[0] ?? {}, wrong);
      }),
    );
    expect(findings[0]?.path).toBe(path);
    expect(findings[0]?.message).toContain(message);
  });

  it.each(['请[[{matter}', '请{matter]]', '请]]', '请{ matter }', '[[一[[二]]]]'])(
    'refuses the torn template %s',
    (body) => {
      const findings = findingsOf(
        changed((prompt) => {
          prompt.body = body;
        }),
      );
      expect(findings).toHaveLength(1);
      expect(findings[0]?.path).toBe('notices.0.body');
    },
  );

  it('refuses what is no catalogue at all', () => {
    expect(findingsOf({ schema: 'duban-rules-v1' })[0]?.message).toContain('不是文书目录文件');
    expect(findingsOf(null)).toHaveLength(1);
  });
});
