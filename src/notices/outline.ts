import type { Font } from 'fontkit';
import { type Glyph, type Point, UNITS_PER_EM } from './true-type.ts';

/** How finely a cubic curve of an OpenType font is cut into quadratics: invisible at the sizes of a paper. */
const PIECES = 4;

type XY = readonly [x: number, y: number];

/** The outline of a character as contours of quadratics on an em of 1,000 units; undefined where the font has none. */
export function outlineOf(font: Font, code: number): Glyph | undefined {
  if (!font.hasGlyphForCodePoint(code)) return undefined;
  const glyph = font.glyphForCodePoint(code);
  const scale = UNITS_PER_EM / font.unitsPerEm;
  const round = (value: number) => Math.round(value * scale);
  const contours: Point[][] = [];
  let here: XY = [0, 0];
  const add = ([x, y]: XY, on: boolean) => {
    contours.at(-1)?.push({ x: round(x), y: round(y), on });
    if (on) here = [x, y];
  };
  for (const { command, args } of glyph.path.commands) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args;
    switch (command) {
      case 'moveTo':
        contours.push([]);
        add([a, b], true);
        break;
      case 'lineTo':
        add([a, b], true);
        break;
      case 'quadraticCurveTo':
        add([a, b], false);
        add([c, d], true);
        break;
      case 'bezierCurveTo':
        for (const [control, end] of quadratics(here, [a, b], [c, d], [e, f])) {
          add(control, false);
          add(end, true);
        }
        break;
      default:
        break;
    }
  }
  return { advance: round(glyph.advanceWidth), contours: contours.map(open).filter((one) => one.length > 1) };
}

/** A contour closes by itself: an end on the start would be a point twice. */
function open(contour: readonly Point[]): readonly Point[] {
  const first = contour[0];
  const last = contour.at(-1);
  const doubled = contour.length > 1 && first?.x === last?.x && first?.y === last?.y && last?.on === true;
  return doubled ? contour.slice(0, -1) : contour;
}

/** A cubic as a few quadratics: of each piece, the control point that keeps the tangents. */
function quadratics(p0: XY, p1: XY, p2: XY, p3: XY): (readonly [control: XY, end: XY])[] {
  const at = (t: number, axis: 0 | 1) => {
    const s = 1 - t;
    return s * s * s * p0[axis] + 3 * s * s * t * p1[axis] + 3 * s * t * t * p2[axis] + t * t * t * p3[axis];
  };
  const slope = (t: number, axis: 0 | 1) => {
    const s = 1 - t;
    return 3 * (s * s * (p1[axis] - p0[axis]) + 2 * s * t * (p2[axis] - p1[axis]) + t * t * (p3[axis] - p2[axis]));
  };
  const step = 1 / PIECES;
  return Array.from({ length: PIECES }, (_, i) => {
    const from = i * step;
    const to = from + step;
    const control = (axis: 0 | 1) =>
      (at(from, axis) + at(to, axis)) / 2 + ((slope(from, axis) - slope(to, axis)) * step) / 4;
    return [
      [control(0), control(1)],
      [at(to, 0), at(to, 1)],
    ];
  });
}
