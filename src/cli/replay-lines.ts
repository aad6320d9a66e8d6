import type { Instant } from '../core/index.ts';
import {
  BASIS_WORDS,
  DELIVERY_WORDS,
  eventWord,
  flagWord,
  KIND_WORDS,
  REGION_WORDS,
  stateWord,
  VERDICT_WORDS,
} from '../core/words.ts';
import type { Attribution } from '../replay/attribution.ts';
import { ballWords } from '../replay/ball.ts';
import { ownerWords, type SheetNames } from '../replay/fact-sheet.ts';
import type { Moment, OpenDuty, Picture } from '../replay/replay.ts';
import type { Step } from '../replay/steps.ts';
import type { DutyVerdict } from '../replay/verdicts.ts';
import { BESIDE_WORDS, OUTCOME_WORDS, STANDING_WORDS } from '../replay/words.ts';
import type { RuleWords } from './rules-file.ts';
import { columns, dayText, instantText } from './table.ts';
import { verdictText } from './timeline.ts';

/** Names for the lines: of duties and papers, of bodies and persons. */
export interface LineWords {
  readonly rules: RuleWords;
  readonly names: SheetNames;
  /** Of a pause. */
  reason(id: string): string;
}

/** A case at a moment as people read it. */
export function pictureLines({ caseId, kind, moment, taken, skipped, now }: Picture, words: LineWords): string[] {
  const { rules, names } = words;
  const head = [
    `${caseId}　${KIND_WORDS[kind]}${now?.state.title ? `　${now.state.title}` : ''}`,
    momentText(moment),
    '',
  ];
  if (now === undefined) return [...head, '当时还没有这个案件。'];
  const { state, ball, duties } = now;
  const regions = Object.entries(state.regions).filter(([region, at]) => region === 'main' || !IDLE.has(at));
  return [
    ...head,
    regions.map(([region, at]) => `${REGION_WORDS[region] ?? region}：${stateWord(kind, region, at)}`).join('　'),
    `由谁办理：${ballWords(ball, names.body, words.reason)}${ball.since === undefined ? '' : `，自 ${instantText(ball.since)}`}`,
    '',
    duties.length === 0 ? '没有未办的期限。' : '未办的期限',
    ...columns(
      duties.map((duty) => dutyCells(duty, words)),
      '  ',
    ),
    ...(state.verdicts.length > 0
      ? ['', '当时已有的认定', ...state.verdicts.map((one) => `  ${verdictText(one, rules)}`)]
      : []),
    ...(state.flags.length > 0
      ? [
          '',
          '当时已有的标记',
          ...state.flags.map((one) => `  ${flagWord(one.code)}（第 ${one.seq} 号，${instantText(one.at)}）`),
        ]
      : []),
    '',
    `计入 ${taken} 条记录，未计入 ${skipped.length} 条${skipped.length > 0 ? '：' : '。'}`,
    ...columns(
      skipped.map((one) => [
        `第 ${one.seq} 号`,
        eventWord(kind, one.type),
        `发生 ${instantText(one.at)}`,
        `录入 ${instantText(one.recordedAt)}`,
        one.why === 'later' ? '此后才发生' : '当时尚未录入',
      ]),
      '  ',
    ),
  ];
}

const IDLE: ReadonlySet<string> = new Set(['none', 'running']);

function momentText({ at, knownAt }: Moment): string {
  const of = (instant: Instant | undefined) => (instant === undefined ? '全部' : `截至 ${instantText(instant)}`);
  return `已发生的事：${of(at)}　已录入的记录：${of(knownAt)}`;
}

function dutyCells({ clock, standing, holder }: OpenDuty, { rules, names }: LineWords): string[] {
  const until = clock.lastDay === undefined ? instantText(clock.dueAt) : dayText(clock.lastDay);
  return [
    rules.duty(clock.rule),
    STANDING_WORDS[standing],
    `至 ${until}${clock.provisional ? '（暂定）' : ''}`,
    names.body(holder),
  ];
}

