import elkModule from 'elkjs/lib/elk.bundled.js';
import type { ELK, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { z } from 'zod';
import { charts, type KindName } from '../core/index.ts';
import type { RegionShape } from '../core/statechart.ts';
import { eventWord, KIND_WORDS, REGION_WORDS, stateWord } from '../core/words.ts';
import type { chartAnswer } from './contract/charts.ts';

type Chart = z.output<typeof chartAnswer>;
type Region = Chart['regions'][number];

/** Sizes in pixels, for a type of 14 and of 12. */
const NODE = { character: 15, padding: 28, height: 36, least: 88 };
const LABEL = { character: 12.5, height: 16 };

const LAYOUT = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  // Read from the first state to the last: what goes back is drawn back.
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.spacing.nodeNodeBetweenLayers': '20',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeLabel': '2',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.padding': '[top=12,left=12,bottom=12,right=12]',
};

/** Its types describe an ES module; what Node loads is the class itself. */
const Elk = elkModule as unknown as new () => ELK;

const known = new Map<KindName, Promise<Chart>>();

/** The machine of a kind as it is drawn: laid out once a process, since it changes only with the program. */
export function chartOf(kind: KindName): Promise<Chart> {
  let chart = known.get(kind);
  if (chart === undefined) {
    chart = layOut(kind);
    known.set(kind, chart);
  }
  return chart;
}

async function layOut(kind: KindName): Promise<Chart> {
  const elk = new Elk();
  const regions: Region[] = [];
  for (const shape of charts[kind].shape) regions.push(await layOutRegion(elk, kind, shape));
  return { kind, label: KIND_WORDS[kind], regions };
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly events: readonly string[];
  readonly label: string;
}

async function layOutRegion(elk: ELK, kind: KindName, shape: RegionShape): Promise<Region> {
  const { region, states, moves, anytime, initial } = shape;
  const edges = [...Map.groupBy(moves, ({ from, to }) => `${from} ${to}`).values()].map((list): Edge => {
    const events = [...new Set(list.map(({ event }) => event))];
    return { from: list[0]?.from ?? '', to: list[0]?.to ?? '', events, label: labelOf(kind, events) };
  });
  const graph: ElkNode = {
    id: region,
    layoutOptions: LAYOUT,
    children: states.map((state) => ({ id: state, ...sizeOf(stateWord(kind, region, state)) })),
    edges: edges.map(({ from, to, label }, i) => ({
      id: String(i),
      sources: [from],
      targets: [to],
      labels: [{ text: label, width: widthOf(label, LABEL.character), height: LABEL.height }],
    })),
  };
  const placed = await elk.layout(graph);
  const leaving = new Set(moves.map(({ from }) => from));
  return {
    region,
    label: REGION_WORDS[region] ?? region,
    width: Math.ceil(placed.width ?? 0),
    height: Math.ceil(placed.height ?? 0),
    nodes: (placed.children ?? []).map(({ id, x = 0, y = 0, width = 0, height = 0 }) => ({
      id,
      label: stateWord(kind, region, id),
      ...rounded({ x, y }),
      width,
      height,
      initial: id === initial,
      end: !leaving.has(id),
    })),
    edges: edges.map((edge, i) => ({
      ...edge,
      events: [...edge.events],
      ...drawn(placed.edges?.find(({ id }) => id === String(i))),
    })),
    anytime: anytime.map(({ event, to }) => ({
      event,
      label: eventWord(kind, event),
      ...(to === undefined ? {} : { to }),
    })),
  };
}

/** More than two events on one edge are counted, not listed. */
function labelOf(kind: KindName, events: readonly string[]): string {
  const [first = '', ...more] = events.map((event) => eventWord(kind, event));
  return more.length > 1 ? `${first}等 ${events.length} 种` : [first, ...more].join('、');
}

function sizeOf(label: string) {
  return { width: Math.max(NODE.least, widthOf(label, NODE.character) + NODE.padding), height: NODE.height };
}

function widthOf(text: string, character: number): number {
  return Math.ceil([...text].length * character);
}

function drawn(edge: ElkExtendedEdge | undefined): Pick<Region['edges'][number], 'points' | 'labelAt'> {
  const [section] = edge?.sections ?? [];
  const [label] = edge?.labels ?? [];
  const points = section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(rounded) : [];
  return label?.x === undefined ? { points } : { points, labelAt: rounded({ x: label.x, y: label.y ?? 0 }) };
}

function rounded({ x, y }: { readonly x: number; readonly y: number }) {
  return { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 };
}
