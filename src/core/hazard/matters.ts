import type { JsonObject } from '../case.ts';
import type { Draft } from '../draft.ts';
import { dayOf } from '../instant.ts';
import { factsOf, GROUNDS, type MatterGround } from '../matter/grounds.ts';
import { matterId } from '../names.ts';
import type { HazardState, OpenedMatters } from './state.ts';

type LadderId = 'A' | 'B';

const NONE: OpenedMatters = { count: 0, causes: [] };

function mattersOf(draft: Draft<HazardState>): { A: OpenedMatters; B: OpenedMatters } {
  const known = (draft.payload.matters as { A: OpenedMatters; B: OpenedMatters } | undefined) ?? draft.state?.matters;
  return { A: known?.A ?? NONE, B: known?.B ?? NONE };
}

function write(draft: Draft<HazardState>, ladder: LadderId, value: OpenedMatters): void {
  draft.payload.matters = { ...mattersOf(draft), [ladder]: value } as unknown as JsonObject;
}

/** Opens a matter (问责事项), or adds a cause to the open one: one per subject and ladder. */
export function openMatter(
  draft: Draft<HazardState>,
  ladder: LadderId,
  cause: { readonly rule: string } & JsonObject,
  more: JsonObject = {},
): void {
  const { state, terms } = draft;
  if (!state) return;
  const before = mattersOf(draft)[ladder];
  const open = before.causes.length > 0;
  const count = open ? before.count : before.count + 1;
  write(draft, ladder, {
    count,
    causes: before.causes.includes(cause.rule) ? before.causes : [...before.causes, cause.rule],
  });
  draft.payload.opens = [
    ...((draft.payload.opens as string[] | undefined) ?? []),
    `${ladder}/${ladder === 'A' ? 'supervisor' : 'unit'}`,
  ];
  draft.effects.push({
    do: 'send',
    to: matterId(state.caseId, ladder, count),
    kind: 'matter',
    message: 'lapsed',
    payload: {
      ladder,
      subject:
        ladder === 'A'
          ? { kind: state.supervisorKind, organisation: state.supervisor }
          : { kind: 'unit', organisation: state.unit },
      cause,
      tier: (draft.payload.tier as string | undefined) ?? state.tier ?? '',
      supervised: isSupervised(state.regions),
      title: state.title,
      ...(draft.regions.pause === 'paused' ? { paused: true } : {}),
      unit: state.unit,
      organisation: state.supervisor,
      ruleSet: state.ruleSet || terms.rules.id,
      calendar: state.calendar || terms.calendar.id,
      ...more,
    },
  });
}

/** Ladders on which a matter of this hazard is open. */
export function openLadders({ matters }: HazardState): readonly LadderId[] {
  return (['A', 'B'] as const).filter((ladder) => matters[ladder].causes.length > 0);
}

/** Tells every open matter something that ends, suspends or resumes it. */
export function tellMatters(draft: Draft<HazardState>, message: string, payload: JsonObject = {}): void {
  const { state } = draft;
  if (!state) return;
  for (const ladder of ['A', 'B'] as const) {
    const { count, causes } = mattersOf(draft)[ladder];
    if (causes.length > 0)
      draft.effects.push({ do: 'send', to: matterId(state.caseId, ladder, count), kind: 'matter', message, payload });
  }
}

/** Whether the district has the hazard under supervision (挂牌督办) where the regions stand so. */
function isSupervised(regions: HazardState['regions']): boolean {
  return ['ordered', 'liftRequested'].includes(regions.supervision ?? '');
}

/** Tells each open matter of another tier or supervision of its hazard: conditions of rungs look at both. One that got a cause in this event has heard it. */
export function tellStanding(draft: Draft<HazardState>): void {
  const { state } = draft;
  if (!state) return;
  const before = state.tier ?? '';
  const next = (draft.payload.tier as string | undefined) ?? before;
  // A danger to life that was not removed in time goes on as T1: that lapse must not soften the ladder that it brought.
  const tier = draft.payload.regrade !== undefined && next > before ? before : next;
  const supervised = isSupervised(draft.regions);
  if (tier === before && supervised === isSupervised(state.regions)) return;
  const heard = (draft.payload.opens as readonly string[] | undefined) ?? [];
  for (const ladder of ['A', 'B'] as const) {
    const { count, causes } = mattersOf(draft)[ladder];
    if (causes.length === 0 || state.matters[ladder].causes.length === 0) continue;
    if (heard.some((one) => one.startsWith(`${ladder}/`)) && supervised === isSupervised(state.regions)) continue;
    draft.effects.push({
      do: 'send',
      to: matterId(state.caseId, ladder, count),
      kind: 'matter',
      message: 'standingChanged',
      payload: { tier, supervised },
    });
  }
}

/** Ends every open matter: acceptance, withdrawal. */
export function endMatters(draft: Draft<HazardState>, by: 'accepted' | 'withdrawn'): void {
  tellMatters(draft, by);
  for (const ladder of ['A', 'B'] as const) {
    const { count, causes } = mattersOf(draft)[ladder];
    if (causes.length > 0) write(draft, ladder, { count, causes: [] });
  }
}

/** A duty turns out to have been met in time (补录), or its day was replaced: its causes are gone; a matter without causes ends. */
export function dropCauses(
  draft: Draft<HazardState>,
  duties: readonly string[],
  by: 'lateEntry' | 'withdrawn' = 'lateEntry',
): void {
  const { state } = draft;
  if (!state || duties.length === 0) return;
  for (const ladder of ['A', 'B'] as const) {
    const { count, causes } = mattersOf(draft)[ladder];
    const left = causes.filter((cause) => !duties.includes(cause));
    if (left.length === causes.length) continue;
    write(draft, ladder, { count, causes: left });
    draft.effects.push({
      do: 'send',
      to: matterId(state.caseId, ladder, count),
      kind: 'matter',
      message: 'lateEntry',
      payload: { duties, ends: left.length === 0, ...(by === 'lateEntry' ? {} : { by }) },
    });
  }
}

/** Opens a matter by an event (accident, false report …), or adds it to the open one; a later start of the ladder has been approved. */
export function startMatter(
  draft: Draft<HazardState>,
  given: {
    readonly ladder: LadderId;
    readonly ground: MatterGround;
    readonly startRung?: number | undefined;
    readonly progressLag?: number | undefined;
    readonly generalAccidentsInQuarter?: number | undefined;
  },
): void {
  const { at } = draft.input;
  const { ladder, ground, startRung } = given;
  const { label } = GROUNDS[ground];
  openMatter(
    draft,
    ladder,
    { rule: `event.${ground}`, label, dueAt: at, lastDay: dayOf(at), event: true },
    { facts: factsOf(ground, given) as JsonObject, ...(startRung === undefined ? {} : { startRung }) },
  );
}
