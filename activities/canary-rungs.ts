import {
  addDays,
  atTime,
  dayOf,
  type Instant,
  type JsonObject,
  type MatterState,
  type RuleSet,
} from '../src/core/index.ts';
import type { Sandbox } from './canary-sandbox.ts';

/** What a paper may want besides its name. */
function particulars(now: Instant): { readonly [field: string]: string } {
  return {
    interviewAt: atTime(addDays(dayOf(now), 14), '10:00'),
    place: '沙盒',
    person: '沙盒',
    host: '沙盒',
    reasons: '沙盒',
    materials: '沙盒',
  };
}

/** Signs the paper that is in hand, with the particulars that are asked for; what is refused is a problem once. */
export async function sign(sandbox: Sandbox, state: MatterState, refused: Set<string>): Promise<void> {
  const rung = ladderRung(sandbox.rules, state);
  if (rung === undefined || state.regions.paper !== 'unsigned') return;
  const place = `${state.ladder}${rung.rung}`;
  if (refused.has(place)) return;
  const given = particulars(sandbox.now());
  let payload: JsonObject = { notice: rung.notice };
  for (let attempt = 1; ; attempt++) {
    const outcome = await sandbox.ledger.record({
      kind: 'matter',
      caseId: state.caseId,
      commandId: `canary-sign-${state.seq}-${attempt}`,
      type: 'signNotice',
      payload,
      actor: { post: rung.issuer, person: 'p-office' },
    });
    if (outcome.ok) return;
    const wanted = Object.keys(outcome.refusal.fields ?? {}).filter((field) => given[field] !== undefined);
    if (wanted.length === 0 || attempt === 4) {
      refused.add(place);
      sandbox.problems.push({ code: 'act-refused', where: `signNotice ${place}: ${outcome.refusal.code}` });
      return;
    }
    payload = { ...payload, ...Object.fromEntries(wanted.map((field) => [field, given[field]])) };
  }
}

function ladderRung(rules: RuleSet, state: MatterState): RuleSet['ladders'][number]['rungs'][number] | undefined {
  const last = state.rungs.filter((taken) => !taken.skipped).at(-1)?.rung;
  return rules.ladders.find(({ id }) => id === state.ladder)?.rungs.find(({ rung }) => rung === last);
}

/** The rungs that overdue days or the rung below alone bring, on every ladder that a running deadline of the case opens. */
export async function expectedRungs({ ledger, rules }: Sandbox, caseId: string): Promise<readonly string[]> {
  const state = await ledger.state(caseId);
  const running = new Set(Object.values(state?.clocks ?? {}).map(({ rule }) => rule));
  const opened = new Set(
    rules.deadlines
      .filter(({ id }) => running.has(id))
      .flatMap(({ onLapse }) => onLapse.flatMap((effect) => (effect.do === 'openMatter' ? [effect.ladder] : []))),
  );
  return rules.ladders
    .filter(({ id }) => opened.has(id))
    .flatMap(({ id, rungs }) => {
      const byTime: number[] = [];
      for (const { rung, trigger } of rungs) {
        const alone = trigger.any.some(
          (one) =>
            one.condition === undefined &&
            (one.overdue !== undefined || (one.afterRung !== undefined && byTime.includes(one.afterRung))),
        );
        if (alone) byTime.push(rung);
      }
      return byTime.map((rung) => `${id}${rung}`);
    });
}