/** Steps, each with its input, rule, what it moved and whom it told. */
export function stepLines(
  kind: Picture['kind'],
  steps: readonly Step[],
  { rules, names, reason }: LineWords,
): string[] {
  return steps.flatMap((step) => {
    const { input, rule, ball } = step;
    const who = input.from === 'person' ? names.body(input.actor) : input.from === 'time' ? '时间到' : '相关案件';
    const person = input.actor.person === undefined ? '' : ` ${names.person(input.actor.person)}`;
    const behalf = input.actor.onBehalfOf === undefined ? '' : `（代 ${input.actor.onBehalfOf}）`;
    const late = input.enteredLate
      ? `　补录于 ${instantText(step.recordedAt)}`
      : input.firedLate
        ? `　系统延迟，记录于 ${instantText(step.recordedAt)}`
        : '';
    const before = ball.before && ballWords(ball.before, names.body, reason);
    const after = ballWords(ball.after, names.body, reason);
    const basis = rule.named.map((one) => `　${one.label}（${BASIS_WORDS[one.basis.tag] ?? ''}）`).join('');
    return [
      ...step.refusedBefore.map(
        (one) => `  ✗ ${instantText(one.at)}　${names.body(one)}　${one.label} 被拒绝：${one.message}`,
      ),
      `第 ${step.seq} 步　${instantText(step.at)}　${step.label}　${who}${person}${behalf}${late}`,
      `    规则 ${rule.ruleSet}${basis}`,
      ...step.moves.map(
        ({ region, from, to }) =>
          `    ${REGION_WORDS[region] ?? region}：${from === '' ? '' : `${stateWord(kind, region, from)} → `}${stateWord(kind, region, to)}`,
      ),
      ...(before === after ? [] : [`    由谁办理：${after}`]),
      ...step.set
        .filter(({ does }) => does === 'lapse' || does === 'answer')
        .map(
          (one) =>
            `    期限 ${rules.duty(one.rule)} 至 ${one.lastDay === undefined ? instantText(one.dueAt) : dayText(one.lastDay)}`,
        ),
      ...step.verdicts.map((one) => `    ${verdictText(one, rules)}`),
      ...step.flags.map((code) => `    标记 ${flagWord(code)}`),
      ...step.told.map(({ do: how, what, to, deliveries }) => {
        const fates = deliveries.map(
          (one) =>
            `${one.person === undefined ? '' : names.person(one.person)}${DELIVERY_WORDS[one.state] ?? one.state}`,
        );
        const arrived = fates.length === 0 ? '' : `（${fates.join('、')}）`;
        return `    ${how === 'issueNotice' ? `文书 ${names.notice(what)}` : '通知'} → ${names.body(to)}${arrived}`;
      }),
    ];
  });
}

/** Verdicts with what stands beside them. */
export function verdictLines(verdicts: readonly DutyVerdict[], { names }: LineWords): string[] {
  return verdicts.flatMap((one) => {
    const { daysLate } = one.recorded ?? one.drawn ?? {};
    const days = daysLate === undefined ? '' : ` ${daysLate} 日`;
    const rests = [
      ...one.inputs.set.slice(-1),
      ...(one.inputs.lapse ? [one.inputs.lapse] : []),
      ...(one.inputs.end ? [one.inputs.end] : []),
    ];
    return [
      `${one.label}　至 ${one.lastDay === undefined ? instantText(one.dueAt) : dayText(one.lastDay)}　${OUTCOME_WORDS[one.outcome]}${days}　${names.body(one.accountable)}`,
      `    依据第 ${[...new Set(rests)].join('、')} 号记录　规则 ${one.ruleSet}${one.basis ? `（${BASIS_WORDS[one.basis.tag] ?? ''}）` : ''}　日历 ${one.calendar}`,
      ...one.beside.map(
        ({ mark, seq, calendar, says }) =>
          `    旁注：${BESIDE_WORDS[mark]}${seq === undefined ? ` ${calendar ?? ''}` : `（第 ${seq} 号）`}${says === undefined ? '' : `，${says.result === undefined ? '' : `${VERDICT_WORDS[says.result] ?? ''} `}${says.daysLate === undefined ? '' : `${says.daysLate} 日 `}期限至 ${says.lastDay ?? instantText(says.dueAt)}`}`,
      ),
    ];
  });
}

/** Whose the overdue days are. */
export function attributionLines(found: Attribution, { rules, names, reason }: LineWords): string[] {
  return [
    `截至 ${instantText(found.until)}，逾期共 ${found.overdueDays} 日`,
    ...columns(
      found.shares.map(({ owner, days }) => [`${days} 日`, ownerWords(owner, names, reason)]),
      '  ',
    ),
    ...(found.runs.length > 0 ? [''] : []),
    ...columns(
      found.runs.map((run) => [
        rules.duty(run.duty),
        `${run.from} 至 ${run.to}`,
        `${run.days} 日`,
        ownerWords(run.owner, names, reason),
      ]),
      '  ',
    ),
    ...(found.engine.hours > 0
      ? [
          '',
          `系统延迟触发 ${found.engine.hours} 小时（第 ${found.engine.firings.map(({ seq }) => seq).join('、')} 号），不影响天数。`,
        ]
      : []),
  ];
}
