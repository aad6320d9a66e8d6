import { type CaseId, charts, type KindName, type SealedEvent } from '../core/index.ts';
import type { Step } from './walk.ts';

/** Where an event stands: its case and number. */
export interface EventPlace {
  readonly caseId: CaseId;
  readonly seq: number;
}

/** One way through the main line that cases have taken, stage by stage as they stood in them. */
export interface Variant {
  readonly kind: KindName;
  readonly path: readonly string[];
  readonly cases: number;
  readonly examples: readonly CaseId[];
}

/** A legal step out of a stage of the main line, and how often it was taken; 0: never. */
export interface LegalStep {
  readonly kind: KindName;
  readonly stage: string;
  readonly event: string;
  readonly taken: number;
}

/** A step that the path should have had and that cases went without. */
export interface Skipped {
  readonly step: string;
  readonly cases: number;
  /** Cases that should have had it. */
  readonly of: number;
  readonly events: readonly EventPlace[];
}

/** A stage that cases have entered more than once. */
export interface Loop {
  readonly kind: KindName;
  readonly stage: string;
  readonly cases: number;
  /** Entries beyond the first, in all cases together. */
  readonly returns: number;
  /** The most entries of one case. */
  readonly most: number;
  readonly examples: readonly CaseId[];
}

/** A move that the statechart does not allow where it was made. */
export interface IllegalStep extends EventPlace {
  readonly move: string;
  readonly stage: string;
}

/** Real paths beside legal ones. */
export interface Paths {
  readonly variants: readonly Variant[];
  readonly steps: readonly LegalStep[];
  readonly skipped: readonly Skipped[];
  readonly loops: readonly Loop[];
  readonly illegal: readonly IllegalStep[];
}

/** Steps that the handbook expects before a stage is reached, though the statechart does not force them. */
const EXPECTED: readonly {
  readonly step: string;
  readonly kind: KindName;
  readonly reached: string;
  readonly needs: string;
  readonly tiers?: readonly string[];
}[] = [
  { step: 'acceptanceTaken', kind: 'hazard', reached: 'accepted', needs: 'AcceptanceTaken' },
  { step: 'controlVerified', kind: 'hazard', reached: 'accepted', needs: 'ControlVerified', tiers: ['T0'] },
  { step: 'supervisionRequested', kind: 'hazard', reached: 'accepted', needs: 'SupervisionRequested', tiers: ['T1'] },
  { step: 'planFiled', kind: 'hazard', reached: 'accepted', needs: 'PlanFiled', tiers: ['T1'] },
  { step: 'tipoffTriaged', kind: 'tipoff', reached: 'accepted', needs: 'TipoffTriaged' },
];

const MOST_VARIANTS = 50;
const MOST_EXAMPLES = 5;
const MOST_EVENTS = 50;

/** Collects the paths of many cases, one case after the other. */
export function createPaths() {
  const variants = new Map<string, { kind: KindName; path: readonly string[]; cases: number; examples: CaseId[] }>();
  const steps = new Map<string, { kind: KindName; stage: string; event: string; taken: number }>();
  const skipped = EXPECTED.map(({ step }) => ({ step, cases: 0, of: 0, events: [] as EventPlace[] }));
  const loops = new Map<
    string,
    { kind: KindName; stage: string; cases: number; returns: number; most: number; examples: CaseId[] }
  >();
  const illegal: IllegalStep[] = [];
  const seen = new Set<string>();

  function noteSteps({ event, before, from }: Step): void {
    const { kind } = event;
    const row = (name: string) => {
      const key = `${kind} ${from} ${name}`;
      const known = steps.get(key) ?? { kind, stage: from, event: name, taken: 0 };
      steps.set(key, known);
      return known;
    };
    const key = `${kind} ${Object.values(before).join(' ')}`;
    if (!seen.has(key)) {
      seen.add(key);
      for (const name of charts[kind].legal(before)) row(name);
    }
    for (const move of event.moves ?? [event.type]) if (charts[kind].events.includes(move)) row(move).taken++;
  }

  function noteLoops(kind: KindName, caseId: CaseId, path: readonly string[]): void {
    const entries = new Map<string, number>();
    for (const stage of path) entries.set(stage, (entries.get(stage) ?? 0) + 1);
    for (const [stage, count] of entries) {
      if (count === 1) continue;
      const key = `${kind} ${stage}`;
      const loop = loops.get(key) ?? { kind, stage, cases: 0, returns: 0, most: 0, examples: [] };
      loop.cases++;
      loop.returns += count - 1;
      loop.most = Math.max(loop.most, count);
      if (loop.examples.length < MOST_EXAMPLES) loop.examples.push(caseId);
      loops.set(key, loop);
    }
  }

  function noteSkipped(kind: KindName, walked: readonly Step[]): void {
    for (const [i, { kind: of, reached, needs, tiers }] of EXPECTED.entries()) {
      if (of !== kind) continue;
      const arrival = walked.find(({ from, to }) => to === reached && from !== reached);
      if (arrival === undefined || (tiers !== undefined && !tiers.includes(arrival.tier))) continue;
      const row = skipped[i] as (typeof skipped)[number];
      row.of++;
      if (walked.some(({ event }) => event.seq <= arrival.event.seq && (event.moves ?? [event.type]).includes(needs)))
        continue;
      row.cases++;
      if (row.events.length < MOST_EVENTS) row.events.push(placeOf(arrival.event));
    }
  }

  return {
    take(walked: readonly Step[]): void {
      const first = walked[0];
      if (first === undefined) return;
      const { kind, caseId } = first.event;
      const path = pathOf(walked);
      const key = `${kind} ${path.join(' ')}`;
      const variant = variants.get(key) ?? { kind, path, cases: 0, examples: [] };
      variant.cases++;
      if (variant.examples.length < MOST_EXAMPLES) variant.examples.push(caseId);
      variants.set(key, variant);
      for (const step of walked) {
        noteSteps(step);
        for (const move of step.illegal)
          if (illegal.length < MOST_EVENTS) illegal.push({ ...placeOf(step.event), move, stage: step.from });
      }
      noteLoops(kind, caseId, path);
      noteSkipped(kind, walked);
    },
    end: (): Paths => ({
      variants: [...variants.values()].sort((a, b) => b.cases - a.cases).slice(0, MOST_VARIANTS),
      steps: [...steps.values()].sort(
        (a, b) => order(a.kind, b.kind) || order(a.stage, b.stage) || b.taken - a.taken || order(a.event, b.event),
      ),
      skipped: skipped.filter(({ of }) => of > 0),
      loops: [...loops.values()].sort((a, b) => b.returns - a.returns),
      illegal,
    }),
  };
}

/** Stages of the main line in the order in which the case entered them. */
function pathOf(walked: readonly Step[]): readonly string[] {
  const path: string[] = [];
  for (const { from, to } of walked) if (path.length === 0 || from !== to) path.push(to);
  return path;
}

/** Case and number of an event. */
export function placeOf({ caseId, seq }: Pick<SealedEvent, 'caseId' | 'seq'>): EventPlace {
  return { caseId, seq };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
