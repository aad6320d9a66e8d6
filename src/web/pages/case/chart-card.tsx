import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { CasePath, Chart } from '../../api/answers.ts';
import { useNarrow } from '../../app/theme.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { Card } from './card.tsx';
import { ChartList } from './chart-list.tsx';
import { isInUse, type RegionPath, regionPaths, stateLabel } from './chart-marks.ts';
import { ChartSvg } from './chart-svg.tsx';
import './chart.css';

/** Smaller than this nobody reads the words; larger is no use. */
const SCALES = { least: 0.4, readable: 0.75, most: 2, step: 1.25 };

interface ChartCardProps {
  readonly chart: Chart;
  readonly path: CasePath;
  /** Opens the form of one of these commands. */
  readonly onAct: (commands: readonly string[]) => void;
}

/** The machine of the case, region by region: a drawing to zoom, or a list of the same on a narrow screen. */
export function ChartCard({ chart, path, onAct }: ChartCardProps) {
  const narrow = useNarrow();
  const [asList, setAsList] = useState<boolean>();
  const [chosen, setChosen] = useState('main');
  const places = regionPaths(chart, path);
  const place = places.find(({ region }) => region.region === chosen) ?? places[0];
  if (place === undefined) return null;
  const list = asList ?? narrow;
  return (
    <Card
      title={CASE_TEXTS.chart}
      id="chart"
      more={
        <button type="button" className="link-button" onClick={() => setAsList(!list)}>
          {list ? CASE_TEXTS.chartAs.picture : CASE_TEXTS.chartAs.list}
        </button>
      }
    >
      {places.length > 1 && <Regions places={places} chosen={place} onChoose={setChosen} />}
      {list ? (
        <ChartList place={place} onAct={onAct} />
      ) : (
        <Drawing key={place.region.region} place={place} onAct={onAct} />
      )}
    </Card>
  );
}

interface RegionsProps {
  readonly places: readonly RegionPath[];
  readonly chosen: RegionPath;
  readonly onChoose: (region: string) => void;
}

function Regions({ places, chosen, onChoose }: RegionsProps) {
  return (
    <div className="regions">
      {places
        .toSorted((a, b) => Number(isInUse(b)) - Number(isInUse(a)))
        .map((place) => (
          <button
            type="button"
            key={place.region.region}
            aria-pressed={place === chosen}
            className={isInUse(place) ? 'used' : ''}
            onClick={() => onChoose(place.region.region)}
          >
            {CASE_TEXTS.chartNow(place.region.label, stateLabel(place, place.now))}
          </button>
        ))}
    </div>
  );
}

function Drawing({ place, onAct }: { readonly place: RegionPath; readonly onAct: ChartCardProps['onAct'] }) {
  const box = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(0);
  const [zoom, setZoom] = useState<number>();
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    setWidth(element.clientWidth);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const fit = width === 0 ? 1 : Math.min(1, width / place.region.width);
  const scale = zoom ?? Math.max(fit, SCALES.readable);
  const { now, region } = place;
  useEffect(() => {
    const node = region.nodes.find(({ id }) => id === now);
    if (node !== undefined) box.current?.scrollTo({ left: (node.x + node.width / 2) * scale - width / 2 });
  }, [region, now, scale, width]);
  const resize = (by: number) => setZoom(Math.min(SCALES.most, Math.max(SCALES.least, scale * by)));
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard */}
      <section className="chart-box" ref={box} tabIndex={0} aria-label={region.label}>
        <ChartSvg place={place} scale={scale} onAct={onAct} />
      </section>
      <div className="chart-foot">
        <Legend />
        <span className="zoom">
          <button
            type="button"
            aria-label={CASE_TEXTS.zoomOut}
            title={CASE_TEXTS.zoomOut}
            onClick={() => resize(1 / SCALES.step)}
          >
            −
          </button>
          <button
            type="button"
            aria-label={CASE_TEXTS.zoomIn}
            title={CASE_TEXTS.zoomIn}
            onClick={() => resize(SCALES.step)}
          >
            +
          </button>
          <button type="button" onClick={() => setZoom(fit)}>
            {CASE_TEXTS.zoomFit}
          </button>
        </span>
      </div>
    </>
  );
}

function Legend() {
  return (
    <ul className="legend">
      {(['taken', 'now', 'mine', 'plain'] as const).map((mark) => (
        <li key={mark}>
          <span className={`swatch ${mark}`} aria-hidden="true" />
          {mark === 'plain' ? CASE_TEXTS.legend.other : CASE_TEXTS.legend[mark]}
        </li>
      ))}
    </ul>
  );
}
