import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSettings, loadTemporalConfig, SettingsError } from '../../workers/config.ts';

const root = path.join(import.meta.dirname, '../..');
const shipped = readFileSync(path.join(root, 'temporal.yaml'), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'duban-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string, env: Record<string, string> = {}) {
  const file = path.join(folder, 'temporal.yaml');
  writeFileSync(file, text);
  return loadTemporalConfig(file, env);
}

function problemsOf(body: () => unknown): readonly string[] {
  try {
    body();
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

function lineOf(fragment: string, text: string): number {
  return text.split('\n').findIndex((line) => line.includes(fragment)) + 1;
}

describe('temporal.yaml', () => {
  it('as shipped is valid, with durations in milliseconds', () => {
    const config = load(shipped);
    expect(config.mode).toBe('embedded');
    expect(config.retention).toBe(90 * 86_400_000);
    expect(config.workflowTaskTimeout).toBe(5000);
    expect(config.worker.maxCachedWorkflows).toBe(600);
  });

  it.each([
    ['an unknown key', 'namespace: duban', 'namespaces: duban', 'namespaces：不认识的设置'],
    ['an unknown nested key', '  workflowPollers: 4', '  workflowPoller: 4', 'worker.workflowPoller：不认识的设置'],
    [
      'a wrong type',
      'maxCachedWorkflows: 600',
      'maxCachedWorkflows: many',
      'worker.maxCachedWorkflows：应为 1 到 100000 之间的整数',
    ],
    [
      'a number out of range',
      'workflowPollers: 4',
      'workflowPollers: 1',
      'worker.workflowPollers：应为 2 到 100 之间的整数',
    ],
    ['a bad duration', 'retention: 90d', 'retention: 90 days', 'retention：应为时长'],
    ['too short a retention', 'retention: 90d', 'retention: 1h', 'retention：应为时长'],
    ['an unknown mode', 'mode: embedded', 'mode: cloud', 'mode：只能是 embedded、external'],
    ['a scalar instead of a mapping', 'namespace: duban', 'namespace: duban\ntls: yes', 'tls：应为一组“键: 值”'],
  ])('names the line and path of %s', (_what, original, replacement, expected) => {
    const text = shipped.replace(original, replacement);
    expect(text).not.toBe(shipped);
    const key = replacement.split('\n').at(-1) ?? '';
    expect(problemsOf(() => load(text))).toContainEqual(
      expect.stringMatching(new RegExp(`^第 ${lineOf(key, text)} 行 ${expected}`)),
    );
  });

  it('says which key is missing', () => {
    expect(problemsOf(() => load(shipped.replace(/^taskQueue:.*$/m, '')))).toEqual(['taskQueue：缺少这一项']);
  });

  it('reports every problem at once', () => {
    const text = shipped.replace('mode: embedded', 'mode: cloud').replace('port: 0 ', 'port: -1 ');
    expect(problemsOf(() => load(text))).toHaveLength(2);
  });

  it('names the line of broken YAML and of a repeated key', () => {
    const [broken] = problemsOf(() => load('mode: embedded\nworker: [1, 2\n'));
    expect(broken).toMatch(/^第 \d 行：不是合法的 YAML/);
    const [twice] = problemsOf(() => load(shipped.replace('namespace: duban', 'namespace: duban\nnamespace: duban')));
    expect(twice).toMatch(/^第 \d+ 行：不是合法的 YAML/);
  });

  it('refuses an empty file and a missing one', () => {
    expect(problemsOf(() => load('')).length).toBeGreaterThan(1);
    expect(problemsOf(() => loadTemporalConfig(path.join(folder, 'none.yaml')))[0]).toContain('无法读取文件');
  });

  it('wants an address for an external server and none for the embedded one', () => {
    expect(problemsOf(() => load(shipped.replace('mode: embedded', 'mode: external')))[0]).toContain(
      '必须给出服务器地址',
    );
    expect(problemsOf(() => load(`${shipped}\naddress: 127.0.0.1:7233\n`))[0]).toContain('不能给出地址');
  });

  it('lets only TEMPORAL_ADDRESS and TEMPORAL_CLI override it', () => {
    const external = load(shipped, { TEMPORAL_ADDRESS: 'temporal.example.org:7233', TEMPORAL_NAMESPACE: 'other' });
    expect(external).toMatchObject({ mode: 'external', address: 'temporal.example.org:7233', namespace: 'duban' });
    expect(load(shipped, { TEMPORAL_CLI: '/opt/temporal' }).embedded.cli).toBe('/opt/temporal');
    expect(problemsOf(() => load(shipped, { TEMPORAL_ADDRESS: 'nonsense' }))[0]).toContain(
      'TEMPORAL_ADDRESS：应为“主机:端口”',
    );
  });
});

describe('environment', () => {
  it('has defaults for everything, and an empty value is no value', () => {
    expect(loadSettings({ DUBAN_PORT: '', PATH: '/bin' })).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      dataDir: path.resolve('var'),
      databaseUrl: undefined,
    });
  });

  it.each([
    ['DUBAN_PROT', '8080', 'DUBAN_PROT：不认识的设置'],
    ['DUBAN_PORT', '80a', 'DUBAN_PORT：应为 0 到 65535'],
    ['DUBAN_PORT', '70000', 'DUBAN_PORT：应为 0 到 65535'],
    ['DUBAN_DATABASE_URL', 'mysql://h/d', 'DUBAN_DATABASE_URL：应为形如 postgres://'],
    ['DUBAN_PUBLIC_URL', 'duban.example.org', 'DUBAN_PUBLIC_URL：应为形如 https://'],
    ['DUBAN_IDENTITY_KEY', 'abc', 'DUBAN_IDENTITY_KEY：应为 64 位十六进制'],
    ['SMTP_URL', 'smtp://mail.example.org', 'SMTP_URL 与 SMTP_FROM 必须同时设置'],
    ['TEMPORAL_ADDRESS', 'localhost', 'TEMPORAL_ADDRESS：应为“主机:端口”'],
    ['HEARTBEAT_URL', 'ftp://watch.example.org', 'HEARTBEAT_URL：应为形如 https://'],
    ['HEARTBEAT_MAIL', 'watch', 'HEARTBEAT_MAIL：应为一个邮箱地址'],
    ['DUBAN_LOG_MAIL', 'a@b.example,', 'DUBAN_LOG_MAIL：应为邮箱地址'],
    ['HEARTBEAT_EVERY', '1s', 'HEARTBEAT_EVERY：应为时长'],
    ['HEARTBEAT_EVERY', '1h', '设置了 HEARTBEAT_EVERY，但没有设置 HEARTBEAT_URL 或 HEARTBEAT_MAIL'],
  ])('refuses %s=%s', (name, value, expected) => {
    expect(problemsOf(() => loadSettings({ [name]: value }))).toContainEqual(expect.stringContaining(expected));
  });

  it('sends heartbeats each hour as soon as there is somebody to receive them', () => {
    const heartbeatOf = (env: Record<string, string>) => loadSettings(env).heartbeat;
    expect(heartbeatOf({})).toBeUndefined();
    expect(heartbeatOf({ HEARTBEAT_MAIL: 'watch@example.org' })).toEqual({
      mail: 'watch@example.org',
      everyMs: 3_600_000,
    });
    expect(heartbeatOf({ HEARTBEAT_URL: 'https://watch.example.org/ping', HEARTBEAT_EVERY: '10m' })).toEqual({
      url: 'https://watch.example.org/ping',
      everyMs: 600_000,
    });
  });

  it('never repeats a value, which may be a password', () => {
    const attempt = () => loadSettings({ DUBAN_DATABASE_URL: 'mysql://duban:hunter2@host/db' });
    expect(attempt).toThrow(SettingsError);
    expect(problemsOf(attempt).join()).not.toContain('hunter2');
  });

  it('accepts what .env.example shows, and knows every name in it', () => {
    const example = readFileSync(path.join(root, '.env.example'), 'utf8');
    const shown = [...example.matchAll(/^#?([A-Z_]+)=("?)(.*)\2$/gm)].map(([, name = '', , value = '']) => [
      name,
      // A secret is shown as the beginning of one.
      value.replace(/^whsec_\.\.\.$/, `whsec_${'A'.repeat(32)}`),
    ]);
    const settings = loadSettings(Object.fromEntries(shown));
    expect(settings).toMatchObject({ port: 8080, smtpFrom: '督办系统 <duban@example.org>' });
    // A name that is not known is refused with a list of those that are.
    const [refused = ''] = problemsOf(() => loadSettings({ DUBAN_PROT: '1' }));
    const known = [...refused.matchAll(/DUBAN_[A-Z_]+/g)].map(([name]) => name).slice(1);
    const others = ['SMTP_FROM', 'SMTP_URL', 'TEMPORAL_ADDRESS', 'TEMPORAL_CLI'];
    const heartbeat = ['HEARTBEAT_EVERY', 'HEARTBEAT_MAIL', 'HEARTBEAT_URL'];
    expect(shown.map(([name]) => name).sort()).toEqual([...known, ...others, ...heartbeat].sort());
  });
});
