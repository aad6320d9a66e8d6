/** One line of the table. */
export interface Figure {
  readonly subject: string;
  readonly what: string;
  /** What ours took or reached. */
  readonly measured: number;
  readonly unit: string;
  /** The same work done by hand, in the same run. */
  readonly floor?: number;
  /** Ours to the floor, or whatever is compared. */
  readonly ratio?: number;
  /** What must be reached, on `ratio` or `measured`; none: printed for orientation. */
  readonly target?: Target;
}

/** A bound on the measured figure or on the ratio. */
export interface Target {
  readonly of: 'measured' | 'ratio';
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Whether the figure reaches its target; undefined without one. */
export function reached({ measured, ratio, target }: Figure): boolean | undefined {
  if (target === undefined) return undefined;
  const value = target.of === 'measured' ? measured : (ratio ?? Number.NaN);
  return value <= (target.atMost ?? Number.POSITIVE_INFINITY) && value >= (target.atLeast ?? Number.NEGATIVE_INFINITY);
}

/** A line of the table: mark, what, measured, floor, ratio, target. */
export function line(figure: Figure): string {
  const { subject, what, measured, unit, floor, ratio, target } = figure;
  const ok = reached(figure);
  const mark = ok === undefined ? ' ' : ok ? '✓' : '✗';
  const cells = [
    `${mark} ${subject.padEnd(9)}`,
    what.padEnd(62),
    `${number(measured)} ${unit}`.padStart(14),
    (floor === undefined ? '' : `floor ${number(floor)}`).padStart(15),
    (ratio === undefined ? '' : `ratio ${number(ratio)}`).padStart(13),
    target === undefined ? '' : `  target ${target.of === 'ratio' ? 'ratio ' : ''}${bound(target)}`,
  ];
  return cells.join(' ').trimEnd();
}

function bound({ atMost, atLeast }: Target): string {
  return atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`;
}

function number(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
