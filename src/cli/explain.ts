import { countingTable } from '../core/deadline/counting-table.ts';
import type { CaseState, Clock, RuleSet, SealedEvent } from '../core/index.ts';
import { BASIS_WORDS, eventWord, postWord, UNIT_WORDS } from '../core/words.ts';
import { CommandError, type CommandSpec, DATA_OPTION, type Outcome } from './command.ts';
import { explainDeadline } from './deadline.ts';
import { type LedgerAccess, withLedger } from './ledger-access.ts';
import { calendarOfCase, rulesOfCase } from './pinned-terms.ts';
import { instantText } from './table.ts';

/** `duban explain`: why this deadline: rule, basis, the fact that set it, day by day. */
export const explain: CommandSpec = {
  name: 'explain',
  summary: '说明案件的期限：哪条规则、什么依据、由哪一步起算、逐日怎样计算',
  args: [
    { name: '<ID>', about: '案件编号' },
    { name: '[CLOCK]', about: '只说明这一个期限，如 hazard.T2.rectify（默认全部，含已办结的）' },
  ],
  options: [DATA_OPTION],
  examples: ['duban explain H-2026-000001', 'duban explain H-2026-000001 hazard.T2.rectify --json'],
  run: (given, io) => withLedger(given, io, (access) => explained(access, String(given.args[0]), given.args[1])),
};

type Standing = 'running' | 'suspended' | 'overdue' | 'ended';

const STANDING_WORDS: { readonly [standing in Standing]: string } = {
  running: '计时中',
  suspended: '已中止',
  overdue: '逾期未办',
  ended: '已结束',
};

async function explained({ ledger, db }: LedgerAccess, caseId: string, only: string | undefined): Promise<Outcome> {
  const [state, events] = await Promise.all([ledger.state(caseId), ledger.events(caseId)]);
  if (state === undefined)
    throw new CommandError(2, 'case-not-found', `没有找到案件 ${caseId}，请用 duban case list 核对编号。`);
  const [rules, calendar] = await Promise.all([rulesOfCase(db, state.ruleSet), calendarOfCase(db, state.calendar)]);
  const found = settings(events).filter(
    ({ clock }) => clock.proof !== undefined && (only === undefined || clock.id === only),
  );
  if (found.length === 0) throw new CommandError(2, 'clock-not-found', unknownClock(caseId, only, events));
  const parts = found.map(({ clock, event }) => {
    const { proof } = clock;
    const table = proof === undefined || calendar === undefined ? [] : countingTable(proof, calendar);
    return {
      clock,
      standing: standingOf(state, clock),
      setBy: { seq: event.seq, type: event.type, at: event.at },
      rule: ruleOf(rules, clock),
      table,
    };
  });
  return {
    code: 0,
    text: parts.flatMap((part, at) => [...(at > 0 ? [''] : []), ...paragraph(part, state)]),
    json: { caseId, ruleSet: state.ruleSet, calendar: state.calendar, clocks: parts },
  };
}

/** Each clock as it was last set, with the event that set it. */
function settings(events: readonly SealedEvent[]): { readonly clock: Clock; readonly event: SealedEvent }[] {
  const last = new Map(
    events.flatMap((event) => event.clocks.set.map((clock) => [clock.id, { clock, event }] as const)),
  );
  return [...last.values()];
}

function unknownClock(caseId: string, only: string | undefined, events: readonly SealedEvent[]): string {
  const known = settings(events).filter(({ clock }) => clock.proof !== undefined);
  if (known.length === 0) return `${caseId} 没有按规则计算的期限。`;
  return `${caseId} 没有期限 ${only ?? ''}；可说明的有 ${known.map(({ clock }) => clock.id).join('、')}。`;
}

function standingOf(state: CaseState, clock: Clock): Standing {
  if (state.clocks[clock.id]?.dueAt === clock.dueAt) return 'running';
  if (state.suspended[clock.id]) return 'suspended';
  return state.overdue[clock.id]?.dueAt === clock.dueAt ? 'overdue' : 'ended';
}

function ruleOf(rules: RuleSet | undefined, clock: Clock) {
  const deadline = rules?.deadlines.find((one) => one.id === clock.rule);
  if (deadline) return { id: deadline.id, label: deadline.label, basis: deadline.basis, duration: deadline.duration };
  const rung = rules?.ladders
    .flatMap((ladder) => ladder.rungs.map((one) => ({ id: `${ladder.id}${one.rung}`, one })))
    .find(({ id }) => id === clock.rule)?.one;
  return rung
    ? { id: clock.rule, label: rung.label, basis: rung.basis, duration: rung.answerWithin ?? undefined }
    : undefined;
}

type Part = {
  readonly clock: Clock;
  readonly standing: Standing;
  readonly setBy: { readonly seq: number; readonly type: string; readonly at: string };
  readonly rule: ReturnType<typeof ruleOf>;
  readonly table: ReturnType<typeof countingTable>;
};

function paragraph({ clock, standing, setBy, rule, table }: Part, state: CaseState): string[] {
  const basis = rule
    ? [BASIS_WORDS[rule.basis.tag] ?? '', rule.basis.document, rule.basis.article].filter(Boolean).join('　')
    : '';
  const length =
    rule?.duration && 'value' in rule.duration ? `${rule.duration.value} ${UNIT_WORDS[rule.duration.unit] ?? ''}` : '';
  const proof = clock.proof;
  return [
    `━━ ${rule?.label ?? clock.rule}（${clock.id}）　${STANDING_WORDS[standing]}`,
    `规则：${state.ruleSet} / ${clock.rule}${length ? `，${length}` : ''}　依据：${basis || '—'}${proof?.basis ? `；${proof.basis}` : ''}`,
    `责任岗位：${clock.holder ? postWord(clock.holder) : '—'}　设定：第 ${setBy.seq} 号记录“${eventWord(state.kind, setBy.type)}”，${instantText(setBy.at)}`,
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
