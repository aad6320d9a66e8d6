import path from 'node:path';
import { createBlobs } from '../../db/blob.ts';
import { readOrganisations } from '../../db/organisation.ts';
import { conformanceOf } from '../api/conformance-report.ts';
import { addDays, type Day, dayOf, isDay, type KindName } from '../core/index.ts';
import { EVENT_WORDS, KIND_WORDS, STATE_WORDS } from '../core/words.ts';
import type { Conformance } from '../replay/conformance.ts';
import { EXPECTED_STEP_WORDS, QUESTION_WORDS, questionSentence } from '../replay/conformance-words.ts';
import type { EventPlace } from '../replay/paths.ts';
import type { StageTime } from '../replay/stage-times.ts';
import {
  type CommandSpec,
  DATA_OPTION,
  type Given,
  type Io,
  type Outcome,
  optional,
  unavailable,
  wrongUse,
} from './command.ts';
import { type LedgerAccess, now, withLedger } from './ledger-access.ts';
import { hashPhotos } from './photo-hashes.ts';
import { progressFor } from './progress.ts';
import { columns } from './table.ts';

const YEAR_DAYS = 365;
const MOST_ROWS = 10;

/** `duban conformance`: real paths beside legal ones, and what an auditor may want to ask about. */
export const conformance: CommandSpec = {
  name: 'conformance',
  summary: '流程符合性：实际路径与法定路径、少走的步骤、回路、时间花在哪里、请核实的情形',
  details: [
    '',
    '“请核实”只提出问题并列出事件，不作结论；每一类都有起点（见 --json 的 thresholds）。',
    '照片比对：相同文件按 SHA-256，相似照片按图像特征（JPEG、PNG；其他格式不比对）。',
    '有不合状态图的步骤时退出码为 1。',
  ],
  options: [
    { flags: '--from <DAY>', about: '案件登记日不早于（默认一年前）' },
    { flags: '--to <DAY>', about: '案件登记日不晚于（默认今天）' },
    DATA_OPTION,
  ],
  examples: ['duban conformance', 'duban conformance --from 2025-01-01 --to 2025-06-30 --json'],
  run: (given, io) => withLedger(given, io, (access) => report(access, given, io)),
};

async function report({ db, settings }: LedgerAccess, given: Given, io: Io): Promise<Outcome> {
  const until = now();
  const to = dayOption(given, 'to') ?? dayOf(until);
  const from = dayOption(given, 'from') ?? addDays(to, -YEAR_DAYS);
  if (from > to) throw wrongUse('--to 不能早于 --from。');
  const progress = progressFor(io);
  const blobs = createBlobs(db.knex, path.join(settings.dataDir, 'blobs'));
  let skipped = 0;
  const found = await conformanceOf(
    db,
    { from, to, until },
    async (photos) => {
      const looked = await hashPhotos(db, blobs, photos, progress);
      skipped = looked.skipped;
      return looked.hashes;
    },
    (cases) => progress(`已读 ${cases} 件`),
  );
  if (found === undefined) throw unavailable('no-calendar', '台账中还没有工作日历：请先运行 duban calendar import。');
  const names = new Map((await readOrganisations(db.knex)).map(({ id, name }) => [id, name]));
  return {
    code: found.paths.illegal.length > 0 ? 1 : 0,
    text: told(found, { from, to, skipped, nameOf: (id) => names.get(id) ?? id }),
    json: { from, to, ...found, photos: { ...found.photos, skipped } },
  };
}

function dayOption(given: Given, name: string): Day | undefined {
  const text = optional(given, name);
  if (text !== undefined && !isDay(text))
    throw wrongUse(`--${name} 应为日期，例如 2025-06-30，收到的是“${String(text).slice(0, 40)}”。`);
  return text;
}

interface Telling {
  readonly from: Day;
  readonly to: Day;
  readonly skipped: number;
  readonly nameOf: (organisation: string) => string;
}

