import { type CommandSpec, DATA_OPTION } from './command.ts';
import { adopted, exported, imported, listed, shown, template, withRegisters } from './register-work.ts';

const NAME = { name: '<REGISTER>', about: '登记簿名称，例如 unit；duban register list 列出全部' } as const;

/** `duban register`: the registers of the fifteen measures. */
export const registerCommand: CommandSpec = {
  name: 'register',
  summary: '十五项措施的登记簿：目录、登记件、表格导入和导出',
  subcommands: [
    {
      name: 'list',
      summary: '列出登记簿，或一个登记簿中的登记件',
      args: [{ name: '[REGISTER]', about: '不填：列出全部登记簿' }],
      options: [
        DATA_OPTION,
        { flags: '--find <WORDS>', about: '检索' },
        { flags: '--all', about: '包括已注销的' },
        { flags: '--limit <N>', about: '最多列出多少件，默认 50' },
      ],
      examples: ['duban register list', 'duban register list unit --find 化工'],
      run: (given, io) => withRegisters(given, io, (access) => listed(given, access)),
    },
    {
      name: 'show',
      summary: '一件登记件的内容和变更',
      args: [NAME, { name: '<ID>', about: '登记号，或登记簿自己的编号' }],
      options: [DATA_OPTION],
      run: (given, io) => withRegisters(given, io, (access) => shown(given, access)),
    },
    {
      name: 'template',
      summary: '导出导入模板（XLSX，含下拉选项和填写说明）',
      args: [NAME, { name: '<FILE>', about: '写到哪里' }],
      options: [DATA_OPTION],
      run: (given, io) => withRegisters(given, io, (access) => template(given, access)),
    },
    {
      name: 'export',
      summary: '导出登记件（XLSX）',
      args: [NAME, { name: '<FILE>', about: '写到哪里' }],
      options: [DATA_OPTION, { flags: '--find <WORDS>', about: '检索' }, { flags: '--all', about: '包括已注销的' }],
      run: (given, io) => withRegisters(given, io, (access) => exported(given, access)),
    },
    {
      name: 'import',
      summary: '由 XLSX 录入：默认只试算，逐行列出问题；有一行不对则整个文件不录入，不发送任何通知',
      args: [NAME, { name: '<FILE>', about: '填好的模板' }],
      options: [
        DATA_OPTION,
        { flags: '--apply', about: '确认录入' },
        { flags: '--as <POST>', about: '以哪个岗位录入，默认 street.safetyOffice' },
        { flags: '--person <ID>', about: '录入人（岗位有多人时）' },
      ],
      examples: ['duban register template unit 单位.xlsx', 'duban register import unit 单位.xlsx --apply'],
      run: (given, io) => withRegisters(given, io, (access) => imported(given, io, access)),
    },
    {
      name: 'adopt-units',
      summary: '把机构文件中的单位转入企事业单位登记簿（已登记的不变），并按规则设立履职事项',
      options: [
        DATA_OPTION,
        { flags: '--apply', about: '确认转入' },
        { flags: '--person <ID>', about: '录入人（岗位有多人时）' },
      ],
      run: (given, io) => withRegisters(given, io, (access) => adopted(given, io, access)),
    },
  ],
};
