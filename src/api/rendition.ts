import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { createQueue } from './queue.ts';

/** How large a picture is shown: as a tile of a list, or as large as a screen. */
export type RenditionSize = 'small' | 'large';

/** The longer side in pixels. */
const SIDES: { readonly [Size in RenditionSize]: number } = { small: 360, large: 1_800 };
/** 100 million pixels: twice the largest telephone's; whatever claims more is not decoded. */
const MOST_PIXELS = 100_000_000;
const QUALITY = 80;
/** Pictures at once, and those that wait: each takes up to some hundred megabytes while it is decoded. */
const AT_ONCE = 2;
const MOST_WAITING = 100;

/** Why a picture cannot be shown. */
export class NotShowable extends Error {}

/** Pictures as they are shown: upright, small, and without anything that their maker wrote into them. */
export interface Renditions {
  /** A JPEG, made once and kept on disk; throws NotShowable. `original` is asked only when it has to be made. */
  of(sha256: string, size: RenditionSize, original: () => Promise<Buffer>): Promise<Buffer>;
}

// One thread a picture: several at once are ours to allow.
sharp.concurrency(1);
sharp.cache(false);

/** Renditions kept in a folder; it can be emptied at any time. */
export function createRenditions(folder: string): Renditions {
  const enter = createQueue(AT_ONCE, MOST_WAITING);
  const making = new Map<string, Promise<Buffer>>();

  async function make(file: string, size: RenditionSize, original: () => Promise<Buffer>): Promise<Buffer> {
    const bytes = await original();
    const shown = await enter(() => shrink(bytes, SIDES[size]));
    await mkdir(path.dirname(file), { recursive: true });
    const part = `${file}.part-${process.pid}`;
    await writeFile(part, shown);
    await rename(part, file);
    return shown;
  }

  return {
    async of(sha256, size, original) {
      const file = path.join(folder, sha256.slice(0, 2), `${sha256}-${size}.jpg`);
      const kept = await readFile(file).catch(() => undefined);
      if (kept !== undefined) return kept;
      const known = making.get(file);
      if (known !== undefined) return known;
      const made = make(file, size, original).finally(() => making.delete(file));
      making.set(file, made);
      return made;
    },
  };
}

async function shrink(bytes: Buffer, side: number): Promise<Buffer> {
  try {
    return await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .rotate()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: QUALITY })
      .toBuffer();
  } catch {
    throw new NotShowable();
  }
}
