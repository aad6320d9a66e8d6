import { writeFile } from 'node:fs/promises';
import { factSheetFile } from '../api/fact-sheet-file.ts';
import type { SealedEvent } from '../core/index.ts';
import { attribute } from '../replay/attribution.ts';
import { factSheet } from '../replay/fact-sheet.ts';
import { openReplay } from '../replay/replay.ts';
import { stepsAfter } from '../replay/steps.ts';
import { verdictsOf } from '../replay/verdicts.ts';
import { pauseWord } from '../replay/words.ts';
import {
  type CommandSpec,
  DATA_OPTION,
  type Given,
  has,
  type Io,
  type Outcome,
  optional,
  wrongUse,
} from './command.ts';
import { instantOf } from './input-file.ts';
import { now } from './ledger-access.ts';
import { attributionLines, pictureLines, stepLines, verdictLines } from './replay-lines.ts';
import { readSource } from './replay-source.ts';
import { rulesFrom, ruleWords } from './rules-file.ts';

/** `duban replay`: a case as it stood at any moment, from the ledger or from an exported package. */
export const replayCommand: CommandSpec = {
  name: 'replay',
  summary: '回放案件：任一时刻的状态、期限、由谁办理；逐步经过、履职认定、责任归属',
  details: [
    '',
    '两条时间轴：--at 是事情发生的时间，--known-at 是录入的时间；都不写则看现在。',
    '从台账回放会记入查阅记录；--reason 写明事由。',
    '文件可以是导出的档案包（ZIP 或解开的文件夹）或其中的 events.jsonl；是否被改动请用 duban verify 校验。',
  ],
  args: [{ name: '<ID|FILE>', about: '案件编号，或档案包、events.jsonl' }],
  options: [
    { flags: '--at <INSTANT>', about: '截至此刻已发生的，如 2025-03-12 或 2025-03-12T09:00' },
    { flags: '--known-at <INSTANT>', about: '截至此刻已录入的' },
    { flags: '--case <ID>', about: '文件中有多件案件时，回放哪一件' },
    { flags: '--steps', about: '逐步列出：谁办的、依据哪条规则、引起什么、通知到没到' },
    { flags: '--verdicts', about: '履职认定，以及之后的事实会怎么说' },
    { flags: '--attribution', about: '每个逾期日归谁' },
    { flags: '--fact-sheet <FILE>', about: '把责任倒查事实表写成 .docx 或 .pdf 文件' },
    { flags: '--reason <TEXT>', about: '查阅事由，记入查阅记录' },
    DATA_OPTION,
  ],
  examples: [
    'duban replay H-2026-000001 --at 2026-03-12',
    'duban replay H-2026-000001 --at 2026-03-12 --known-at 2026-03-12',
    'duban replay 全部.zip --case H-2026-000001 --verdicts --attribution',
    'duban replay H-2026-000001 --fact-sheet 事实表.pdf --reason 责任倒查',
  ],
  run,
};

async function run(given: Given, io: Io): Promise<Outcome> {
  const wanted = given.args[0] ?? '';
  const at = momentOf(given, 'at');
  const knownAt = momentOf(given, 'knownAt');
  const sheetName = optional(given, 'factSheet');
  const which = sheetName === undefined ? undefined : formatOf(sheetName);
  const source = await readSource(wanted, given, io, {
    act: sheetName === undefined ? 'replay' : 'export',
    reason: optional(given, 'reason'),
    caseId: optional(given, 'case'),
  });
  const { events, terms, names, deliveries, refused, intact } = source;
  const opened = openReplay(events);
  const moment = at ?? knownAt ?? now();
  const picture = opened.picture({ at: moment, ...(knownAt === undefined ? {} : { knownAt }) });
  const last = events.at(-1) as SealedEvent;
  const rules = terms.rules(last.ruleSet) ?? rulesFrom(undefined);
  const words = { rules: ruleWords(rules), names, reason: (id: string) => pauseWord(id, rules) };
  const steps = has(given, 'steps') ? stepsAfter(opened, 0, events.length, { terms, deliveries, refused }) : undefined;
  const verdicts = has(given, 'verdicts') ? verdictsOf(events, terms, source.calendars) : undefined;
  const attribution = has(given, 'attribution') ? attribute(events, terms, moment) : undefined;
  const sheet = which && factSheet(events, { terms, deliveries, names, until: moment });
  if (sheet && which && sheetName !== undefined)
    await writeFile(sheetName, (await factSheetFile(sheet, names, which)).content);
  return {
    code: intact ? 0 : 1,
    text: [
      ...(intact ? [] : ['注意：文件中的记录与其哈希不符，请先用 duban verify 校验。', '']),
      ...pictureLines(picture, words),
      ...(steps ? ['', '━━ 逐步经过', ...stepLines(picture.kind, steps, words)] : []),
      ...(verdicts ? ['', '━━ 履职认定', ...verdictLines(verdicts, words)] : []),
      ...(attribution ? ['', '━━ 责任归属', ...attributionLines(attribution, words)] : []),
      ...(sheetName === undefined ? [] : ['', `已写入 ${sheetName}`]),
    ],
    json: {
      ...picture,
      intact,
      ...(steps ? { steps } : {}),
      ...(verdicts ? { verdicts } : {}),
      ...(attribution ? { attribution } : {}),
      ...(sheet ? { factSheet: sheet } : {}),
    },
  };
}

function momentOf(given: Given, name: 'at' | 'knownAt') {
  const text = optional(given, name);
  return text === undefined ? undefined : instantOf(name === 'at' ? '--at' : '--known-at', text);
}

function formatOf(name: string): 'docx' | 'pdf' {
  if (name.endsWith('.docx')) return 'docx';
  if (name.endsWith('.pdf')) return 'pdf';
  throw wrongUse('--fact-sheet 的文件名应以 .docx 或 .pdf 结尾。');
}
