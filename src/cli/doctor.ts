import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { readCustodianKeys } from '../../db/custodian-key.ts';
import { schemaVersion } from '../../db/migrate.ts';
import { MIGRATIONS } from '../../db/migrations/index.ts';
import { type Database, openDatabase } from '../../db/open.ts';
import { readRuleSets } from '../../db/rule-set.ts';
import { countSealed } from '../../db/sealed-identity.ts';
import type { Settings, TemporalConfig } from '../../workers/config.ts';
import { findTemporalCli } from '../../workers/temporal-cli.ts';
import { toMs } from '../core/instant.ts';
import { kinds } from '../core/kinds.ts';
import { type ChoreHealth, readChoresHealth } from '../ledger/chores.ts';
import { readRuleLiveness } from '../ledger/liveness.ts';
import { createLedger } from '../ledger/record.ts';
import { type CommandSpec, DATA_OPTION, type Given, type Io, type Outcome } from './command.ts';
import { failureOf } from './failure.ts';
import { locationOf, now, settingsFor } from './ledger-access.ts';
import { calendarOfCase } from './pinned-terms.ts';
import { instantText } from './table.ts';
import { reachTemporal, TEMPORAL_OPTION, temporalAddress, temporalConfigFor } from './temporal-access.ts';

/** `duban doctor`: every part, ✓ or ✗, and what to do. */
export const doctor: CommandSpec = {
  name: 'doctor',
  summary:
    '逐项检查：Node、设置、磁盘、数据库、规则集、Temporal、时钟、唤醒积压、应触发而未触发的期限、规则是否在运行、每日自检、每夜核对、心跳、邮件',
  details: ['', '有 ✗ 的退出码为 1。不改动任何数据。'],
  options: [TEMPORAL_OPTION, DATA_OPTION],
  run: examined,
};

interface Finding {
  readonly part: string;
  readonly ok: boolean;
  readonly found: string;
  readonly advice?: string;
}

const good = (part: string, found: string): Finding => ({ part, ok: true, found });
const bad = (part: string, found: string, advice: string): Finding => ({ part, ok: false, found, advice });

/** Less free space than this and a long holiday may fill the disk (bytes). */
const ENOUGH_SPACE = 1_000_000_000;
/** A wake row this old means that nobody pokes (ms). */
const OLD_WAKE_MS = 60_000;
/** A clock due this long has no engine (ms). */
const LATE_CLOCK_MS = 120_000;
/** Clocks of machines that work together may differ by so much (ms). */
const SKEW_MS = 2_000;

async function examined(given: Given, io: Io): Promise<Outcome> {
  const findings: Finding[] = [nodeFinding()];
  const settings = attempt(findings, '环境变量', () => settingsFor(given, io));
  const config = attempt(findings, 'temporal.yaml', () => temporalConfigFor(given, io));
  if (settings) {
    findings.push(diskFinding(settings.dataDir), ...(await databaseFindings(settings)), mailFinding(settings));
    if (config) findings.push(...(await temporalFindings(config, settings)));
  }
  const failed = findings.filter((one) => !one.ok);
  return {
    code: failed.length > 0 ? 1 : 0,
    text: [
      ...findings.flatMap((one) => [
        `${one.ok ? '✓' : '✗'} ${one.part}：${one.found}`,
        ...(one.advice ? [`    ${one.advice}`] : []),
      ]),
      '',
      failed.length === 0 ? '全部正常。' : `${failed.length} 项需要处理。`,
    ],
    json: { ok: failed.length === 0, findings },
  };
}

function attempt<T>(findings: Finding[], part: string, read: () => T): T | undefined {
  try {
    const value = read();
    findings.push(good(part, '有效'));
    return value;
  } catch (error) {
    findings.push(bad(part, failureOf(error).message, '请按提示改正后重试。'));
    return undefined;
  }
}

function nodeFinding(): Finding {
  const major = Number.parseInt(process.versions.node, 10);
  return major >= 22
    ? good('Node', process.versions.node)
    : bad('Node', process.versions.node, '请在项目目录重新运行 npm install，它会带来合适的 Node。');
}

