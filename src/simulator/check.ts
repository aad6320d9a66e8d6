import { touchedDays } from '../core/deadline/pause.ts';
import {
  type CaseState,
  dayOf,
  type HazardState,
  type MatterState,
  type SealedEvent,
  type Verdict,
} from '../core/index.ts';
import { PAPER_DUTIES } from '../core/paper-duty.ts';
import type { Recorded } from './engine.ts';
import type { Expectation, Scenario, ScenarioInput } from './scenario.ts';

/** What must hold right after an input. */
export function checkInput(
  nth: number,
  input: ScenarioInput,
  recorded: Recorded,
  state: CaseState | undefined,
): string[] {
  const where = `第 ${nth + 1} 步 ${input.at} ${input.case} ${input.do}`;
  const expected: Expectation = input.expect ?? {};
  if (!recorded.ok) {
    if (expected.refused === recorded.refusal.code) return [];
    return [
      `${where}：被拒绝（${recorded.refusal.code} ${recorded.refusal.message}${recorded.refusal.fields ? JSON.stringify(recorded.refusal.fields) : ''}），预期${expected.refused ? `拒绝 ${expected.refused}` : '接受'}`,
    ];
  }
  if (expected.refused) return [`${where}：被接受，预期拒绝 ${expected.refused}`];
  const found: { [Key in keyof Expectation]?: unknown } = {
    stage: state?.stage,
    tier: (state as HazardState | undefined)?.tier,
    row: recorded.event.payload.row,
    supervision: state?.regions.supervision,
    consultation: state?.regions.consultation,
    control: state?.regions.control,
    paused: state?.regions.pause === 'paused',
    question: ((recorded.event.payload.questions as readonly string[] | undefined) ?? [])[0],
    opens: openedRung(recorded.event),
    opensCase: recorded.event.payload.opensCase === undefined ? undefined : expected.opensCase,
    amount: recorded.event.payload.amount,
    grade: recorded.event.payload.grade,
    latestDayToAsk: recorded.event.payload.latestDayToAsk,
  };
  const differences: string[] = [];
  for (const [key, value] of Object.entries(expected)) {
    if (key === 'clocks') continue;
    const got = found[key as keyof Expectation];
    if (got !== value) differences.push(`${where}：${key} 应为 ${String(value)}，实为 ${String(got)}`);
  }
  for (const [id, due] of Object.entries(expected.clocks ?? {})) {
    const clock = state?.clocks[id] ?? state?.overdue[id];
    const got = clock ? (due.length > 10 ? clock.dueAt : (clock.lastDay ?? dayOf(clock.dueAt))) : undefined;
    if (got !== due) differences.push(`${where}：期限 ${id} 应为 ${due}，实为 ${got ?? '未设'}`);
  }
  return differences;
}

/** `B3`: the act opened (or lifted) ladder B at rung 3. */
function openedRung(event: SealedEvent): string | undefined {
  const send = event.effects.find(
    (effect) => effect.do === 'send' && effect.message === 'lapsed' && effect.payload.startRung !== undefined,
  );
  return send?.do === 'send' ? `${String(send.payload.ladder)}${String(send.payload.startRung)}` : undefined;
}

interface Fired {
  readonly at: string;
  readonly what: string;
  readonly event: SealedEvent;
}

/** What time does by itself, as the file calls it. */
const FIRES: { readonly [type: string]: string } = {
  ReminderDue: 'reminder',
  DeadlineLapsed: 'lapse',
  // A period is over, and nobody was late.
  HearingPassed: 'lapse',
  EntryExpired: 'lapse',
  SupplementsClosed: 'lapse',
  RungDue: 'rungDue',
  SignatureOverdue: 'signature',
  NoticeRedrafted: 'redraft',
  ReceiptOverdue: 'receipt',
};

function firedBy(events: readonly SealedEvent[]): Fired[] {
  return events.flatMap((event): Fired[] => {
    if (!event.commandId.startsWith('clk:')) return [];
    const what = FIRES[event.type];
    return what ? [{ at: event.at, what, event }] : [];
  });
}

type Fire = NonNullable<Scenario['fires']>[number];

function matches(fire: Fire, { at, what, event }: Fired): boolean {
  const { payload } = event;
  if (at !== fire.at || what !== fire.what) return false;
  if (fire.clock !== undefined && payload.duty !== fire.clock) return false;
  if (fire.ladder !== undefined && !new RegExp(`-${fire.ladder}\\d+$`).test(event.caseId)) return false;
  if (
    fire.opens &&
    [...fire.opens].sort().join() !== [...((payload.opens as readonly string[] | undefined) ?? [])].sort().join()
  )
    return false;
  return (['regrade', 'recommend', 'rung', 'notice', 'signature', 'step'] as const).every(
    (key) => fire[key] === undefined || payload[key] === fire[key],
  );
}