function told(found: Conformance, { from, to, skipped, nameOf }: Telling): string[] {
  const { paths, times, photos } = found;
  const part = (title: string, rows: readonly string[]) => (rows.length === 0 ? [] : ['', title, ...rows]);
  return [
    `流程符合性：${from} 至 ${to} 登记的 ${found.cases} 件、${found.events} 条记录`,
    ...part(
      '不合状态图的步骤',
      paths.illegal.map(({ move, stage, ...place }) => `  ✗ ${placeText(place)}：在“${stage}”不应有 ${move}`),
    ),
    ...part(
      '实际路径（前十种）',
      columns(
        paths.variants
          .slice(0, MOST_ROWS)
          .map(({ kind, path: stages, cases }) => [
            `${cases} 件`,
            KIND_WORDS[kind],
            stages.map((stage) => stageWord(kind, stage)).join(' → '),
          ]),
        '  ',
      ),
    ),
    ...part(
      '少走的步骤',
      paths.skipped
        .filter(({ cases }) => cases > 0)
        .map(
          ({ step, cases, of, events }) =>
            `  ${EXPECTED_STEP_WORDS[step] ?? step}：${of} 件中有 ${cases} 件没有（${list(events)}）`,
        ),
    ),
    ...part(
      '回路（不止一次进入的环节）',
      paths.loops.map(
        ({ kind, stage, cases, returns, most, examples }) =>
          `  ${KIND_WORDS[kind]}“${stageWord(kind, stage)}”：${cases} 件重新进入 ${returns} 次，最多一件 ${most} 次（如 ${examples.join('、')}）`,
      ),
    ),
    ...part('时间花在哪里（工作日，中止的日子不计）：按环节', timeRows(times.byStage, nameOf)),
    ...part('按等级', timeRows(times.byTier, nameOf)),
    ...part('按单位', timeRows(times.byOrganisation, nameOf)),
    ...part('没有人走过的合法步骤', neverTaken(found)),
    '',
    found.questions.length === 0 ? '没有需要请核实的情形。' : '请核实（只是问题，不是结论）',
    ...found.questions.flatMap((question) => [
      `  【${QUESTION_WORDS[question.question]}】${questionSentence(question, found.thresholds, nameOf)}`,
      `    ${list(question.events)}`,
    ]),
    `照片 ${photos.named} 张，比对了图像特征的 ${photos.compared} 张${skipped === 0 ? '' : `（${skipped} 张不是 JPEG、PNG 或无法比对）`}。`,
  ];
}

function timeRows(rows: readonly StageTime[], nameOf: (organisation: string) => string): string[] {
  if (rows.length === 0) return [];
  return columns(
    [
      ['环节', '', '次数', '中位', '九成不超过', '合计'],
      ...rows
        .slice(0, MOST_ROWS)
        .map(({ kind, stage, tier, organisation, stays, median, p90, total }) => [
          `${KIND_WORDS[kind]} ${stageWord(kind, stage)}`,
          tier ?? (organisation === undefined ? '' : nameOf(organisation)),
          String(stays),
          String(median),
          String(p90),
          String(total),
        ]),
    ],
    '  ',
  );
}

function neverTaken({ paths }: Conformance): string[] {
  const byStage = Map.groupBy(
    paths.steps.filter(({ taken }) => taken === 0),
    ({ kind, stage }) => `${KIND_WORDS[kind]} ${stageWord(kind, stage)}`,
  );
  return [...byStage].map(
    ([stage, steps]) => `  ${stage}：${steps.map(({ kind, event }) => EVENT_WORDS[kind][event] ?? event).join('、')}`,
  );
}

function stageWord(kind: KindName, stage: string): string {
  return STATE_WORDS[kind].main?.[stage] ?? stage;
}

function list(places: readonly EventPlace[]): string {
  const shown = places.slice(0, MOST_ROWS).map(placeText).join('、');
  return places.length > MOST_ROWS ? `${shown}……` : shown;
}

function placeText({ caseId, seq }: EventPlace): string {
  return `${caseId} 第 ${seq} 条`;
}