function diskFinding(folder: string): Finding {
  if (!existsSync(folder))
    return bad('数据目录', `${folder} 不存在`, '请先运行 duban start，或用 --data 指定已有的数据目录。');
  try {
    accessSync(folder, constants.R_OK | constants.W_OK);
  } catch {
    return bad('数据目录', `${folder} 不可写`, '请检查目录权限。');
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const found = `${folder}，剩余 ${(free / 1e9).toFixed(1)} GB`;
  return free >= ENOUGH_SPACE ? good('数据目录', found) : bad('数据目录', found, '磁盘空间不足，请清理或扩容。');
}

async function databaseFindings(settings: Settings): Promise<Finding[]> {
  const location = locationOf(settings);
  if (typeof location !== 'string' && !existsSync(location.sqlite))
    return [bad('台账数据库', '还没有建立', '请先运行 duban start。')];
  let db: Database | undefined;
  try {
    db = await openDatabase(location);
    const schema = schemaFinding(db, await schemaVersion(db));
    return schema.ok
      ? [
          schema,
          ...(await termsFindings(db)),
          ...(await ledgerFindings(db)),
          ...(await watchFindings(db)),
          await skewFinding(db),
          await custodianFinding(db),
        ]
      : [schema];
  } catch (error) {
    return [bad('台账数据库', failureOf(error).message, '请检查数据库服务、地址和权限。')];
  } finally {
    await db?.close();
  }
}

/** Whether reports with a name can be taken in, and whether some are still sealed by a key of the server. */
async function custodianFinding({ knex }: Database): Promise<Finding> {
  const part = '举报人身份';
  const [keys, sealed] = await Promise.all([readCustodianKeys(knex), countSealed(knex)]);
  const known = new Set(keys.map(({ keyId }) => keyId));
  const ofServer = [...sealed].reduce((sum, [id, n]) => sum + (known.has(id) ? 0 : n), 0);
  if (ofServer > 0)
    return bad(
      part,
      `有 ${ofServer} 件仍由服务器密钥加密`,
      '请保管人运行 duban custodian keygen，再用 duban custodian register 登记公钥，系统会当即换封。',
    );
  const inUse = keys.find(({ retiredAt }) => retiredAt === undefined);
  return good(part, inUse ? `封存到 ${inUse.keyId}` : '还没有登记保管公钥，只接收匿名举报（duban custodian keygen）');
}

/** Only looks: a start brings an older schema up to date, nothing here does. */
function schemaFinding({ dialect }: Database, version: string | undefined): Finding {
  const known: readonly string[] = MIGRATIONS.map((migration) => migration.name);
  const found = `${dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'}，结构 ${version ?? '未建立'}`;
  if (version === known.at(-1)) return good('台账数据库', found);
  if (version !== undefined && !known.includes(version))
    return bad('台账数据库', `${found}，由更新版本的程序建立`, '请升级程序，或恢复升级前的备份。');
  return bad('台账数据库', `${found}，比本程序旧`, '请运行 duban start，启动时会自动升级；升级前请先备份。');
}

async function termsFindings(db: Database): Promise<Finding[]> {
  const today = now().slice(0, 10);
  const current = (await readRuleSets(db.knex)).find((one) => one.effectiveFrom <= today);
  if (current === undefined)
    return [bad('规则集', '没有现行的规则集', '请运行 duban start（新库会装入默认规则集），或发布规则集。')];
  const calendar = await calendarOfCase(db, current.calendar);
  const covered = calendar?.coveredUntil ?? '';
  const calendarOk = covered >= today;
  return [
    good('规则集', `${current.id}，自 ${current.effectiveFrom} 起`),
    calendarOk
      ? good('工作日历', `${current.calendar}，覆盖至 ${covered}`)
      : bad(
          '工作日历',
          `${current.calendar} 只覆盖至 ${covered || '（缺失）'}`,
          '之后的期限只是暂定；请导入国务院办公厅公布的下一年放假安排。',
        ),
  ];
}

async function ledgerFindings(db: Database): Promise<Finding[]> {
  const health = await createLedger({ db, kinds, now }).health();
  const age = (then: string | undefined) => (then === undefined ? 0 : toMs(now()) - toMs(then));
  const wakeAge = age(health.oldestWake);
  const clockAge = age(health.oldestUnfired);
  return [
    good('案件', `共 ${health.cases} 件，未结 ${health.open} 件，记录 ${health.events} 条`),
    wakeAge < OLD_WAKE_MS
      ? good('唤醒积压', `${health.wakes} 件`)
      : bad(
          '唤醒积压',
          `${health.wakes} 件，最早 ${health.oldestWake ? instantText(health.oldestWake) : ''}`,
          'Temporal 一侧没有运行：请运行 duban start（或 duban worker）。',
        ),
    clockAge < LATE_CLOCK_MS
      ? good('到期未触发', '无')
      : bad(
          '到期未触发',
          `最早一个应在 ${health.oldestUnfired ? instantText(health.oldestUnfired) : ''} 触发`,
          '引擎停过或没有运行：请运行 duban start；仍未触发的再运行 duban rebuild。',
        ),
    health.deliveriesFailed === 0
      ? good('邮件和文书', `待发 ${health.deliveriesDue}，失败 0`)
      : bad(
          '邮件和文书',
          `待发 ${health.deliveriesDue}，失败 ${health.deliveriesFailed}`,
          '用 duban outbox --state failed 查看原因。',
        ),
  ];
}

async function watchFindings(db: Database): Promise<Finding[]> {
  const [chores, rules] = await Promise.all([readChoresHealth(db, now()), readRuleLiveness(db, now())]);
  const overdue = rules.filter(({ standing }) => standing === 'overdue');
  const silent = rules.filter(({ standing }) => standing === 'neverFired' || standing === 'neverSet').length;
  return [
    overdue.length === 0
      ? good('规则', `${rules.length} 条在用，该触发未触发 0，长期从未触发或设定 ${silent}`)
      : bad(
          '规则',
          `该触发未触发：${overdue.map(({ rule, label }) => `${rule} ${label}`).join('、')}`,
          '请运行 duban rules liveness 查看；引擎运行后仍不触发的，运行 duban rebuild。',
        ),
    choreFinding(
      '每日自检',
      chores.canary,
      '自检案例没有走完升级阶梯：请核对规则集和日历，修正后等下一次自检或重新启动。',
    ),
    choreFinding('每夜核对', chores.reconcile, '请运行 duban reconcile 查看；读模型不符的运行 duban rebuild。'),
    choreFinding('心跳', chores.heartbeat, '请检查 HEARTBEAT_URL、HEARTBEAT_MAIL 的接收方和邮件服务器。'),
  ];
}

const CHORE_WORDS: { readonly [state in ChoreHealth['state']]: string } = {
  off: '没有启用',
  waiting: '尚未到第一次运行的时间',
  running: '通过',
  failed: '没有通过',
  overdue: '没有按时运行',
};

function choreFinding(part: string, { ok, state, at, found }: ChoreHealth, advice: string): Finding {
  const when = at === undefined ? '' : `，上次 ${instantText(at)}`;
  if (ok) return good(part, `${CHORE_WORDS[state]}${when}`);
  const why = state === 'failed' ? `：${JSON.stringify(found).slice(0, 300)}` : '';
  return bad(
    part,
    `${CHORE_WORDS[state]}${when}${why}`,
    state === 'overdue' ? '引擎停过或没有运行：请运行 duban start；运行中仍不恢复的，查看 Temporal 的日志。' : advice,
  );
}

async function skewFinding(db: Database): Promise<Finding> {
  if (db.dialect === 'sqlite') return good('时钟', `本机 ${instantText(now())}`);
  const before = Date.now();
  const row = await db.knex.raw('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms');
  const skew = Math.round(Number(row.rows[0].ms) - (before + Date.now()) / 2);
  return Math.abs(skew) < SKEW_MS
    ? good('时钟', `与数据库相差 ${skew} 毫秒`)
    : bad('时钟', `与数据库相差 ${skew} 毫秒`, '请在两台机器上启用时间同步（NTP）。');
}

function mailFinding({ smtpUrl, dataDir }: Settings): Finding {
  return smtpUrl === undefined
    ? good('邮件', `没有设置 SMTP_URL，邮件写入 ${dataDir}/outbox`)
    : good('邮件', `经 ${new URL(smtpUrl).hostname} 发送`);
}

async function temporalFindings(config: TemporalConfig, settings: Settings): Promise<Finding[]> {
  const address = temporalAddress(config, settings);
  const temporal = await reachTemporal(config, address);
  if (temporal !== undefined) {
    await temporal.client.connection.close();
    return [good('Temporal', `${temporal.address} 正常`)];
  }
  if (config.mode === 'external')
    return [
      bad(
        'Temporal',
        `${address ?? ''} 连接不上`,
        '请检查服务是否运行、地址和证书；期间案件照常登记，恢复后自动补上。',
      ),
    ];
  return [
    await cliFinding(config),
    bad('Temporal', '没有运行', '请运行 duban start；期间案件照常登记，启动后自动补上。'),
  ];
}

async function cliFinding(config: TemporalConfig): Promise<Finding> {
  try {
    const cli = await findTemporalCli({ config: config.embedded });
    return good('Temporal 程序', `${cli.path}（服务器 ${cli.serverVersion}）`);
  } catch (error) {
    return bad('Temporal 程序', failureOf(error).message, '请按上面的办法之一准备 Temporal 程序。');
  }
}