/** What time must do by itself: everything listed, at its instant; no lapse and no rung of ladder A besides. */
export function checkFires(scenario: Scenario, events: readonly SealedEvent[]): string[] {
  const fired = firedBy(events);
  const listed = scenario.fires ?? [];
  const missing = listed
    .filter((fire) => !fired.some((one) => matches(fire, one)))
    .map(
      (fire) =>
        `应自动发生而未发生：${fire.at} ${fire.what} ${fire.clock ?? `${fire.ladder}${fire.rung ?? ` ${fire.step}`}`}`,
    );
  const besides = fired
    .filter((one) => one.what === 'lapse' || (one.what === 'rungDue' && one.event.payload.ladder === 'A'))
    .filter((one) => !listed.some((fire) => matches(fire, one)))
    .map(
      (one) =>
        `不应发生：${one.at} ${one.what} ${String(one.event.payload.duty ?? `${String(one.event.payload.ladder)}${String(one.event.payload.rung)}`)}`,
    );
  return [...missing, ...besides];
}

/** What must hold at the end. */
export function checkFinal(
  scenario: Scenario,
  events: readonly SealedEvent[],
  states: ReadonlyMap<string, CaseState>,
  names: ReadonlyMap<string, string>,
): string[] {
  const { final } = scenario;
  const differences: string[] = [];
  const differ = (what: string, got: unknown, expected: unknown) => {
    if (expected !== undefined && JSON.stringify(got) !== JSON.stringify(expected))
      differences.push(`结束时：${what} 应为 ${JSON.stringify(expected)}，实为 ${JSON.stringify(got)}`);
  };
  const all = [...states.values()];
  const hazards = all.filter((state): state is HazardState => state.kind === 'hazard');
  const matters = all.filter((state): state is MatterState => state.kind === 'matter');
  const main = states.get(names.get(scenario.inputs[0]?.case ?? '') ?? '');
  differ('环节', main?.stage, final.stage);
  differ(
    '逾期次数',
    all.reduce((sum, state) => sum + state.lapses, 0),
    final.lapses,
  );
  differ('不合格次数', hazards[0]?.failedAcceptances, final.failedAcceptances);
  differ('标记', all.flatMap((state) => state.flags.map((flag) => flag.code)).sort(), final.flags);
  differ(
    '中止天数',
    hazards.reduce((sum, state) => sum + touchedDays(state.pauses).length, 0),
    final.pausedDays,
  );
  if (final.notices)
    differ(
      '文书',
      [
        ...new Set(
          events.flatMap((event) =>
            event.effects.flatMap((effect) => (effect.do === 'issueNotice' ? [effect.notice] : [])),
          ),
        ),
      ],
      final.notices,
    );
  if (final.ladder?.length === 0) differ('问责事项数', matters.length, 0);
  for (const expected of final.ladder ?? []) {
    const matter = matters.find((state) => state.ladder === expected.ladder);
    differ(
      `阶梯 ${expected.ladder} 最高层级`,
      matter ? Math.max(0, ...matter.rungs.map((taken) => taken.rung)) : undefined,
      expected.highest,
    );
    differ(`阶梯 ${expected.ladder} 终止原因`, matter?.endedBy, expected.endedBy);
  }
  for (const never of final.mustNotHappen ?? []) {
    if (
      matters.some((state) => state.ladder === never.ladder && state.rungs.some((taken) => taken.rung === never.rung))
    )
      differences.push(`结束时：阶梯 ${never.ladder} 第 ${never.rung} 级不应发生`);
  }
  for (const expected of final.verdicts ?? []) {
    const verdict = all
      .flatMap((state) => state.verdicts)
      .filter((one) => one.duty === expected.duty)
      .at(-1);
    for (const [key, value] of Object.entries(expected))
      differ(`${expected.duty} 认定 ${key}`, verdict?.[key as keyof Verdict], value);
  }
  // What the handbook counts in its cases are the days of deadlines; who was late on a paper has a verdict of its own, which `verdicts` may name.
  const late = all
    .flatMap((state) => state.verdicts)
    .filter((verdict) => verdict.daysLate !== undefined && !PAPER_DUTIES.has(verdict.duty));
  for (const [holder, days] of Object.entries(final.attribution ?? {})) {
    differ(
      `逾期天数 ${holder}`,
      late
        .filter((verdict) => holder === 'overdueDays' || verdict.holder === holder)
        .reduce((sum, verdict) => sum + (verdict.daysLate ?? 0), 0),
      days,
    );
  }
  for (const [from, how, to] of final.linked ?? [])
    differ(
      `${from} ${how}`,
      (states.get(names.get(from) ?? '') as HazardState | undefined)?.recurrenceOf,
      names.get(to) ?? to,
    );
  if (final.identityLeaks !== undefined)
    differ(
      '身份泄露',
      events.filter(
        (event) =>
          event.kind === 'tipoff' &&
          event.payload.reporter !== undefined &&
          !['sealed', 'anonymous'].includes(String(event.payload.reporter)),
      ).length,
      final.identityLeaks,
    );
  return differences;
}
