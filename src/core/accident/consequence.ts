import type { Deciding, JsonObject, Tally } from '../case.ts';
import { move } from '../draft.ts';
import { dayOf, type Instant, startOfDay } from '../instant.ts';
import { tell } from '../lapse.ts';
import { factsOf } from '../matter/grounds.ts';
import type { LapsedMessage } from '../matter/open.ts';
import { matterId } from '../names.ts';
import type { AccidentState } from './state.ts';
import type { AccidentDraft } from './steps.ts';

type Subject = Pick<AccidentState, 'supervisor' | 'supervisorKind' | 'unit' | 'title'>;

/** Responsibility is traced back (责任倒查): the sheet of facts is ordered, and the supervisor's ladder begins where the rules let an accident begin. */
export function trace(draft: AccidentDraft, subject: Subject): void {
  if (!move(draft, 'TracingStarted')) return;
  draft.payload.tracing = true;
  draft.effects.push({
    do: 'issueNotice',
    notice: 'factSheet',
    issuer: { post: 'street.safetyOffice' },
    to: { post: 'district.supervision' },
  });
  tell(draft, 'tracing', { post: 'street.head' });
  if (draft.state?.matterStarted !== true) startMatter(draft, subject, 'accident', { accident: true });
}

/** Opens the matter of the supervisor in the accident's own name space, or adds a cause to it. */
export function startMatter(
  draft: AccidentDraft,
  { supervisor, supervisorKind, unit, title }: Subject,
  ground: 'accident' | 'backTracing' | 'generalAccidents',
  facts: NonNullable<LapsedMessage['facts']>,
  startRung?: number,
): void {
  if (supervisor === '') {
    // Nobody is left out in silence: the office says who supervises, and starts the matter itself.
    tell(draft, 'supervisorMissing', { post: 'street.safetyOffice' });
    return;
  }
  const { at } = draft.input;
  const said: LapsedMessage = {
    ladder: 'A',
    subject: { kind: supervisorKind, organisation: supervisor },
    cause: {
      rule: `event.${ground}`,
      label: LABELS[ground],
      dueAt: at,
      lastDay: dayOf(at),
      event: true,
      kind: 'office',
    },
    title,
    unit,
    organisation: supervisor,
    tier: '',
    supervised: false,
    facts,
    ...(startRung === undefined ? {} : { startRung }),
    ruleSet: draft.state?.ruleSet ?? draft.terms.rules.id,
    calendar: draft.state?.calendar ?? draft.terms.calendar.id,
  };
  draft.payload.matter = true;
  draft.effects.push({
    do: 'send',
    to: matterId(draft.input.caseId, 'A', 1),
    kind: 'matter',
    message: 'lapsed',
    payload: said as unknown as JsonObject,
  });
}

const LABELS = { accident: '发生事故', backTracing: '责任倒查', generalAccidents: '本季一般事故多发' } as const;

/** General accidents of a supervisor in the quarter, this one included: from the second on the ladder begins at its foot (handbook §5). */
export function* countGeneral(draft: AccidentDraft, subject: Subject, happened: Instant): Deciding<void> {
  if (subject.supervisor === '') return;
  const earlier = (yield {
    ask: 'tally',
    subject: subject.supervisor,
    what: [GENERAL],
    from: quarterStart(happened),
    until: happened,
    except: draft.input.caseId,
  }) as readonly Tally[];
  const count = earlier.length + 1;
  draft.payload.generalAccidentsInQuarter = count;
  if (count >= 2)
    startMatter(
      draft,
      subject,
      'generalAccidents',
      factsOf('generalAccidents', { ground: '', generalAccidentsInQuarter: count }),
    );
}

/** What other accidents count. */
export const GENERAL = 'generalAccident';

function quarterStart(at: Instant): Instant {
  const [year = '', month = ''] = dayOf(at).split('-');
  const first = Math.floor((Number(month) - 1) / 3) * 3 + 1;
  return startOfDay(`${year}-${String(first).padStart(2, '0')}-01`);
}
