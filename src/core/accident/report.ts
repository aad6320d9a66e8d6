import type { JsonObject, Refusal, UnitFacts } from '../case.ts';
import { move } from '../draft.ts';
import { refuse } from '../refusal.ts';
import { anchor, dropClock, endsOn, rulesOf, startDuty } from '../watch.ts';
import type { PayloadOf } from './commands.ts';
import { countGeneral, trace } from './consequence.ts';
import { freezeNext, scopeOf } from './freeze.ts';
import { type Casualties, casualtiesWords, gradeOf, isTraced } from './grade.ts';
import type { AccidentState } from './state.ts';
import { type AccidentDraft, type Context, type Handlers, holderOf, step, watchAccident } from './steps.ts';

/** An accident comes in, and goes on upward. */
export const REPORT = {
  *recordAccident(context) {
    const { command, terms, payload } = context;
    const rules = terms.rules.accident;
    if (!rules) return refuse('accident-rules-missing');
    const { post, organisation } = command.actor;
    if (post.startsWith('unit.') && organisation !== payload.unit) return refuse('not-your-duty');
    const wrong = misdated(payload, command.at);
    if (wrong) return wrong;
    const known = (yield { ask: 'unit', unit: payload.unit }) as UnitFacts | undefined;
    const supervisor = known?.supervisor ?? payload.supervisor ?? '';
    const kindOf = known?.supervisor === undefined ? payload.supervisorKind : known.supervisorKind;
    const supervisorKind = kindOf === 'department' ? 'department' : 'village';
    const grading = gradeOf(payload, rules);
    const title = `${payload.place} ${payload.course}`.slice(0, 120);
    const draft = step({ ...context, state: undefined }, 'AccidentRegistered', {
      ...payload,
      supervisor,
      supervisorKind,
      ...(grading as unknown as JsonObject),
      casualties: casualtiesWords(payload),
      timePlace: `${payload.happened.slice(0, 16).replace('T', ' ')}，${payload.place}`,
    });
    const watched = watchAccident(draft);
    anchor(draft, watched, 'accidentHappened', payload.happened);
    ownSupplementTime(draft, payload);
    const reportedAt = payload.reportedAt ?? (command.actor.post.startsWith('unit.') ? command.at : undefined);
    if (reportedAt !== undefined) {
      move(draft, 'UnitReported');
      anchor(draft, watched, 'accidentReported', reportedAt);
    }
    tellAll(draft, payload.unit, { supervisor, supervisorKind }, grading.gradeLabel);
    draft.effects.push({
      do: 'issueNotice',
      notice: 'accidentFlash',
      issuer: { post: 'street.safetyOffice' },
      to: { post: 'district.safetyOffice' },
    });
    const subject = { supervisor, supervisorKind, unit: payload.unit, title } as const;
    const isGeneral = grading.grade === rules.grades[0]?.id;
    if (isTraced(grading.grade, rules)) trace(draft, subject);
    else if (isGeneral) yield* countGeneral(draft, subject, payload.happened);
    yield* freezeNext(
      draft,
      scopeOf(payload.unit, [supervisor, payload.department ?? ''], command.recordedAt, rules),
      1,
    );
    return draft;
  },

  recordUnitReport(context) {
    const draft = step(context, 'UnitReported', context.payload);
    anchor(draft, watchAccident(draft), 'accidentReported', context.command.at);
    // The street has told the district already: nothing upward is owed a second time.
    if (context.state.anchors.accidentForwarded !== undefined)
      for (const rule of rulesOf(context.terms.rules, 'accident'))
        if (endsOn(rule, 'accidentForwarded')) dropClock(draft, rule.id);
    return draft;
  },

  forwardAccident(context) {
    const draft = step(context, 'AccidentForwarded', context.payload);
    anchor(draft, watchAccident(draft), 'accidentForwarded', context.command.at);
    return draft;
  },

  recordLevelForwarded(context) {
    const draft = step(context, 'LevelForwarded', context.payload);
    anchor(draft, watchAccident(draft), 'levelForwarded', context.command.at);
    return draft;
  },

  supplementFigures(context) {
    return refigured(context, 'FiguresSupplemented', context.payload);
  },

  correctFigures(context) {
    if (!context.payload.reason) return refuse('reason-missing');
    return refigured(context, 'FiguresCorrected', context.payload);
  },

  recordSocialEffect(context) {
    if (!context.payload.reason) return refuse('reason-missing');
    const draft = step(context, 'SocialEffectFound', context.payload);
    trace(draft, context.state);
    return draft;
  },
} satisfies Handlers;

function misdated({ happened, reportedAt }: PayloadOf<'recordAccident'>, at: string): Refusal | undefined {
  if (happened > at) return refuse('invalid', { fields: { happened: '发生时间不能晚于登记时间' } });
  if (reportedAt !== undefined && (reportedAt < happened || reportedAt > at))
    return refuse('invalid', { fields: { reportedAt: '单位报告时间应在发生之后、登记之前' } });
  return undefined;
}

/** Traffic and fire have seven days for supplements where the rule has thirty (国务院令第493号 Art. 13). */
function ownSupplementTime(draft: AccidentDraft, { sort, happened }: PayloadOf<'recordAccident'>): void {
  const own = draft.terms.rules.accident?.supplementWithin[sort];
  if (!own) return;
  for (const rule of rulesOf(draft.terms.rules, 'accident'))
    if (endsOn(rule, 'supplementsClosed')) startDuty(draft, watchAccident(draft), rule, happened, undefined, own);
}

/** Whoever must know at once, whatever the hour. */
function tellAll(
  draft: AccidentDraft,
  unit: string,
  { supervisor, supervisorKind }: Pick<AccidentState, 'supervisor' | 'supervisorKind'>,
  grade: string,
): void {
  const posts = ['street.safetyOffice', 'street.safetyOffice.head', 'street.leader.safety', 'street.head'];
  const told = [
    ...posts.map((post) => ({ post })),
    ...(supervisor === '' ? [] : [{ post: `${supervisorKind}.head`, organisation: supervisor }]),
    holderOf({ unit } as AccidentState)('unit'),
  ];
  for (const to of told) draft.effects.push({ do: 'notify', about: 'accident', to, params: { grade }, urgent: true });
}

/** Other figures make another grade, and a higher one may have what follows from it. */
function refigured(
  context: Context & { readonly state: AccidentState },
  type: 'FiguresSupplemented' | 'FiguresCorrected',
  payload: Casualties & JsonObject,
): AccidentDraft | Refusal {
  const { state, terms } = context;
  const rules = terms.rules.accident;
  if (!rules) return refuse('accident-rules-missing');
  const grading = gradeOf(payload, rules);
  const draft = step(context, type, {
    ...payload,
    ...(grading as unknown as JsonObject),
    before: { ...state.casualties, grade: state.grade },
    casualties: casualtiesWords(payload),
  });
  if (isTraced(grading.grade, rules)) trace(draft, state);
  return draft;
}
