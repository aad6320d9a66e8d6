import { describe, expect, it } from 'vitest';
import { duban } from './console.ts';

const COMMANDS = [
  'start',
  'api',
  'worker',
  'simulate',
  'deadline',
  'case',
  'explain',
  'outbox',
  'import',
  'reconcile',
  'rebuild',
  'user',
  'tipoff',
  'custodian',
  'doctor',
];
const WITH_SUBCOMMANDS: Record<string, string[]> = {
  case: ['show', 'list', 'command'],
  tipoff: ['statistics'],
  custodian: ['keygen', 'register', 'rotate', 'show'],
  user: ['add', 'list', 'disable', 'reset-password', 'posts'],
};
const runnable = COMMANDS.flatMap((name) =>
  (WITH_SUBCOMMANDS[name] ?? ['']).map((sub) => (sub === '' ? [name] : [name, sub])),
);

describe('duban', () => {
  it('lists every command', async () => {
    const { code, out } = await duban('--help');
    expect(code).toBe(0);
    expect(COMMANDS.filter((name) => !new RegExp(`^  ${name} +\\S*[\\u4e00-\\u9fff]`, 'm').test(out))).toEqual([]);
  });

  it('without a command shows the list and says it was wrong use', async () => {
    expect((await duban()).code).toBe(2);
  });

  it.each(runnable)('%s %s --help speaks Chinese, names --json, leaves no English heading', async (...parts) => {
    const { code, out, error } = await duban(...parts.filter((part) => part !== undefined), '--help');
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toMatch(/用法：/);
    expect(out).toContain('--json');
    expect(out).not.toMatch(/Usage|Options|Arguments|Commands|display help|default:/);
    const options = out.split('\n').filter((line) => /^ {2}-/.test(line));
    expect(options.filter((line) => !/[\u4e00-\u9fff]/.test(line))).toEqual([]);
  });

  it.each(runnable)('%s %s refuses an option it does not know, in Chinese, and as JSON if asked', async (...parts) => {
    const { code, error } = await duban(...parts, '--frobnicate');
    expect(code).toBe(2);
    expect(error).toMatch(/--frobnicate.*--help/);
    const asked = await duban(...parts, '--json', '--frobnicate');
    expect(asked.json()).toMatchObject({ error: { code: 'wrong-use', message: error } });
  });

  it('refuses a command and a subcommand that do not exist', async () => {
    expect(await duban('dedline')).toMatchObject({ code: 2, error: expect.stringContaining('没有“dedline”这个命令') });
    expect(await duban('case', 'frob')).toMatchObject({ code: 2 });
    expect((await duban('user')).error).toContain('reset-password');
  });

  it('refuses a setting it does not know', async () => {
    const { main } = await import('../../src/cli/main.ts');
    const errors: string[] = [];
    const code = await main(['case', 'list'], {
      out: () => undefined,
      error: (text) => errors.push(text),
      env: { DUBAN_DTA: 'x' },
      terminal: false,
      watched: false,
    });
    expect(code).toBe(2);
    expect(errors.join()).toContain('DUBAN_DTA');
  });
});
