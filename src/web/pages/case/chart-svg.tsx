import type { KeyboardEvent } from 'react';
import { CASE_TEXTS } from '../../texts/case.ts';
import { instantText } from '../../ui/when.ts';
import { type Mark, markOfMove, markOfState, type Region, type RegionPath, stateLabel } from './chart-marks.ts';

const TEXT = { node: 14, label: 12 };

interface ChartSvgProps {
  readonly place: RegionPath;
  /** Pixels on the screen for one of the layout. */
  readonly scale: number;
  /** Opens the form of one of these commands. */
  readonly onAct: (commands: readonly string[]) => void;
}

/** One region as a diagram: the way taken solid, where it is filled, what I can do outlined and to be clicked. */
export function ChartSvg({ place, scale, onAct }: ChartSvgProps) {
  const { region, now, taken } = place;
  const been = taken.map(({ to }) => stateLabel(place, to)).join('、');
  const first = stateLabel(place, region.nodes.find(({ initial }) => initial)?.id ?? '');
  // What is marked is drawn over what is not.
  const edges = region.edges
    .map((edge) => ({ edge, mark: markOfMove(place, edge.from, edge.to) }))
    .toSorted((a, b) => ORDER[a.mark] - ORDER[b.mark]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing that holds buttons
    <svg
      className="chart"
      width={region.width * scale}
      height={region.height * scale}
      viewBox={`0 0 ${region.width} ${region.height}`}
      role="group"
      aria-label={CASE_TEXTS.chartSummary(
        region.label,
        been === '' ? first : `${first}、${been}`,
        stateLabel(place, now),
      )}
    >
      <defs>
        {(['plain', 'taken', 'mine'] as const).map((mark) => (
          <marker
            key={mark}
            id={`head-${mark}`}
            className={mark}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto-start-reverse"
          >
            <path d="M0 0L8 4L0 8z" />
          </marker>
        ))}
      </defs>
      {edges.map(({ edge, mark }) => (
        <Move key={`${edge.from} ${edge.to}`} edge={edge} mark={mark} />
      ))}
      {region.nodes.map((node) => (
        <StateBox key={node.id} node={node} place={place} onAct={onAct} />
      ))}
    </svg>
  );
}

const ORDER: { readonly [mark in Mark]: number } = { plain: 0, taken: 1, mine: 2, now: 3 };

function Move({ edge, mark }: { readonly edge: Region['edges'][number]; readonly mark: Mark }) {
  const { points, label, labelAt } = edge;
  const head = mark === 'now' ? 'taken' : mark;
  return (
    <g className={`move ${mark}`}>
      <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} markerEnd={`url(#head-${head})`} />
      {labelAt !== undefined && (
        <text x={labelAt.x} y={labelAt.y + TEXT.label} fontSize={TEXT.label}>
          {label}
        </text>
      )}
    </g>
  );
}

interface StateBoxProps extends Pick<ChartSvgProps, 'place' | 'onAct'> {
  readonly node: Region['nodes'][number];
}

function StateBox({ node, place, onAct }: StateBoxProps) {
  const { id, label, x, y, width, height } = node;
  const mark = markOfState(place, id);
  const open = place.open.filter((one) => one.mine && one.to === id);
  const came = place.taken.filter((one) => one.to === id);
  const box = (
    <>
      <rect x={x} y={y} width={width} height={height} rx={4} />
      <text x={x + width / 2} y={y + height / 2} fontSize={TEXT.node} textAnchor="middle" dominantBaseline="central">
        {label}
      </text>
    </>
  );
  if (open.length === 0)
    return (
      <g className={`state-box ${mark}`}>
        {came.length > 0 && <title>{came.map((one) => `${instantText(one.at)} ${one.label}`).join('\n')}</title>}
        {box}
      </g>
    );
  const run = () => onAct(open.map(({ command }) => command));
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no button element inside a drawing
    <g
      className={`state-box ${mark} can${came.length > 0 ? ' been' : ''}`}
      role="button"
      tabIndex={0}
      aria-label={CASE_TEXTS.chartMine(open.map((one) => one.label).join('、'), label)}
      onClick={run}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        run();
      }}
    >
      {box}
    </g>
  );
}
