import { Command, CommanderError, Option } from 'commander';
import { CommandError, type CommandSpec, type ExitCode, type Given, type Io, type Outcome } from './command.ts';
import { failureOf } from './failure.ts';

/** Name, one line, and where the command is: only the one that was asked for is loaded, so that `duban deadline` answers at once. */
const COMMANDS: readonly {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandSpec>;
}[] = [
  {
    name: 'start',
    summary: '启动全部服务（网页接口、Temporal、催办和升级）',
    load: async () => (await import('./start.ts')).start,
  },
  { name: 'api', summary: '只启动网页接口一侧（生产环境）', load: async () => (await import('./api.ts')).api },
  {
    name: 'worker',
    summary: '只启动 Temporal 一侧（生产环境）',
    load: async () => (await import('./worker.ts')).worker,
  },
  {
    name: 'simulate',
    summary: '在虚拟时钟上推演场景并核对预期',
    load: async () => (await import('./simulate.ts')).simulateCommand,
  },
  {
    name: 'deadline',
    summary: '计算一个期限并逐日说明怎样计算',
    load: async () => (await import('./deadline.ts')).deadline,
  },
  {
    name: 'rules',
    summary: '规则集：检查、比较、起草、批准、发布、撤回',
    load: async () => (await import('./rules.ts')).rules,
  },
  {
    name: 'calendar',
    summary: '工作日历：导入放假安排，查看年历',
    load: async () => (await import('./calendar.ts')).calendar,
  },
  {
    name: 'preview',
    summary: '规则预演：样例隐患谁在哪天收到什么',
    load: async () => (await import('./preview.ts')).previewCommand,
  },
  {
    name: 'what-if',
    summary: '用规则草案推演本单位自己的历史',
    load: async () => (await import('./what-if.ts')).whatIfCommand,
  },
  { name: 'case', summary: '查看、列出案件，或办理一步', load: async () => (await import('./case.ts')).caseCommand },
  {
    name: 'replay',
    summary: '回放案件：任一时刻的状态、期限、由谁办理',
    load: async () => (await import('./replay.ts')).replayCommand,
  },
  {
    name: 'explain',
    summary: '说明案件的期限依据和逐日计算',
    load: async () => (await import('./explain.ts')).explain,
  },
  {
    name: 'notice',
    summary: '文书：列出、查看、预览，发文登记簿',
    load: async () => (await import('./notice.ts')).noticeCommand,
  },
  {
    name: 'outbox',
    summary: '列出应发、已发、失败的邮件和文书',
    load: async () => (await import('./outbox.ts')).outbox,
  },
  {
    name: 'import',
    summary: '导入历史台账（静默：只计算期限，不发通知）',
    load: async () => (await import('./import.ts')).importCommand,
  },
  {
    name: 'register',
    summary: '十五项措施的登记簿：登记件、表格导入导出',
    load: async () => (await import('./register.ts')).registerCommand,
  },
  {
    name: 'duty',
    summary: '履职事项：到期、逾期，按规则设立',
    load: async () => (await import('./duty.ts')).dutyCommand,
  },
  {
    name: 'return',
    summary: '月度汇总表（9+6）：起草、查看、导出',
    load: async () => (await import('./return.ts')).returnCommand,
  },
  {
    name: 'reconcile',
    summary: '核对台账、读模型和 Temporal 是否一致',
    load: async () => (await import('./reconcile.ts')).reconcileCommand,
  },
  {
    name: 'rebuild',
    summary: '由台账重建读模型，并唤醒全部未结案件',
    load: async () => (await import('./rebuild.ts')).rebuildCommand,
  },
  {
    name: 'export',
    summary: '导出审计档案包：可离线打开、独立校验',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  {
    name: 'verify',
    summary: '校验台账或档案包没有被改动、删除或插入',
    load: async () => (await import('./verify.ts')).verify,
  },
  {
    name: 'log',
    summary: '存证日志：存证点和签名密钥',
    load: async () => (await import('./log.ts')).log,
  },
  {
    name: 'conformance',
    summary: '流程符合性：实际路径、跳步、回路、时间花在哪里、请核实的情形',
    load: async () => (await import('./conformance.ts')).conformance,
  },
  {
    name: 'backup',
    summary: '备份台账、证据和文书（运行中也可）',
    load: async () => (await import('./backup.ts')).backup,
  },
  {
    name: 'restore',
    summary: '把备份恢复到空的数据目录并校验',
    load: async () => (await import('./restore.ts')).restore,
  },
  {
    name: 'tipoff',
    summary: '举报：季度统计（供公布，不含任何个人信息）',
    load: async () => (await import('./tipoff.ts')).tipoffCommand,
  },
  {
    name: 'custodian',
    summary: '举报人身份的保管密钥：生成、登记、换封',
    load: async () => (await import('./custodian.ts')).custodian,
  },
  { name: 'user', summary: '管理登录账号和岗位', load: async () => (await import('./user.ts')).user },
  {
    name: 'doctor',
    summary: '检查环境和各部件，逐项给出处理办法',
    load: async () => (await import('./doctor.ts')).doctor,
  },
];

/** Runs one command of `duban`; the result is the exit code. Never throws. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(overview());
    return name === undefined ? 2 : 0;
  }
  const entry = COMMANDS.find((one) => one.name === name);
  if (entry === undefined) {
    io.error(`没有“${name}”这个命令。运行 duban --help 查看全部命令。`);
    return 2;
  }
  const asJson = rest.includes('--json');
  try {
    const outcome = await parse(await entry.load(), rest, io);
    if (outcome !== undefined) show(outcome, asJson, io);
    return outcome?.code ?? 0;
  } catch (error) {
    return fail(error, asJson, io);
  }
}

function show({ text, json }: Outcome, asJson: boolean, io: Io): void {
  if (asJson) io.out(JSON.stringify(json, null, 2));
  else if (text.length > 0) io.out(text.join('\n'));
}

function fail(error: unknown, asJson: boolean, io: Io): ExitCode {
  const { exit, code, message, more } = failureOf(error);
  if (asJson)
    io.out(JSON.stringify({ error: { code, message, ...(more === undefined ? {} : { details: more }) } }, null, 2));
  io.error(message);
  return exit;
}

function overview(): string {
  const width = Math.max(...COMMANDS.map((one) => one.name.length));
  return [
    '督办（duban）：安全生产隐患整改与问责的流程引擎',
    '',
    '用法：duban <命令> [参数]',
    '',
    '命令：',
    ...COMMANDS.map((one) => `  ${one.name.padEnd(width)}  ${one.summary}`),
    '',
    '每个命令都有 --help（用法）和 --json（供程序读取）。',
    '退出码：0 正常 · 1 有发现（如核对不一致） · 2 用法或输入有误 · 3 暂不可用',
  ].join('\n');
}

/** Undefined: help was asked for and shown. */
async function parse(spec: CommandSpec, argv: readonly string[], io: Io): Promise<Outcome | undefined> {
  const result: { outcome?: Outcome } = {};
  const command = build(spec, io, (outcome) => {
    result.outcome = outcome;
  });
  try {
    await command.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0 || error.code === 'commander.help') {
      if (error.exitCode === 0) return undefined;
      throw new CommandError(
        2,
        'wrong-use',
        `duban ${spec.name} 需要一个子命令：${(spec.subcommands ?? []).map((one) => one.name).join('、')}。`,
      );
    }
    throw new CommandError(2, 'wrong-use', `${inChinese(error)}用法见 duban ${spec.name} --help。`);
  }
  return result.outcome;
}

