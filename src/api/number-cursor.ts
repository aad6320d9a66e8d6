import { problem } from './problem.ts';

/** Where a page ended in a table that is numbered in the order of its facts, as opaque text. */
export function numberCursor(id: number): string {
  return Buffer.from(`#${id}`).toString('base64url');
}

/** The number a cursor stands for; undefined for none; throws `invalid` for text that is no cursor. */
export function numberOfCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const [, number] = /^#(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (number === undefined) throw problem('invalid', { fields: { cursor: '翻页标记无效，请从第一页重新查询' } });
  return Number(number);
}
