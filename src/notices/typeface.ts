import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { create, type Font } from 'fontkit';
import { decompress } from 'wawoff2';
import { outlineOf } from './outline.ts';
import { PaperError } from './paper-error.ts';
import type { Glyph } from './true-type.ts';

/** A typeface that gives outlines, character by character. */
export interface Typeface {
  /** The outline; undefined where the typeface has not the character. */
  glyph(code: number): Promise<Glyph | undefined>;
}

interface Slice {
  readonly file: string;
  readonly ranges: readonly (readonly [from: number, to: number])[];
  font?: Promise<Font>;
}

/**
 * A web font of an npm package, cut into slices of some hundred characters, of variable weight; `sheet` is the style sheet that says which slice
 * holds which characters. Each slice is read and unpacked when one of its characters is first asked for.
 */
export function slicedTypeface(sheet: string): (weight: number) => Typeface {
  let slices: readonly Slice[] | undefined;
  return (weight) => {
    const known = new Map<number, Promise<Glyph | undefined>>();
    const find = async (code: number) => {
      slices ??= slicesOf(createRequire(import.meta.url).resolve(sheet));
      for (const slice of slices) {
        if (!slice.ranges.some(([from, to]) => code >= from && code <= to)) continue;
        const font = await fontOf(slice);
        const glyph = outlineOf(instance(font, weight), code);
        if (glyph !== undefined) return glyph;
      }
      return undefined;
    };
    return {
      glyph(code) {
        let glyph = known.get(code);
        if (glyph === undefined) {
          glyph = find(code);
          known.set(code, glyph);
          // A file that could not be read this time may be readable the next time.
          glyph.catch(() => known.delete(code));
        }
        return glyph;
      },
    };
  };
}

/** A whole font file (TTF or OTF) that the office has put into its folder. Throws PaperError `font-unreadable`. */
export function wholeTypeface(file: string): Typeface {
  const known = new Map<number, Glyph | undefined>();
  const font = opened(file);
  return {
    async glyph(code) {
      if (!known.has(code)) known.set(code, outlineOf(font, code));
      return known.get(code);
    },
  };
}

function opened(file: string): Font {
  try {
    return create(readFileSync(file)) as Font;
  } catch {
    throw new PaperError('font-unreadable', { file: path.basename(file) });
  }
}

/** The font file of this name in a folder, with whichever of the two endings; undefined where there is none, or no folder. */
export function fontFile(folder: string, name: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const found = readdirSync(folder).find((file) => new RegExp(`^${name}\\.(ttf|otf)$`, 'i').test(file));
  return found === undefined ? undefined : path.join(folder, found);
}

const FACE = /src:\s*[^;]*?url\(["']?([^"')]+\.woff2)["']?\)[^}]*?unicode-range:\s*([^;}]+)/g;

function slicesOf(sheet: string): readonly Slice[] {
  return [...readFileSync(sheet, 'utf8').matchAll(FACE)].map(([, file = '', ranges = '']) => ({
    file: path.join(path.dirname(sheet), file),
    ranges: ranges.split(',').map((range) => {
      const [from = 0, to = from] = range
        .trim()
        .slice(2)
        .split('-')
        .map((hex) => Number.parseInt(hex, 16));
      return [from, to] as const;
    }),
  }));
}

function fontOf(slice: Slice): Promise<Font> {
  slice.font ??= unpack(slice.file).catch((error) => {
    delete slice.font;
    throw error;
  });
  return slice.font;
}

let unpacking: Promise<unknown> = Promise.resolve();

/** One slice after the other: what the unpacker returns lies in memory that its next call writes over. */
function unpack(file: string): Promise<Font> {
  const font = unpacking.then(async () => create(Buffer.from(await decompress(readFileSync(file)))) as Font);
  unpacking = font.catch(() => undefined);
  return font;
}

const instances = new WeakMap<Font, Map<number, Font>>();

/** The font at a weight, kept within what it has. */
function instance(font: Font, weight: number): Font {
  const axis = font.variationAxes.wght;
  if (axis === undefined) return font;
  const made = instances.get(font) ?? new Map<number, Font>();
  instances.set(font, made);
  const wght = Math.min(axis.max, Math.max(axis.min, weight));
  const one = made.get(wght) ?? font.getVariation({ wght });
  made.set(wght, one);
  return one;
}
