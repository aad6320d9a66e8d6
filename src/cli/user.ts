import {
  type AccountRole,
  addAccount,
  disableAccount,
  readAccount,
  readAccounts,
  setPassword,
} from '../../db/account.ts';
import { readPersons } from '../../db/organisation.ts';
import { readDeputies, readHoldings, readPosts } from '../../db/post.ts';
import { recordAccountChange } from '../../db/register-change.ts';
import { hashPassword } from '../api/login.ts';
import { oneTimePassword } from '../api/one-time-password.ts';
import {
  CommandError,
  type CommandSpec,
  DATA_OPTION,
  type Given,
  has,
  type Outcome,
  optional,
  required,
  wrongUse,
} from './command.ts';
import { deputy } from './deputy.ts';
import { type LedgerAccess, now, withLedger } from './ledger-access.ts';
import { columns } from './table.ts';

const NAME = { name: '<NAME>', about: '登录名' } as const;

const add: CommandSpec = {
  name: 'add',
  summary: '新增账号；一次性密码只显示这一次，首次登录必须修改',
  args: [NAME],
  options: [
    { flags: '--person <PERSON>', about: '账号属于谁（人员编号，见 duban user posts）' },
    { flags: '--role <ROLE>', about: 'admin 管理员、auditor 审计员；可重复，默认无', repeats: true },
    DATA_OPTION,
  ],
  examples: ['duban user add anban --person p011'],
  run: (given, io) => withLedger(given, io, (access) => added(access, given)),
};

const listAccounts: CommandSpec = {
  name: 'list',
  summary: '列出账号',
  options: [DATA_OPTION],
  run: (given, io) => withLedger(given, io, listed),
};

const disable: CommandSpec = {
  name: 'disable',
  summary: '停用账号（加 --undo 恢复）',
  args: [NAME],
  options: [{ flags: '--undo', about: '恢复使用' }, DATA_OPTION],
  run: (given, io) => withLedger(given, io, (access) => disabled(access, given)),
};

const resetPassword: CommandSpec = {
  name: 'reset-password',
  summary: '重设密码；新的一次性密码只显示这一次',
  args: [NAME],
  options: [DATA_OPTION],
  run: (given, io) => withLedger(given, io, (access) => reset(access, String(given.args[0]))),
};

const posts: CommandSpec = {
  name: 'posts',
  summary: '列出岗位和在岗人员（含代理）',
  options: [
    { flags: '--person <PERSON>', about: '只看这个人的岗位' },
    { flags: '--org <ORG>', about: '只看这个机构的岗位' },
    DATA_OPTION,
  ],
  run: (given, io) => withLedger(given, io, (access) => postsListed(access, given)),
};

/** `duban user`: accounts, and who holds which post. */
export const user: CommandSpec = {
  name: 'user',
  summary: '管理登录账号，查看岗位',
  subcommands: [add, listAccounts, disable, resetPassword, posts, deputy],
};

async function added({ db }: LedgerAccess, given: Given): Promise<Outcome> {
  const name = String(given.args[0]);
  if (!/^[\w.@-]{1,64}$/.test(name))
    throw wrongUse('登录名只能用英文字母、数字、点、短横线、下划线和 @，不超过 64 个字符。');
  const person = required(given, 'person');
  if (!(await readPersons(db.knex)).some((one) => one.id === person))
    throw wrongUse(`没有人员 ${person}，请用 duban user posts 核对编号。`);
  const roles = rolesOf(given);
  const password = oneTimePassword();
  const done = await addAccount(db.knex, {
    name,
    person,
    passwordHash: await hashPassword(password),
    roles,
    mustChange: true,
  });
  if (!done) throw wrongUse(`账号 ${name} 已存在；重设密码请用 duban user reset-password ${name}。`);
  await recordAccountChange(db.knex, { at: now() }, undefined, await readAccount(db.knex, name));
  return {
    code: 0,
    text: [`已新增账号 ${name}（${person}）。`, `一次性密码：${password}`, '请当面交给本人，首次登录后必须修改。'],
    json: { name, person, roles, password },
  };
}

function rolesOf(given: Given): readonly AccountRole[] {
  const roles = given.options.role;
  if (!Array.isArray(roles)) return [];
  return roles.map((role: string) => {
    if (role === 'admin' || role === 'auditor') return role;
    throw wrongUse('--role 只能是 admin（管理员）或 auditor（审计员）。');
  });
}

