import type { JsonObject, Tally } from '../case.ts';
import { move } from '../draft.ts';
import { addDays, addMs, dayOf, type Instant, startOfDay } from '../instant.ts';
import { refuse } from '../refusal.ts';
import { type Facts, firstMatch } from '../rules/condition.ts';
import type { TierId } from '../rules/rule-set.ts';
import { anchor, dutyClock, endsOn, fixDuty, rulesOf, startDuty, withdrawDuty } from '../watch.ts';
import { proposeTier } from './criterion.ts';
import type { HazardState } from './state.ts';
import { type Handlers, type HazardDraft, step } from './steps.ts';
import { forTier, rectifyRule, watchHazard } from './watched.ts';

/** Which tier a hazard is of, and whether it is changed. */
export const GRADING = {
  *gradeHazard(context) {
    const { state, command, terms, payload } = context;
    const since = startOfDay(addDays(dayOf(state.found), -terms.rules.recurrence.within.value));
    const answer = yield {
      ask: 'tally',
      subject: sameKind(state),
      what: ['hazardFound', 'hazardClosedOut'],
      from: since,
      until: state.found,
      except: state.caseId,
    };
    const earlier = (answer ?? []) as readonly Tally[];
    const previous = [...earlier].sort((a, b) => (a.at < b.at ? 1 : -1))[0];
    const proposal = proposeTier(terms.rules, {
      ...dropUndefined(payload.facts),
      sameKindWithin90Days: previous !== undefined,
    });
    if ('refused' in proposal) return proposal;
    const { facts, row, tier: proposed, recorded } = proposal;
    if (!row || !proposed) return refuse('invalid', { fields: { facts: '等级判定表没有匹配的行，请联系规则管理员' } });
    const tier = payload.tier ?? proposed;
    if (tier !== proposed && !payload.reason) return refuse('reason-missing', { detail: `判定表结论为 ${proposed}` });
    const route = firstMatch(terms.rules.routing.rows, {
      ...routingFacts(state),
      localCanHandle: payload.facts.localCanHandle ?? true,
    });
    const draft = step(context, 'HazardGraded', {
      ...payload,
      facts: facts as JsonObject,
      row: row.id,
      tier,
      ...(tier === proposed ? {} : { proposed }),
      ...recorded,
      ...(route
        ? {
            route: route.id,
            lead: route.lead,
            assist: route.assist,
            ...(route.action ? { routeAction: route.action } : {}),
          }
        : { route: null }),
      ...(previous ? { recurrenceOf: previous.caseId } : {}),
      ...(previous && !/\bsameKindWithin90Days\b/.test(row.when) && !(tier in terms.rules.recurrence.raise)
        ? { questions: ['recurrence-ask-office'] }
        : {}),
    });
    const watched = watchHazard(draft, { tier });
    anchor(draft, watched, 'graded', command.at);
    switchTier(draft, state.tier, tier, command.at, 'confirm');
    return draft;
  },

  regradeHazard(context) {
    const { state, command, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    if (payload.tier === state.tier) return refuse('invalid', { fields: { tier: '等级没有变化' } });
    const down = payload.tier > (state.tier ?? '');
    if (down && !payload.document) return refuse('document-missing');
    if (down && !payload.approver) return refuse('approver-missing');
    const draft = step(context, 'HazardRegraded', { ...payload, from: state.tier ?? null });
    const running = state.tier ? dutyClock(draft, rectifyRule(draft, state.tier)?.id ?? '')?.clock : undefined;
    // A downgrade within five days of a lapse is a question for the auditor (handbook §15).
    if (down && running && addMs(command.at, 5 * 86_400_000) >= running.dueAt)
      draft.payload.questions = ['downgrade-before-lapse'];
    switchTier(draft, state.tier, payload.tier, command.at, down ? 'down' : 'up');
    return draft;
  },
} satisfies Handlers;

function sameKind(of: { readonly unit: string; readonly hazardKind: string }): string {
  return `${of.unit}/${of.hazardKind}`;
}

function dropUndefined<T extends object>(value: T): { [key: string]: boolean | number | string } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}

function routingFacts(state: HazardState): Facts {
  const known = state as HazardState & { readonly industry?: string; readonly size?: string };
  return { matter: state.matterOf, industry: known.industry ?? '', size: known.size ?? '' };
}

/** Rules of the new tier start, those of the old one end; `up`: from the change, the shorter of the two days stands; `down`: from the original start. */
export function switchTier(
  draft: HazardDraft,
  from: string | undefined,
  to: TierId,
  at: Instant,
  how: 'confirm' | 'up' | 'down' | 'lapse',
): void {
  const watched = watchHazard(draft, { tier: to });
  const old = from ? dutyClock(draft, rectifyRule(draft, from)?.id ?? '') : undefined;
  const at0 = (name: string) => draft.anchors[name] ?? draft.state?.anchors[name];
  const restarted = at0('rectificationRestarted');
  for (const rule of rulesOf(draft.terms.rules, 'hazard')) {
    const was = forTier(rule, from);
    const is = forTier(rule, to);
    if (was && !is) withdrawDuty(draft, rule.id);
    if (was || !is || draft.set.has(rule.id)) continue;
    const rectifies = endsOn(rule, 'rectificationSubmitted');
    const served = at0(rule.startsOn);
    const started =
      rectifies && restarted !== undefined && served !== undefined && restarted > served ? restarted : served;
    const ends = (Array.isArray(rule.endsOn) ? rule.endsOn : [rule.endsOn]).map(at0).filter((one) => one !== undefined);
    if (started === undefined || ends.some((end) => end >= started)) continue;
    const [region, where] = rule.stage.split('.');
    if (where !== undefined && draft.regions[region === 'interimControl' ? 'control' : (region ?? '')] !== where)
      continue;
    // Danger to life that is seen only at grading counts from there: nobody was told before.
    const fromChange = how === 'up' || how === 'lapse' || (how === 'confirm' && rule.startsOn === 'found');
    startDuty(
      draft,
      watched,
      rule,
      fromChange ? at : started,
      undefined,
      !fromChange && started === restarted ? draft.terms.rules.failedAcceptance.duration[to] : undefined,
    );
  }
  const rectify = rectifyRule(draft, to);
  const fresh = rectify ? draft.set.get(rectify.id) : undefined;
  if (
    how === 'up' &&
    rectify &&
    fresh?.lastDay &&
    old &&
    !old.lapsed &&
    old.clock.lastDay &&
    old.clock.lastDay < fresh.lastDay
  )
    fixDuty(draft, watched, rectify, at, old.clock.lastDay);
  // A request that nobody need decide any more is void, or it would wait in silence.
  if (
    draft.regions.extension === 'requested' &&
    !rulesOf(draft.terms.rules, 'hazard').some((rule) => endsOn(rule, 'extensionDecided') && dutyClock(draft, rule.id))
  )
    move(draft, 'ExtensionVoided');
}
