/** Faces that GB/T 9704-2012 asks for: 仿宋, 黑体, 楷体, 宋体, 小标宋. */
export type Face = 'fang' | 'hei' | 'kai' | 'song' | 'title';

/** What a line of a paper is; its looks follow from it alone. */
export type Role =
  | 'mark'
  | 'title'
  | 'reference'
  | 'referenceRight'
  | 'addressee'
  | 'body'
  | 'heading'
  | 'subheading'
  | 'attachment'
  | 'signature'
  | 'date'
  | 'note'
  | 'imprint'
  | 'plain'
  | 'cell'
  | 'cellHead'
  | 'cellLabel'
  | 'slipTitle';

/** How a line looks. Sizes in points; indents in characters of its own size. */
export interface Look {
  readonly face: Face;
  readonly size: number;
  readonly align: 'left' | 'right' | 'center' | 'both';
  /** Pitch from line to line in points. */
  readonly pitch: number;
  readonly firstLine?: number;
  readonly left?: number;
  readonly right?: number;
  readonly red?: true;
}

/** Lengths in millimetres: A4, top and binding margins of 5.2, and 156 × 225 for the type area. */
export const PAGE = { width: 210, height: 297, top: 37, bottom: 35, left: 28, right: 26 } as const;

/** Points in a millimetre, and twips (twentieths of a point). */
export const POINTS = 72 / 25.4;
export const TWIPS = POINTS * 20;

/** 22 lines to a page. */
export const PITCH = 28;
/** 三号: 28 characters to a line. */
export const BODY = 16;
/** What each character of the body is set closer, so that 28 fit into 156 mm. */
export const TRACKING = (156 * POINTS) / 28 - BODY;

/** Red of the mark and the lines. */
export const RED = 'E60012';

const body = { face: 'fang', size: BODY, align: 'both', pitch: PITCH } as const;

/** The looks of every line, by GB/T 9704-2012 §7 and §10. */
export const LOOKS: { readonly [Name in Role]: Look } = {
  mark: { face: 'title', size: 36, align: 'center', pitch: 48, red: true },
  title: { face: 'title', size: 22, align: 'center', pitch: 34 },
  reference: { ...body, align: 'center' },
  referenceRight: { ...body, align: 'right' },
  addressee: { ...body, align: 'left' },
  body: { ...body, firstLine: 2 },
  heading: { ...body, face: 'hei', firstLine: 2 },
  subheading: { ...body, face: 'kai', firstLine: 2 },
  attachment: { ...body, align: 'left', firstLine: 2 },
  signature: { ...body, align: 'right' },
  date: { ...body, align: 'right', right: 4 },
  note: { ...body, align: 'left', firstLine: 2 },
  imprint: { face: 'fang', size: 14, align: 'left', pitch: 24, left: 1, right: 1 },
  plain: { ...body, align: 'left' },
  cell: { face: 'fang', size: 12, align: 'left', pitch: 19 },
  cellHead: { face: 'hei', size: 12, align: 'center', pitch: 19 },
  cellLabel: { face: 'hei', size: 12, align: 'center', pitch: 19 },
  slipTitle: { face: 'title', size: 22, align: 'center', pitch: 36 },
};

/** Names under which an office's computers know the faces. */
export const FONT_NAMES: { readonly [Name in Face]: string } = {
  fang: '仿宋_GB2312',
  hei: '黑体',
  kai: '楷体_GB2312',
  song: '宋体',
  title: '方正小标宋简体',
};

/** The largest size in points, not above `most`, at which a line of text stays within so many millimetres. */
export function sizeWithin(text: string, most: number, millimetres: number): number {
  const needed = widthInCharacters(text) * most;
  return Math.min(most, Math.floor((most * millimetres * POINTS) / needed));
}

/** Width of a text in full characters: a letter or a digit is about half of one. */
export function widthInCharacters(text: string): number {
  return [...text].reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) < 0x2000 ? 0.55 : 1), 0);
}

/** Characters of a cell up to which its row stays on one page; a longer one may fill pages. */
const SHORT_CELL = 400;

/** Whether every row is short enough to stay whole. */
export function fitsOnPages(rows: readonly (readonly { readonly lines: readonly string[] }[])[]): boolean {
  return rows.every((row) => row.every(({ lines }) => lines.join('').length <= SHORT_CELL && lines.length <= 12));
}
