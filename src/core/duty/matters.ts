import type { Clock } from '../case.ts';
import { type Day, dayOf } from '../instant.ts';
import type { CaseId } from '../names.ts';
import type { RunningDuty } from '../rules/duty-rules.ts';
import { dutyId } from './duty-id.ts';
import type { OpenRound } from './state.ts';
import { type DutyDraft, ruleOfDuty } from './steps.ts';

type OpenMatter = Extract<NonNullable<RunningDuty['onLapse']>[number], { readonly do: 'openMatter' }>;

/** One matter a subject, measure and month or quarter in which the round was due, so that a missed week does not make ten papers. */
function matterOf(rule: RunningDuty, act: OpenMatter, subject: string, lastDay: Day): CaseId {
  const month = Number(lastDay.slice(5, 7));
  const period = act.per === 'quarter' ? `${lastDay.slice(0, 4)}Q${Math.ceil(month / 3)}` : lastDay.slice(0, 7);
  return `${dutyId(`M${rule.measure ?? 0}`, subject, undefined)}.${period}-${act.ladder}1`;
}

/** A missed round is a cause of the matter against whoever answers for the bearer; undefined where no ladder is for him (the street's own posts, people outside). */
export function feedMatter(draft: DutyDraft, act: OpenMatter, clock: Clock, round: OpenRound): CaseId | undefined {
  const { state, terms } = draft;
  if (!state) return undefined;
  const rule = ruleOfDuty(draft, state.rule);
  const subject = subjectOf(draft, act);
  const lastDay = clock.lastDay ?? dayOf(clock.dueAt);
  if (subject === undefined) return undefined;
  const matter = matterOf(rule, act, subject.organisation, lastDay);
  draft.effects.push({
    do: 'send',
    to: matter,
    kind: 'matter',
    message: 'lapsed',
    payload: {
      ladder: act.ladder,
      subject,
      cause: {
        rule: causeOf(state.caseId, round),
        label: `${state.title}（${round.id}）`,
        dueAt: clock.dueAt,
        lastDay,
        kind: 'duty',
        id: state.caseId,
      },
      tier: '',
      supervised: false,
      title: state.label,
      unit: state.unit ?? (subject.kind === 'unit' ? subject.organisation : ''),
      organisation: state.organisation ?? subject.organisation,
      ruleSet: terms.rules.id,
      calendar: terms.calendar.id,
    },
  });
  return matter;
}

/** Ladder A is for villages and departments, ladder B for units; leaders and offices of the street are not their subjects (measures.md §2). */
function subjectOf(
  { state }: DutyDraft,
  act: OpenMatter,
): { readonly kind: string; readonly organisation: string } | undefined {
  const { kind, organisation } = state?.bearer ?? { kind: 'outside' as const, organisation: undefined };
  if (organisation === undefined) return undefined;
  const fits = act.ladder === 'A' ? kind === 'village' || kind === 'department' : kind === 'unit';
  return fits ? { kind, organisation } : undefined;
}

/** The missed round as a matter names it among its causes. */
function causeOf(duty: CaseId, round: Pick<OpenRound, 'id'>): string {
  return `${duty}/${round.id}`;
}

/** What became of a missed round that a matter stands on: done in time after all, done late, waived or ended. */
export function tellMatter(
  draft: DutyDraft,
  round: OpenRound,
  message: 'lateEntry' | 'causeMet' | 'causeWithdrawn',
): void {
  const { state } = draft;
  if (!state || round.matter === undefined) return;
  draft.effects.push({
    do: 'send',
    to: round.matter,
    kind: 'matter',
    message,
    payload: { duties: [causeOf(state.caseId, round)] },
  });
}
