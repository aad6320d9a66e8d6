import type { DeliveryFate } from '../../db/delivery.ts';
import type { Holding } from '../../db/organisation.ts';
import type { HazardState, NoticeState, Notify, PostRef, RuleSet, SealedEvent } from '../core/index.ts';
import { BASIS_WORDS } from '../core/words.ts';
import { dutyPeriods } from '../replay/duty-periods.ts';
import { ruleNamed } from '../replay/explain.ts';
import { holderRef } from '../replay/holder.ts';
import type { CaseLine, LateSpan, PaperLine, ToldLine } from '../replay/package-data.ts';
import type { DeliveryRecord } from '../replay/record.ts';
import { openReplay } from '../replay/replay.ts';

/** What the office's registers and rules say of a case beyond its events. */
export interface Surroundings {
  rules(id: string): RuleSet | undefined;
  readonly holdings: readonly Holding[];
  /** Names of a paper's files in the package. */
  filesOf(docx: string, pdf: string): readonly string[];
}

/** What the page shows of a case without opening it. */
export interface CaseLines {
  readonly line: Omit<CaseLine, 'page'>;
  readonly spans: readonly LateSpan[];
  readonly papers: readonly PaperLine[];
  readonly deliveries: readonly DeliveryRecord[];
  /** Everybody who is named, by id. */
  readonly persons: readonly string[];
}

const MOST_TOLD = 12;

/** Folds a case and draws from it what lists and the question who was late need; `events` in order of `seq`, at least one. */
export function caseLines(
  events: readonly SealedEvent[],
  fates: readonly DeliveryFate[],
  around: Surroundings,
): CaseLines {
  const first = events[0] as SealedEvent;
  const state = openReplay(events).stateAfter(events.length);
  if (state === undefined) throw new RangeError(`${first.caseId} has no state`);
  const { tier } = state as HazardState;
  const deliveries = fates.flatMap((fate) => recordOf(fate, events));
  const spans = dutyPeriods(events).flatMap((period): LateSpan[] => {
    const { lapse, ended, settings } = period;
    const setting = settings.at(-1);
    if (lapse === undefined || setting === undefined) return [];
    const { clock, ruleSet } = setting;
    const rules = around.rules(ruleSet);
    const rule = rules && ruleNamed(rules, clock.rule);
    const holder = holderRef(state, period.holder);
    return [
      {
        caseId: first.caseId,
        duty: period.duty,
        rule: clock.rule,
        label: rule?.label ?? clock.rule,
        basis: rule
          ? [BASIS_WORDS[rule.basis.tag], rule.basis.document, rule.basis.article].filter(Boolean).join('　')
          : '',
        ruleSet,
        holder,
        persons: personsAt(holder, lapse.at, around.holdings),
        dueAt: clock.dueAt,
        ...(clock.lastDay === undefined ? {} : { lastDay: clock.lastDay }),
        lapse: { seq: lapse.seq, at: lapse.at, recordedAt: lapse.recordedAt },
        ...(ended === undefined ? {} : { ended: endOf(ended) }),
        told: toldOf(events, deliveries, holder, clock.id),
      },
    ];
  });
  return {
    line: {
      id: first.caseId,
      kind: first.kind,
      title: state.title ?? '',
      stage: state.stage,
      ...(typeof tier === 'string' ? { tier } : {}),
      ...(state.unit === undefined ? {} : { unit: state.unit }),
      ...(state.organisation === undefined ? {} : { organisation: state.organisation }),
      openedAt: first.at,
      closed: state.closed,
      overdue: Object.keys(state.overdue).length > 0,
      events: events.length,
    },
    spans,
    papers: state.kind === 'notice' ? paperOf(state as NoticeState, around) : [],
    deliveries,
    persons: [
      ...events.flatMap(({ actor }) => actor.person ?? []),
      ...deliveries.flatMap(({ person }) => person ?? []),
      ...spans.flatMap(({ persons }) => persons),
    ],
  };
}

function endOf({ seq, at, recordedAt, verdict }: NonNullable<ReturnType<typeof dutyPeriods>[number]['ended']>) {
  return {
    seq,
    at,
    recordedAt,
    ...(verdict === undefined ? {} : { result: verdict.result }),
    ...(verdict?.daysLate === undefined ? {} : { daysLate: verdict.daysLate }),
  };
}

function personsAt(ref: PostRef, at: string, holdings: readonly Holding[]): readonly string[] {
  return holdings
    .filter(({ post, organisation, validFrom, validUntil }) => {
      const same = post === ref.post && (organisation === (ref.organisation ?? '') || organisation === '');
      return same && validFrom <= at && (validUntil === undefined || at < validUntil);
    })
    .map(({ person }) => person);
}

/** What the register of sendings knows, with what the event says that was to be sent. */
function recordOf(fate: DeliveryFate, events: readonly SealedEvent[]): readonly DeliveryRecord[] {
  const { caseId: _, ...kept } = fate;
  const effect = events[fate.seq - 1]?.effects[fate.nth];
  if (effect?.do !== 'notify' && effect?.do !== 'issueNotice') return [];
  const { post, organisation } = effect.to;
  const about = effect.do === 'notify' ? effect.about : effect.notice;
  return [{ ...kept, about, post, ...(organisation === undefined ? {} : { organisation }) }];
}

/** What the holder was told of this duty, or of the case while it was his. */
function toldOf(
  events: readonly SealedEvent[],
  deliveries: readonly DeliveryRecord[],
  holder: PostRef,
  clock: string,
): readonly ToldLine[] {
  const told = events.flatMap((event) =>
    event.effects.flatMap((effect, nth): ToldLine[] => {
      if (effect.do !== 'notify' || !concerns(effect, holder, clock)) return [];
      const sent = deliveries
        .filter((one) => one.seq === event.seq && one.nth === nth)
        .map(({ person, state, sentAt }) => ({
          state,
          ...(person === undefined ? {} : { person }),
          ...(sentAt === undefined ? {} : { sentAt }),
        }));
      return [{ seq: event.seq, at: event.at, about: effect.about, sent }];
    }),
  );
  return told.reverse().slice(0, MOST_TOLD);
}

function concerns({ to, clock: about }: Notify, holder: PostRef, clock: string): boolean {
  const same = to.post === holder.post && (to.organisation ?? holder.organisation) === holder.organisation;
  return same && (about === undefined || about === clock || about.startsWith(`${clock}.`) || about.includes(clock));
}

function paperOf(state: NoticeState, around: Surroundings): readonly PaperLine[] {
  const { made, issuedAt, services, received } = state;
  if (made === undefined || issuedAt === undefined) return [];
  const served = services.at(-1);
  return [
    {
      caseId: state.caseId,
      opener: state.opener ?? '',
      title: state.title,
      reference: made.reference,
      to: state.to,
      issuedAt,
      ...(served === undefined ? {} : { servedAt: served.at }),
      ...(received === undefined ? {} : { received: { at: received.at, refused: received.refused } }),
      files: around.filesOf(made.docx, made.pdf),
    },
  ];
}
