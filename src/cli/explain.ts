import type { SealedEvent } from '../core/index.ts';
import { BASIS_WORDS, eventWord, postWord, UNIT_WORDS } from '../core/words.ts';
import {
  type ClockExplanation,
  explainClocks,
  explainMessages,
  explainRefusal,
  explainTiers,
  type MessageExplanation,
  type RefusalExplanation,
  type TierExplanation,
} from '../replay/explain.ts';
import type { SheetNames } from '../replay/fact-sheet.ts';
import { openReplay } from '../replay/replay.ts';
import { STANDING_WORDS } from '../replay/words.ts';
import { CommandError, type CommandSpec, DATA_OPTION, type Given, type Io, type Outcome, optional } from './command.ts';
import { explainDeadline } from './deadline.ts';
import { readSource } from './replay-source.ts';
import { dayText, instantText } from './table.ts';

/** `duban explain`: why this deadline, day by day; and without a clock also why this tier, why this person was told, why that was refused. */
export const explain: CommandSpec = {
  name: 'explain',
  summary: '说明案件的期限：哪条规则、什么依据、由哪一步起算、逐日怎样计算；以及等级、通知和被拒绝的操作',
  args: [
    { name: '<ID|FILE>', about: '案件编号，或档案包、events.jsonl' },
    { name: '[CLOCK]', about: '只说明这一个期限，如 hazard.T2.rectify（默认全部，含已办结的）' },
  ],
  options: [
    { flags: '--case <ID>', about: '文件中有多件案件时，说明哪一件' },
    { flags: '--reason <TEXT>', about: '查阅事由，记入查阅记录' },
    DATA_OPTION,
  ],
  examples: ['duban explain H-2026-000001', 'duban explain H-2026-000001 hazard.T2.rectify --json'],
  run,
};

async function run(given: Given, io: Io): Promise<Outcome> {
  const [wanted = '', only] = given.args;
  const source = await readSource(wanted, given, io, {
    act: 'explain',
    reason: optional(given, 'reason'),
    caseId: optional(given, 'case'),
  });
  const { events, terms, names } = source;
  const opened = openReplay(events);
  const last = events.at(-1) as SealedEvent;
  const state = opened.stateAfter(events.length);
  const clocks = state ? explainClocks(events, state, terms, only) : [];
  if (clocks.length === 0) {
    const all = state ? explainClocks(events, state, terms) : [];
    throw new CommandError(2, 'clock-not-found', unknownClock(last.caseId, only, all));
  }
  const tiers = only === undefined ? explainTiers(events, terms) : [];
  const messages = only === undefined ? explainMessages(events, source.deliveries) : [];
  const refusals = only === undefined ? source.refused.map((one) => explainRefusal(opened, one)) : [];
  const head = { caseId: last.caseId, ruleSet: last.ruleSet, calendar: last.calendar };
  return {
    code: 0,
    text: [
      ...clocks.flatMap((one, at) => [...(at > 0 ? [''] : []), ...clockLines(one, last.kind)]),
      ...section('等级', tiers.map(tierLine)),
      ...section(
        '通知',
        messages.map((one) => messageLine(one, names)),
      ),
      ...section(
        '被拒绝的操作',
        refusals.map((one) => refusalLine(one, names)),
      ),
    ],
    json: only === undefined ? { ...head, clocks, tiers, messages, refusals } : { ...head, clocks },
  };
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `━━ ${title}`, ...lines];
}

function unknownClock(caseId: string, only: string | undefined, known: readonly ClockExplanation[]): string {
  if (known.length === 0) return `${caseId} 没有按规则计算的期限。`;
  return `${caseId} 没有期限 ${only ?? ''}；可说明的有 ${known.map(({ clock }) => clock.id).join('、')}。`;
}

function clockLines(one: ClockExplanation, kind: SealedEvent['kind']): string[] {
  const { clock, standing, setBy, rule, table, earlier, ruleSet } = one;
  const basis = rule
    ? [BASIS_WORDS[rule.basis.tag] ?? '', rule.basis.document, rule.basis.article].filter(Boolean).join('　')
    : '';
  const length =
    rule?.duration && 'value' in rule.duration ? `${rule.duration.value} ${UNIT_WORDS[rule.duration.unit] ?? ''}` : '';
  const { proof } = clock;
  return [
    `━━ ${rule?.label ?? clock.rule}（${clock.id}）　${STANDING_WORDS[standing]}`,
    `规则：${ruleSet} / ${clock.rule}${length ? `，${length}` : ''}　依据：${basis || '—'}${proof?.basis ? `；${proof.basis}` : ''}`,
    `责任岗位：${clock.holder ? postWord(clock.holder) : '—'}　设定：第 ${setBy.seq} 号记录“${eventWord(kind, setBy.type)}”，${instantText(setBy.at)}`,
    ...earlier.map(
      (was) =>
        `此前：第 ${was.seq} 号记录“${eventWord(kind, was.type)}”设定，至 ${was.lastDay === undefined ? instantText(was.dueAt) : dayText(was.lastDay)}`,
    ),
    ...(proof
      ? explainDeadline(
          {
            dueAt: clock.dueAt,
            provisional: clock.provisional ?? false,
            proof,
            ...(clock.lastDay === undefined ? {} : { lastDay: clock.lastDay }),
          },
          table,
        )
      : []),
  ];
}

function tierLine({ seq, at, event, tier, row, facts, proposed, reason, approver, lapseOf }: TierExplanation): string {
  const why = [
    row && `判定表 ${row.id}${row.when === undefined ? '' : `（${row.when}）`}`,
    facts && `事实 ${JSON.stringify(facts)}`,
    proposed && `判定表建议 ${proposed}`,
    reason && `理由：${reason}`,
    approver && `批准：${postWord(approver)}`,
    lapseOf && `因 ${lapseOf} 逾期`,
  ].filter(Boolean);
  return `第 ${seq} 号　${instantText(at)}　${event}：${tier}${why.length > 0 ? `　${why.join('；')}` : ''}`;
}

function messageLine({ seq, event, ordered, rule, delivery, because }: MessageExplanation, names: SheetNames): string {
  const person = delivery.person === undefined ? '' : ` ${names.person(delivery.person)}`;
  const what = delivery.channel === 'notice' ? `文书 ${names.notice(delivery.about)}` : '通知';
  return `第 ${seq} 号“${event}”　${what} → ${names.body(ordered ?? delivery)}${person}：${because}${rule === undefined ? '' : `；规则 ${rule}`}`;
}

function refusalLine({ at, label, message, post, allowed }: RefusalExplanation, names: SheetNames): string {
  return `${instantText(at)}　${names.body({ post })}　${label}：${message}${allowed.length > 0 ? `当时可以办理：${allowed.join('、')}。` : ''}`;
}
