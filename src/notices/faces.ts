import type { Face } from './layout.ts';
import { PaperError } from './paper-error.ts';
import { type Glyph, trueType } from './true-type.ts';
import { fontFile, slicedTypeface, type Typeface, wholeTypeface } from './typeface.ts';

/** Source Han Serif, all of GB 18030; Noto Sans SC; Noto Serif JP for characters of names that the others lack (𠮷). */
const serif = slicedTypeface('@chinese-fonts/syst/dist/SourceHanSerifCN/result.css');
const sans = slicedTypeface('@fontsource-variable/noto-sans-sc/wght.css');
const rare = slicedTypeface('@fontsource-variable/noto-serif-jp/wght.css');

/** Which typefaces stand in for a face, in order; the registry has no free 仿宋, 楷体 or 小标宋. */
const STAND_INS: { readonly [Name in Face]: readonly Typeface[] } = {
  fang: [serif(360), rare(360)],
  kai: [serif(360), rare(360)],
  song: [serif(400), rare(400)],
  hei: [sans(500), serif(700), rare(700)],
  title: [serif(760), rare(760)],
};

/** Makes, for one document, a font of each face with just the characters that it prints. */
export interface FontMaker {
  /** TrueType bytes by face. Throws PaperError `glyph-missing` naming the characters that no font has. */
  make(texts: ReadonlyMap<Face, string>): Promise<ReadonlyMap<Face, Buffer>>;
}

/** Fonts from the packages; where `folder` has fang, kai, song, hei or title (.ttf or .otf), that file comes first. */
export function createFontMaker(folder?: string): FontMaker {
  const chains = new Map<Face, readonly Typeface[]>();
  const chainOf = (face: Face) => {
    let chain = chains.get(face);
    if (chain === undefined) {
      const own = folder === undefined ? undefined : fontFile(folder, face);
      chain = [...(own === undefined ? [] : [wholeTypeface(own)]), ...STAND_INS[face]];
      chains.set(face, chain);
    }
    return chain;
  };
  return {
    async make(texts) {
      const fonts = new Map<Face, Buffer>();
      const missing = new Set<string>();
      for (const [face, text] of texts) {
        const glyphs = new Map<number, Glyph>();
        for (const character of new Set(text)) {
          const code = character.codePointAt(0) ?? 0;
          const glyph = VARIANT.test(character) ? NOTHING : await firstOf(chainOf(face), code);
          if (glyph === undefined) missing.add(character);
          else glyphs.set(code, glyph);
        }
        fonts.set(face, trueType(`duban-${face}`, glyphs));
      }
      if (missing.size > 0) throw new PaperError('glyph-missing', { characters: [...missing] });
      return fonts;
    },
  };
}

/** Marks that choose a variant of the character before them: the usual form is printed. */
const VARIANT = /\p{Variation_Selector}/u;
const NOTHING: Glyph = { advance: 0, contours: [] };

async function firstOf(chain: readonly Typeface[], code: number): Promise<Glyph | undefined> {
  for (const typeface of chain) {
    const glyph = await typeface.glyph(code);
    if (glyph !== undefined) return glyph;
  }
  return undefined;
}
