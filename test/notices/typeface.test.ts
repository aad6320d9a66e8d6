import { expect, it } from 'vitest';
import { createFontMaker } from '../../src/notices/faces.ts';

it('papers that are printed at the same time, each with characters of other slices, all get their fonts', async () => {
  // Every 250th character of the common block: nearly each lies in another slice of the font.
  const characters = Array.from({ length: 64 }, (_, i) => String.fromCodePoint(0x4e00 + i * 250));
  const maker = createFontMaker();
  const made = await Promise.all(characters.map((character) => maker.make(new Map([['song', `督${character}`]]))));
  expect(made.map((fonts) => (fonts.get('song')?.length ?? 0) > 500)).toEqual(characters.map(() => true));
});
