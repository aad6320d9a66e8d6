import { readFileSync } from 'node:fs';
import {
  type Actor,
  type CaseId,
  type CaseState,
  type Command,
  type HazardState,
  type Instant,
  type JsonObject,
  type KindName,
  kinds,
  loadRuleSet,
  type MatterState,
  type Plan,
  parseCalendar,
  type RuleSet,
  type SealedEvent,
  type Terms,
  type TipoffState,
} from '../../src/core/index.ts';
import { createWorld, type World } from '../../src/simulator/world.ts';
import { termsNamed } from './later-terms.ts';

/** A data file that ships with the product, fresh on each call so that a test may spoil it. */
export function shipped(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`../../data/${file}`, import.meta.url), 'utf8'));
}

export const calendar = parseCalendar(shipped('calendar.cn-2024-2026.json'));
export const rules: RuleSet = loadRuleSet(shipped('rules.default.json'));
export const terms: Terms = { rules, calendar };
export const units = { U1: { supervisor: 'V1' }, U2: { supervisor: 'V2' }, U3: { supervisor: 'V3' } };

/** An office without cases, on the default rules or on others. */
export function newWorld(other: Partial<Terms> = {}): World {
  return createWorld({ kinds, terms: { ...terms, ...other }, units, termsNamed });
}

/** `2025-03-10 09:00` as an instant of the office. */
export function at(text: string): Instant {
  return `${text.replace(' ', 'T')}${text.length === 16 ? ':00' : ''}+08:00`;
}

/** A post with the organisation it has in this office. */
export function actor(post: string, more: Partial<Actor> = {}): Actor {
  const organisation = post.startsWith('unit.')
    ? { organisation: 'U1' }
    : post.startsWith('village.')
      ? { organisation: 'V1' }
      : {};
  return { post, ...organisation, ...more };
}

/** A whole story: its acts, and how long time then goes on. */
export type StoryOf = readonly [acts: readonly Act[], until?: string];

export interface Act {
  readonly on?: CaseId;
  readonly kind?: KindName;
  readonly at: string;
  /** When it was entered, if later than it happened. */
  readonly entered?: string;
  readonly by: string | Actor;
  readonly do: string;
  readonly with?: JsonObject;
}

/** Who may do what by default, so that a story names the post only where it matters. */
export function kindOf(caseId: CaseId): KindName {
  if (/-[AB]\d+$/.test(caseId)) return 'matter';
  if (/^AC\d+$/.test(caseId)) return 'accident';
  if (/^L\d+$/.test(caseId)) return 'roster';
  return /^T\d+$/.test(caseId) ? 'tipoff' : 'hazard';
}

/** An act as the command that records it. */
export function commandOf(act: Act, nth: number): Command {
  return {
    input: 'command',
    caseId: act.on ?? 'H1',
    commandId: `c${nth}`,
    type: act.do,
    payload: act.with ?? {},
    actor: typeof act.by === 'string' ? actor(act.by) : act.by,
    at: at(act.at),
    recordedAt: at(act.entered ?? act.at),
  };
}

/** A story told so far: the office, and what each act came to. */
export interface Story {
  readonly world: World;
  readonly plans: readonly Plan[];
  /** Refusal code of the last act, or undefined. */
  readonly refused: string | undefined;
  readonly last: SealedEvent;
  hazard(id?: CaseId): HazardState;
  matter(id?: CaseId): MatterState;
  tipoff(id?: CaseId): TipoffState;
  state(id: CaseId): CaseState;
  /** Types of the events of a case, in order. */
  types(id?: CaseId): readonly string[];
}

/** given … when … : reduces acts over an office; `until` lets time pass after the last. */
export function story(acts: readonly Act[], until?: string, world: World = newWorld()): Story {
  const plans = acts.map((act, nth): Plan => {
    const command = commandOf(act, world.log.length * 1_000 + nth);
    world.runTo(command.recordedAt);
    return world.record(act.kind ?? kindOf(command.caseId), command);
  });
  if (until) world.runTo(at(until));
  const stateOf = <State extends CaseState>(id: CaseId) => world.state(id) as State;
  return {
    world,
    plans,
    refused: plans.at(-1)?.refusal?.code,
    last: plans.at(-1)?.events.at(-1) as SealedEvent,
    hazard: (id = 'H1') => stateOf(id),
    matter: (id = 'H1-A1') => stateOf(id),
    tipoff: (id = 'T1') => stateOf(id),
    state: stateOf,
    types: (id = 'H1') => world.events(id).map((event) => event.type),
  };
}

/** Office, then later acts upon it. */
export function later(before: Story, acts: readonly Act[], until?: string): Story {
  return story(acts, until, before.world);
}

export const OFFICE = 'street.safetyOffice';
export const HEAD = 'street.safetyOffice.head';
export const UNIT = 'unit.head';
export const TEAM = 'acceptanceTeam';

/** Facts that the default table grades to this tier. */
export const FACTS_OF = {
  T0: { threatensLife: true },
  T1: { threatensLife: false, matchesMajorCriteria: true },
  T2: { threatensLife: false, estimatedDays: 20 },
  T3: { threatensLife: false, estimatedDays: 2 },
} as const;

/** A hazard reported, graded, ordered and served on Monday 3 March 2025, 14:00. */
export function served(
  tier: keyof typeof FACTS_OF,
  more: { readonly report?: JsonObject; readonly on?: CaseId; readonly day?: string } = {},
): Act[] {
  const { on = 'H1', day = '2025-03-03' } = more;
  return [
    {
      on,
      at: `${day} 09:00`,
      by: 'village.gridWorker',
      do: 'reportHazard',
      with: {
        unit: 'U1',
        kind: 'blockedExit',
        where: '二楼',
        what: '堵塞',
        found: at(`${day} 08:40`),
        photos: ['before-1'],
        ...(tier === 'T0' ? { threatensLife: true } : {}),
        ...more.report,
      },
    },
    { on, at: `${day} 09:10`, by: OFFICE, do: 'gradeHazard', with: { facts: FACTS_OF[tier] } },
    { on, at: `${day} 09:20`, by: OFFICE, do: 'orderRectification' },
    { on, at: `${day} 14:00`, by: OFFICE, do: 'recordService', with: { mode: 'inPerson' } },
  ];
}

/** What a unit hands in for each tier. */
export const EVIDENCE_OF: { readonly [Tier in keyof typeof FACTS_OF]: JsonObject } = {
  T0: { photos: ['after-1'] },
  T1: { photos: ['after-1'], planItems: 'all', opinion: 'expert-1' },
  T2: { photos: ['after-1'] },
  T3: { photos: ['after-1'] },
};

export const submit = (when: string, tier: keyof typeof FACTS_OF, more: Partial<Act> = {}): Act => ({
  at: when,
  by: UNIT,
  do: 'submitRectification',
  with: EVIDENCE_OF[tier],
  ...more,
});
export const pass = (when: string, more: Partial<Act> = {}): Act => ({
  at: when,
  by: TEAM,
  do: 'concludeAcceptance',
  with: { passed: true, conclusion: '合格', perItem: '全部合格', team: ['E1', 'I1', 'D1'] },
  ...more,
});
export const fail = (when: string, more: Partial<Act> = {}): Act => ({
  at: when,
  by: TEAM,
  do: 'concludeAcceptance',
  with: { passed: false, conclusion: '不合格', perItem: '防火门未更换', team: ['E1', 'I1', 'D1'] },
  ...more,
});
