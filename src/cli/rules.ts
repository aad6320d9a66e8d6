import { writeFileSync } from 'node:fs';
import { adopted } from './case-moves.ts';
import { type CommandSpec, DATA_OPTION, optional, required } from './command.ts';
import { withLedger } from './ledger-access.ts';
import { drafted, edited, tested } from './rules-draft.ts';
import { liveness } from './rules-liveness.ts';
import { shownCriteria, triedTier } from './rules-trial.ts';
import { compared, linted, listed, shown, withBook, written } from './rules-view.ts';
import { ACTOR_OPTIONS, officeActor, refusable } from './terms-office.ts';

const ID = { name: '<ID>', about: '规则集或草案编号，见 duban rules list' } as const;
const REASON = { flags: '--reason <TEXT>', about: '为什么，依据什么' };
const EFFECTIVE = { flags: '--effective <DAY>', about: '生效日，如 2027-01-01' };

const lint: CommandSpec = {
  name: 'lint',
  summary: '检查规则集：文件，或台账中的规则集、草案',
  details: [
    '',
    '有错误时退出码为 1；提醒和提示不影响退出码。对文件不需要台账；加 --data 时还核对岗位是否存在、有无人担任，以及日历是否已导入。',
  ],
  args: [{ name: '<FILE|ID>', about: '规则集文件，或编号' }],
  options: [DATA_OPTION],
  examples: ['duban rules lint strict.json', 'duban rules lint strict-2027 --json'],
  run: (given, io) => linted(String(given.args[0]), given, io),
};

const diff: CommandSpec = {
  name: 'diff',
  summary: '两个规则集的差别，逐条中文',
  args: [
    { name: '<A>', about: '原来的：文件或编号' },
    { name: '<B>', about: '后来的：文件或编号' },
  ],
  options: [DATA_OPTION],
  examples: ['duban rules diff default-2025 strict.json'],
  run: (given, io) => compared(given, io),
};

const list: CommandSpec = {
  name: 'list',
  summary: '规则集和草案，最新的在前',
  options: [DATA_OPTION],
  run: (given, io) => withBook(given, io, listed),
};

const show: CommandSpec = {
  name: 'show',
  summary: '一个规则集：状态、主要期限及依据、经过',
  args: [ID],
  options: [DATA_OPTION],
  run: (given, io) => withBook(given, io, (book) => shown(book, String(given.args[0]))),
};

const exported: CommandSpec = {
  name: 'export',
  summary: '导出 JSON；同一内容每次逐字节相同',
  details: ['', '默认分行缩进，便于修改；--canonical 为规范化 JSON（RFC 8785），其 SHA-256 即内容摘要。'],
  args: [ID],
  options: [
    { flags: '-o, --output <FILE>', about: '写入文件（默认输出到屏幕）' },
    { flags: '--canonical', about: '规范化 JSON，不分行' },
    DATA_OPTION,
  ],
  run: (given, io) => withBook(given, io, (book) => written(book, given)),
};

const draft: CommandSpec = {
  name: 'draft',
  summary: '新建草案：来自文件，或复制一个已发布的版本',
  options: [
    { flags: '--file <FILE>', about: '规则集文件；省略则复制 --base' },
    { flags: '--base <ID>', about: '由哪个版本复制、与哪个版本比较（默认现行版本）' },
    { flags: '--id <ID>', about: '新编号；文件中已有则可省略' },
    EFFECTIVE,
    REASON,
    ...ACTOR_OPTIONS,
    DATA_OPTION,
  ],
  examples: [
    'duban rules draft --file strict.json --reason 缩短重大隐患整改期限 --as street.safetyOffice --person p012',
  ],
  run: (given, io) => withBook(given, io, (book, access) => drafted(book, access, given)),
};

const edit: CommandSpec = {
  name: 'edit',
  summary: '修改草案；以前的批准失效',
  args: [ID],
  options: [
    { flags: '--file <FILE>', about: '新的内容；省略则只改生效日' },
    { flags: '--criteria <FILE>', about: '换用这份判定标准目录（见 duban rules criteria）' },
    EFFECTIVE,
    REASON,
    { flags: '--revision <N>', about: '以为的修订号；他人已修改则拒绝' },
    ...ACTOR_OPTIONS,
    DATA_OPTION,
  ],
  run: (given, io) => withBook(given, io, (book, access) => edited(book, access, given)),
};

const test: CommandSpec = {
  name: 'test',
  summary: '用场景检验草案：在虚拟时钟上推演并核对预期；结果记入草案经过',
  args: [ID],
  options: [{ flags: '--scenarios <FILE>', about: '场景文件（默认随程序附带的场景）' }, ...ACTOR_OPTIONS, DATA_OPTION],
  run: (given, io) => withBook(given, io, (book, access) => tested(book, access, given, io)),
};

const tier: CommandSpec = {
  name: 'tier',
  summary: '试定级：给定事实，定级表逐行怎样得出等级',
  args: [ID],
  options: [{ flags: '--facts <JSON>', about: '定级的事实，可含 criterion（判定标准编号）' }, DATA_OPTION],
  examples: ['duban rules tier default-2025 --facts \'{"estimatedDays": 9}\''],
  run: (given, io) => withBook(given, io, async (book) => triedTier(await book.rules(String(given.args[0])), given)),
};