async function listed({ db }: LedgerAccess): Promise<Outcome> {
  const [accounts, persons] = await Promise.all([readAccounts(db.knex), readPersons(db.knex)]);
  const names = new Map(persons.map((one) => [one.id, one.name]));
  const rows = accounts.map(({ name, person, roles, mustChange, disabledAt, lockedUntil }) => ({
    name,
    person,
    personName: names.get(person) ?? '',
    roles,
    mustChange,
    ...(disabledAt === undefined ? {} : { disabledAt }),
    ...(lockedUntil === undefined ? {} : { lockedUntil }),
  }));
  const standing = (row: (typeof rows)[number]) =>
    row.disabledAt
      ? '已停用'
      : row.lockedUntil && row.lockedUntil > now()
        ? '已锁定'
        : row.mustChange
          ? '待改密码'
          : '正常';
  const role = (row: (typeof rows)[number]) =>
    row.roles.map((one) => (one === 'admin' ? '管理员' : '审计员')).join('、');
  return {
    code: 0,
    text: columns([
      ['登录名', '人员', '姓名', '角色', '状态'],
      ...rows.map((row) => [row.name, row.person, row.personName, role(row), standing(row)]),
    ]),
    json: { accounts: rows },
  };
}

async function disabled({ db }: LedgerAccess, given: Given): Promise<Outcome> {
  const name = String(given.args[0]);
  const undo = has(given, 'undo');
  const before = await readAccount(db.knex, name);
  if (!(await disableAccount(db.knex, name, undo ? undefined : now()))) throw noAccount(name);
  await recordAccountChange(db.knex, { at: now() }, before, await readAccount(db.knex, name));
  return {
    code: 0,
    text: [undo ? `账号 ${name} 已恢复。` : `账号 ${name} 已停用；它的会话和令牌不再有效。`],
    json: { name, disabled: !undo },
  };
}

async function reset({ db }: LedgerAccess, name: string): Promise<Outcome> {
  const before = await readAccount(db.knex, name);
  if (before === undefined) throw noAccount(name);
  const password = oneTimePassword();
  await setPassword(db.knex, name, await hashPassword(password), true);
  await recordAccountChange(db.knex, { at: now() }, before, await readAccount(db.knex, name));
  return {
    code: 0,
    text: [`账号 ${name} 的新一次性密码：${password}`, '请当面交给本人，登录后必须修改。'],
    json: { name, password },
  };
}

function noAccount(name: string): CommandError {
  return new CommandError(2, 'account-not-found', `没有账号 ${name}，请用 duban user list 核对。`);
}

async function postsListed({ db }: LedgerAccess, given: Given): Promise<Outcome> {
  const [all, holdings, deputies, persons] = await Promise.all([
    readPosts(db.knex),
    readHoldings(db.knex),
    readDeputies(db.knex),
    readPersons(db.knex),
  ]);
  const names = new Map(persons.map((one) => [one.id, one.name]));
  const at = now();
  const inForce = (one: { readonly validFrom: string; readonly validUntil?: string }) =>
    one.validFrom <= at && (one.validUntil === undefined || at < one.validUntil);
  const rows = all.map((post) => {
    const here = (one: {
      readonly organisation: string;
      readonly post: string;
      readonly validFrom: string;
      readonly validUntil?: string;
    }) => one.organisation === post.organisation && one.post === post.name && inForce(one);
    return {
      post: post.organisation === '' ? post.name : `${post.name}@${post.organisation}`,
      organisation: post.organisation,
      label: post.label,
      holders: holdings.filter(here).map(({ person }) => ({ person, name: names.get(person) ?? '' })),
      deputies: deputies
        .filter(here)
        .map(({ person, orderNo }) => ({ person, name: names.get(person) ?? '', orderNo })),
    };
  });
  const person = optional(given, 'person');
  const organisation = optional(given, 'org');
  const chosen = rows.filter(
    (row) =>
      (organisation === undefined || row.organisation === organisation) &&
      (person === undefined || [...row.holders, ...row.deputies].some((one) => one.person === person)),
  );
  const people = (row: (typeof rows)[number]) =>
    [
      ...row.holders.map((one) => `${one.person} ${one.name}`),
      ...row.deputies.map((one) => `${one.person} ${one.name}（代理 ${one.orderNo}）`),
    ].join('、') || '空缺';
  return {
    code: 0,
    text: columns([['岗位', '名称', '在岗人员'], ...chosen.map((row) => [row.post, row.label, people(row)])]),
    json: { posts: chosen },
  };
}
