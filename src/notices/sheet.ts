import type { Content, Margins } from 'pdfmake/interfaces.js';
import { BODY, type Face, LOOKS, PAGE, POINTS, RED, type Role, TRACKING } from './layout.ts';
import type { PaperDocument } from './paper.ts';

/** A paper's page and what each face has to print on it. */
export interface Sheet {
  /** Points of the type area. */
  readonly width: number;
  readonly height: number;
  readonly margins: Margins & [number, number, number, number];
  readonly texts: Map<Face, string>;
  /** Text in the look of a role; notes what its face must have. */
  text(
    role: Role,
    text: string,
    more?: { readonly size?: number; readonly right?: number; readonly end?: string },
  ): Content & object;
}

/** The page of a paper: A4, upright but for tables. */
export function sheetOf({ form }: PaperDocument): Sheet {
  const upright = [PAGE.left, PAGE.top, PAGE.right, PAGE.bottom];
  const margins = form === 'table' ? [PAGE.top, PAGE.right, PAGE.bottom, PAGE.left] : upright;
  const [left = 0, top = 0, right = 0, bottom = 0] = margins.map((mm) => mm * POINTS);
  const [wide, high] = form === 'table' ? [PAGE.height, PAGE.width] : [PAGE.width, PAGE.height];
  const texts = new Map<Face, string>();
  return {
    width: wide * POINTS - left - right,
    height: high * POINTS - top - bottom,
    margins: [left, top, right, bottom],
    texts,
    text(role, text, more = {}) {
      const look = LOOKS[role];
      const size = more.size ?? look.size;
      texts.set(look.face, `${texts.get(look.face) ?? ''}${text}${more.end ?? ''} `);
      const style = {
        font: look.face,
        fontSize: size,
        lineHeight: look.pitch / size,
        characterSpacing: size === BODY ? TRACKING : 0,
        margin: [(look.left ?? 0) * size, 0, (more.right ?? look.right ?? 0) * size, 0] as [
          number,
          number,
          number,
          number,
        ],
        ...(look.red ? { color: `#${RED}` } : {}),
      };
      if (more.end !== undefined)
        return {
          ...style,
          columns: [
            { text, width: '*' },
            { text: more.end, width: 'auto', alignment: 'right' },
          ],
        };
      return {
        ...style,
        text,
        alignment: look.align === 'both' ? 'justify' : look.align,
        preserveLeadingSpaces: true,
        leadingIndent: (look.firstLine ?? 0) * (size + (size === BODY ? TRACKING : 0)),
      };
    },
  };
}