const criteria: CommandSpec = {
  name: 'criteria',
  summary: '判定标准目录：哪些情形属于哪个等级，依据是什么；可导出、修改后放入草案',
  args: [ID],
  options: [
    { flags: '--industry <NAME>', about: '只看这一行业' },
    { flags: '-o, --output <FILE>', about: '写入文件（完整目录），供修改后用 duban rules edit --criteria 放入草案' },
    DATA_OPTION,
  ],
  run: (given, io) =>
    withBook(given, io, async (book) =>
      shownCriteria(await book.rules(String(given.args[0])), given, (file, body) => writeFileSync(file, body)),
    ),
};

const approve: CommandSpec = {
  name: 'approve',
  summary: '批准草案（起草、修改过的人不能批准）',
  details: [
    '',
    '须先没有检查错误、做过场景检验（duban rules test），并对台账历史做过假设推演（duban what-if --draft ID）；都以同一内容为准。',
    '场景不符、或不做推演的，由批准人写明理由。',
  ],
  args: [ID],
  options: [
    REASON,
    {
      flags: '--with-differences <REASON>',
      about: '场景检验有不符、而不符正是修改的目的时，批准人的理由，随批准一并记录',
    },
    { flags: '--without-what-if <REASON>', about: '不做假设推演的理由，随批准一并记录' },
    ...ACTOR_OPTIONS,
    DATA_OPTION,
  ],
  run: (given, io) =>
    withBook(given, io, async (book, access) => {
      const [reason, withDifferences, withoutWhatIf] = ['reason', 'withDifferences', 'withoutWhatIf'].map((name) =>
        optional(given, name),
      );
      const approved = await book.approve(String(given.args[0]), {
        actor: await officeActor(access, given),
        ...(reason === undefined ? {} : { reason }),
        withDifferences,
        withoutWhatIf,
      });
      return {
        code: 0,
        text: [
          `草案 ${approved.id} 已批准（内容摘要 ${approved.contentHash.slice(0, 12)}…）。发布：duban rules publish ${approved.id}`,
        ],
        json: approved,
      };
    }),
};

const publish: CommandSpec = {
  name: 'publish',
  summary: '发布已批准的草案；发布后内容不可更改',
  args: [ID],
  options: [EFFECTIVE, REASON, ...ACTOR_OPTIONS, DATA_OPTION],
  run: (given, io) =>
    withBook(given, io, async (book, access) => {
      const [reason, effectiveFrom] = [optional(given, 'reason'), optional(given, 'effective')];
      const entry = await book.publish(String(given.args[0]), {
        actor: await officeActor(access, given),
        ...(reason === undefined ? {} : { reason }),
        ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
      });
      return {
        code: 0,
        text: [`规则集 ${entry.id} 已发布，${entry.effectiveFrom} 起对新登记的案件生效；已有案件仍按各自的规则集。`],
        json: entry,
      };
    }),
};

const withdraw: CommandSpec = {
  name: 'withdraw',
  summary: '撤回尚未生效的规则集，或废止草案',
  args: [ID],
  options: [REASON, ...ACTOR_OPTIONS, DATA_OPTION],
  run: (given, io) =>
    withBook(given, io, async (book, access) => {
      const id = String(given.args[0]);
      const outcome = await book.withdraw(id, {
        actor: await officeActor(access, given),
        reason: required(given, 'reason'),
      });
      return {
        code: 0,
        text: [outcome === 'withdrawn' ? `规则集 ${id} 已撤回，不会生效。` : `草案 ${id} 已废止。`],
        json: { id, outcome },
      };
    }),
};

const adopt: CommandSpec = {
  name: 'adopt',
  summary: '在办隐患改用已生效的规则集；先试算，加 --apply 才办理',
  details: ['', '逐件列出哪些期限由何日改为何日。已送达的期限不变，除非加 --include-served（须文书写明）。'],
  args: [ID],
  options: [
    { flags: '--case <CASE>', about: '案件编号，可重复；默认全部未结隐患', repeats: true },
    { flags: '--include-served', about: '已送达的期限也改' },
    { flags: '--document <TEXT>', about: '文书依据（必填）' },
    { flags: '--approver <POST>', about: '批准人岗位（必填）' },
    REASON,
    { flags: '--apply', about: '办理；没有它只是试算' },
    { flags: '--batch <ID>', about: '操作编号；重试用同一个，不会重复办理' },
    ...ACTOR_OPTIONS,
    DATA_OPTION,
  ],
  examples: [
    'duban rules adopt strict-2027 --document 云街办〔2027〕1号 --approver street.leader --reason 统一标准 --as street.safetyOffice --person p012',
  ],
  run: (given, io) => withLedger(given, io, (access) => refusable(adopted(access, given))),
};

/** `duban rules`: what the office decides, from draft to publication. */
export const rules: CommandSpec = {
  name: 'rules',
  summary: '规则集：检查、比较、起草、批准、发布、撤回',
  subcommands: [
    lint,
    diff,
    list,
    show,
    exported,
    draft,
    edit,
    test,
    tier,
    criteria,
    approve,
    publish,
    withdraw,
    adopt,
    liveness,
  ],
};
