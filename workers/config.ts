import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { OidcSettings } from '../src/api/oidc.ts';
import { type ChannelSettings, channelFields, channelProblems, channelSettings } from './channel-settings.ts';
import { oidcFields, oidcProblems, oidcSettings } from './oidc-settings.ts';

/** Settings that cannot be used; every problem is a Chinese sentence that says where it is and what would be right. */
export class SettingsError extends Error {
  readonly code = 'bad-settings';
  readonly problems: readonly string[];

  constructor(source: string, problems: readonly string[]) {
    super(`${source} 有 ${problems.length} 处需要改正：\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

const unitMs = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

function duration(minMs: number, maxMs: number, range: string) {
  const message = `应为时长，如 5s、10m、90d，范围 ${range}`;
  return z.string({ error: message }).transform((text, context) => {
    const [, count, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
    const ms = Number(count) * (unitMs.get(unit ?? '') ?? Number.NaN);
    if (ms >= minMs && ms <= maxMs) return ms;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

function whole(min: number, max: number) {
  const message = `应为 ${min} 到 ${max} 之间的整数`;
  return z.number({ error: message }).int(message).min(min, message).max(max, message);
}

function pattern(shape: RegExp, message: string) {
  return z.string({ error: message }).regex(shape, message);
}

const day = 86_400_000;
const name = pattern(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, '应为 1 到 64 个字母、数字、点、横线或下划线');
const version = pattern(/^v?\d+\.\d+\.\d+$/, '应为版本号，如 1.29.1');
const text = pattern(/\S/, '应为非空文字');
const hostAndPort = pattern(/^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}$/, '应为“主机:端口”，如 127.0.0.1:7233');

const temporalConfig = z.strictObject({
  mode: z.enum(['embedded', 'external']),
  address: hostAndPort.optional(),
  namespace: name,
  retention: duration(day, 3650 * day, '1d 到 3650d'),
  taskQueue: name,
  workflowTaskTimeout: duration(1000, 60_000, '1s 到 60s'),
  tls: z.strictObject({ serverName: text, caFile: text, certFile: text, keyFile: text }).partial().optional(),
  worker: z.strictObject({
    maxCachedWorkflows: whole(1, 100_000),
    maxConcurrentWorkflowTasks: whole(1, 10_000),
    maxConcurrentActivities: whole(1, 10_000),
    maxConcurrentLocalActivities: whole(1, 10_000),
    workflowPollers: whole(2, 100),
    activityPollers: whole(1, 100),
    workflowThreads: whole(1, 64),
    shutdownGrace: duration(0, 3_600_000, '0s 到 1h'),
  }),
  embedded: z.strictObject({
    cli: text.optional(),
    minimumServer: version,
    sdkDownloadVersion: version,
    goVersion: version,
    downloadTimeout: duration(1000, 3_600_000, '1s 到 1h'),
    port: whole(0, 65_535),
    uiPort: whole(0, 65_535),
    startTimeout: duration(1000, 600_000, '1s 到 10m'),
    logLevel: z.enum(['debug', 'info', 'warn', 'error']),
  }),
});

/** Everything about Temporal; durations in milliseconds. With `mode: 'external'` the address is set. */
export type TemporalConfig = z.infer<typeof temporalConfig>;

/** Reads `temporal.yaml`; TEMPORAL_ADDRESS and TEMPORAL_CLI of `env` win. Throws SettingsError, one sentence a problem, with its line. */
export function loadTemporalConfig(file: string, env: Record<string, string | undefined> = {}): TemporalConfig {
  const lines = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter: lines });
  if (document.errors.length > 0) {
    const problems = document.errors.map(
      (error) => `第 ${lines.linePos(error.pos[0]).line} 行：不是合法的 YAML（${firstLine(error.message)}）`,
    );
    throw new SettingsError(file, problems);
  }
  const raw: unknown = document.toJS() ?? {};
  const parsed = temporalConfig.safeParse(raw, { reportInput: true });
  if (!parsed.success) {
    const locate = (where: PropertyKey[]) => lineOf(document.contents, where, lines);
    throw new SettingsError(
      file,
      parsed.error.issues.flatMap((issue) => describe(issue, locate)),
    );
  }
  return consistent(file, override(parsed.data, env));
}

function override(config: TemporalConfig, env: Record<string, string | undefined>): TemporalConfig {
  const { temporalAddress, temporalCli } = readTemporalOverrides(env);
  return {
    ...config,
    ...(temporalAddress === undefined ? {} : { mode: 'external' as const, address: temporalAddress }),
    embedded: { ...config.embedded, ...(temporalCli === undefined ? {} : { cli: temporalCli }) },
  };
}

function consistent(file: string, config: TemporalConfig): TemporalConfig {
  const problems: string[] = [];
  if (config.mode === 'external' && config.address === undefined)
    problems.push('address：mode 为 external 时必须给出服务器地址');
  if (config.mode === 'embedded' && config.address !== undefined) {
    problems.push('address：mode 为 embedded 时不能给出地址；要连接已有的服务器，请把 mode 改为 external');
  }
  if (config.mode === 'embedded' && config.tls !== undefined) problems.push('tls：只能用于 mode 为 external 的服务器');
  if ((config.tls?.certFile === undefined) !== (config.tls?.keyFile === undefined)) {
    problems.push('tls：certFile 与 keyFile 必须同时给出');
  }
  if (problems.length > 0) throw new SettingsError(file, problems);
  return config;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SettingsError(file, [`无法读取文件（${errorCode(error)}）：请检查路径和权限`]);
  }
}

type Issue = z.core.$ZodIssue;

function describe(issue: Issue, locate: (where: PropertyKey[]) => string): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) => `${locate([...issue.path, key])}${joined([...issue.path, key])}：不认识的设置，请删除或检查拼写`,
    );
  }
  const place = `${locate(issue.path)}${joined(issue.path)}`;
  if (issue.input === undefined) return [`${place}：缺少这一项`];
  return [`${place}：${expectation(issue)}`];
}

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_value') return `只能是 ${issue.values.join('、')}`;
  if (issue.code === 'invalid_type' && issue.expected === 'object') return '应为一组“键: 值”';
  return issue.message;
}

function joined(where: PropertyKey[]): string {
  return where.length === 0 ? '文件内容' : where.map(String).join('.');
}

// A missing key has no line of its own: name the nearest mapping around it.
function lineOf(root: unknown, where: PropertyKey[], lines: LineCounter): string {
  let node = root;
  let offset: number | undefined;
  for (const key of where) {
    if (!isMap(node)) break;
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
    if (pair === undefined) break;
    if (isScalar(pair.key)) offset = pair.key.range?.[0];
    node = pair.value;
  }
  return offset === undefined ? '' : `第 ${lines.linePos(offset).line} 行 `;
}

const port = z
  .string()
  .regex(/^\d{1,5}$/, '应为 0 到 65535 之间的整数')
  .transform(Number)
  .refine((value) => value <= 65_535, '应为 0 到 65535 之间的整数');

function url(protocols: string[], example: string) {
  const message = `应为形如 ${example} 的地址`;
  return z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), message);
}

const environment = z.strictObject({
  DUBAN_DATA: text.optional(),
  DUBAN_DATABASE_URL: url(
    ['postgres:', 'postgresql:', 'sqlite:'],
    'postgres://用户:密码@主机:5432/库名 或 sqlite:文件',
  ).optional(),
  DUBAN_HOST: pattern(/^[A-Za-z0-9.:-]+$/, '应为主机名或 IP 地址').optional(),
  DUBAN_PORT: port.optional(),
  DUBAN_PUBLIC_URL: url(['http:', 'https:'], 'https://duban.example.org').optional(),
  DUBAN_IDENTITY_KEY: pattern(
    /^[0-9a-fA-F]{64}$/,
    '应为 64 位十六进制数字（可用 openssl rand -hex 32 生成）',
  ).optional(),
  DUBAN_RECEIPT_KEY: pattern(
    /^[0-9a-fA-F]{64}$/,
    '应为 64 位十六进制数字（可用 openssl rand -hex 32 生成）',
  ).optional(),
  DUBAN_LOG_KEY: pattern(
    /^[0-9a-fA-F]{64}(,[0-9a-fA-F]{64})*$/,
    '应为 64 位十六进制数字，更换后旧密钥用逗号接在后面',
  ).optional(),
  DUBAN_LOG_ORIGIN: pattern(/^[^\s+]{1,200}$/, '应为不含空格和加号的名称，如 shanyao.example.gov.cn/duban').optional(),
  DUBAN_LOG_WITNESS: url(['http:', 'https:'], 'https://witness.example.org').optional(),
  DUBAN_LOG_MAIL: pattern(
    /^[^\s@<>,]+@[^\s@<>,]+(,[^\s@<>,]+@[^\s@<>,]+)*$/,
    '应为邮箱地址，多个用逗号隔开，如 anban@district.example.gov.cn',
  ).optional(),
  SMTP_URL: url(['smtp:', 'smtps:'], 'smtps://用户:密码@主机:465').optional(),
  SMTP_FROM: pattern(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, '应为发件人邮箱，如 督办系统 <duban@example.org>').optional(),
  TEMPORAL_ADDRESS: hostAndPort.optional(),
  TEMPORAL_CLI: text.optional(),
  HEARTBEAT_URL: url(['http:', 'https:'], 'https://watch.example.org/ping/duban').optional(),
  HEARTBEAT_MAIL: pattern(/^[^\s@<>]+@[^\s@<>]+$/, '应为一个邮箱地址，如 watch@example.org').optional(),
  HEARTBEAT_EVERY: duration(60_000, day, '1m 到 1d').optional(),
  ...channelFields,
  ...oidcFields,
});

const knownNames = Object.keys(environment.shape);

/** Settings from the environment; `dataDir` is absolute, a URL or key that is not set is undefined. */
export interface Settings extends ChannelSettings {
  dataDir: string;
  databaseUrl: string | undefined;
  host: string;
  port: number;
  publicUrl: string | undefined;
  /** The key under which identities were sealed before there were envelopes; read once, to seal them anew. */
  identityKey: string | undefined;
  /** Key of the receipt codes of tip-offs, 64 hex digits; undefined: the key file of the data folder. */
  receiptKey: string | undefined;
  /** Keys with which the log is signed, 64 hex digits each, the newest first; undefined: the key file of the data folder. */
  logKey: string | undefined;
  /** Name under which a new log signs; undefined: made of the public address. */
  logOrigin: string | undefined;
  /** Address of a witness (C2SP tlog-witness) that cosigns checkpoints. */
  logWitness: string | undefined;
  /** The district's address, to which the newest checkpoint goes every day. */
  logMail: string | undefined;
  smtpUrl: string | undefined;
  smtpFrom: string | undefined;
  temporalAddress: string | undefined;
  temporalCli: string | undefined;
  /** Undefined: nobody receives heartbeats. */
  heartbeat: HeartbeatSettings | undefined;
  /** The office's identity provider; undefined: people log in by password alone. */
  oidc: OidcSettings | undefined;
}

/** Where heartbeats go, and how often (ms). */
export interface HeartbeatSettings {
  readonly url?: string;
  readonly mail?: string;
  readonly everyMs: number;
}

/** Checks the environment (an empty value counts as not set); an unknown DUBAN_* name or a malformed value throws SettingsError. */
export function loadSettings(env: Record<string, string | undefined>): Settings {
  const given = Object.entries(env).filter(([key, value]) => isOurs(key) && value !== undefined && value !== '');
  const parsed = environment.safeParse(Object.fromEntries(given));
  const problems = parsed.success ? [] : parsed.error.issues.flatMap(describeVariable);
  const sender = given.some(([key]) => key === 'SMTP_FROM');
  if (given.some(([key]) => key === 'SMTP_URL') !== sender) problems.push('SMTP_URL 与 SMTP_FROM 必须同时设置');
  const set = new Set(given.map(([key]) => key));
  if (set.has('HEARTBEAT_EVERY') && !set.has('HEARTBEAT_URL') && !set.has('HEARTBEAT_MAIL'))
    problems.push('设置了 HEARTBEAT_EVERY，但没有设置 HEARTBEAT_URL 或 HEARTBEAT_MAIL，心跳没有接收方');
  problems.push(...channelProblems(Object.fromEntries(given)), ...oidcProblems(Object.fromEntries(given)));
  if (!parsed.success || problems.length > 0) throw new SettingsError('环境变量', problems);
  const value = parsed.data;
  return {
    dataDir: path.resolve(value.DUBAN_DATA ?? 'var'),
    databaseUrl: value.DUBAN_DATABASE_URL,
    host: value.DUBAN_HOST ?? '127.0.0.1',
    port: value.DUBAN_PORT ?? 8080,
    publicUrl: value.DUBAN_PUBLIC_URL,
    identityKey: value.DUBAN_IDENTITY_KEY,
    receiptKey: value.DUBAN_RECEIPT_KEY,
    logKey: value.DUBAN_LOG_KEY,
    logOrigin: value.DUBAN_LOG_ORIGIN,
    logWitness: value.DUBAN_LOG_WITNESS,
    logMail: value.DUBAN_LOG_MAIL,
    smtpUrl: value.SMTP_URL,
    smtpFrom: value.SMTP_FROM,
    temporalAddress: value.TEMPORAL_ADDRESS,
    temporalCli: value.TEMPORAL_CLI,
    heartbeat: heartbeatOf(value),
    oidc: oidcSettings(value),
    ...channelSettings(value),
  };
}

const HOUR_MS = 3_600_000;

function heartbeatOf(given: z.infer<typeof environment>): HeartbeatSettings | undefined {
  const { HEARTBEAT_URL: target, HEARTBEAT_MAIL: mail, HEARTBEAT_EVERY: everyMs = HOUR_MS } = given;
  if (target === undefined && mail === undefined) return undefined;
  return { ...(target === undefined ? {} : { url: target }), ...(mail === undefined ? {} : { mail }), everyMs };
}

function isOurs(key: string): boolean {
  return key.startsWith('DUBAN_') || knownNames.includes(key);
}

// The values may hold passwords: the message names the variable and what is expected, never what was given.
function describeVariable(issue: Issue): string[] {
  if (issue.code !== 'unrecognized_keys') return [`${joined(issue.path)}：${expectation(issue)}`];
  const names = knownNames.filter((known) => known.startsWith('DUBAN_')).join('、');
  return issue.keys.map((key) => `${key}：不认识的设置，请删除或检查拼写（可用的有 ${names}）`);
}

function readTemporalOverrides(env: Record<string, string | undefined>) {
  const { temporalAddress, temporalCli } = loadSettings({
    TEMPORAL_ADDRESS: env.TEMPORAL_ADDRESS,
    TEMPORAL_CLI: env.TEMPORAL_CLI,
  });
  return { temporalAddress, temporalCli };
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