function build(spec: CommandSpec, io: Io, done: (outcome: Outcome) => void, parent = 'duban'): Command {
  const command = new Command(spec.name);
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHelpWidth: () => 100,
    })
    .configureHelp({ styleTitle: (title) => TITLES[title] ?? title, commandUsage: () => usageOf(spec, parent) })
    .description([spec.summary, ...(spec.details ?? [])].join('\n'))
    .helpOption('-h, --help', '显示用法')
    .helpCommand(false)
    .allowExcessArguments(false);
  for (const arg of spec.args ?? []) command.argument(arg.name, arg.about);
  for (const { flags, about, repeats } of spec.options ?? []) {
    const option = new Option(flags, about);
    if (repeats) option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
    command.addOption(option);
  }
  if (spec.examples) command.addHelpText('after', `\n示例：\n${spec.examples.map((line) => `  ${line}`).join('\n')}`);
  const { run } = spec;
  if (run) {
    command.option('--json', '输出 JSON，供程序读取');
    command.action(async () => {
      const given: Given = { args: command.processedArgs as (string | undefined)[], options: command.opts() };
      done(await run(given, io));
    });
  }
  for (const one of spec.subcommands ?? []) command.addCommand(build(one, io, done, `${parent} ${spec.name}`));
  return command;
}

const TITLES: { readonly [title: string]: string } = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '子命令：',
};

function usageOf(spec: CommandSpec, parent: string): string {
  const parts = [
    parent,
    spec.name,
    ...(spec.subcommands ? ['<子命令>'] : []),
    ...(spec.args ?? []).map((arg) => arg.name),
    ...(spec.options || spec.run ? ['[选项]'] : []),
  ];
  return parts.join(' ');
}

function inChinese({ code, message }: CommanderError): string {
  const quoted = /'([^']+)'/.exec(message)?.[1] ?? '';
  switch (code) {
    case 'commander.unknownOption':
      return `不认识的选项 ${quoted}，请检查拼写；`;
    case 'commander.missingArgument':
      return `缺少参数 ${quoted}；`;
    case 'commander.optionMissingArgument':
      return `选项 ${quoted} 后面缺少值；`;
    case 'commander.excessArguments':
      return '多余的参数，请去掉；';
    case 'commander.unknownCommand':
      return `没有子命令 ${quoted}；`;
    default:
      return '参数有误；';
  }
}

function processIo(): Io {
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    error: (text) => void process.stderr.write(`${text}\n`),
    env: process.env,
    terminal: process.stdout.isTTY === true,
    watched: process.stderr.isTTY === true,
  };
}
