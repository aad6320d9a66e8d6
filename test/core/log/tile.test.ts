import { expect, test } from 'vitest';
import { parseTilePath, tilePath, tileWidth } from '../../../src/core/log/tile.ts';

test.each([
  [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
  [{ level: 0, index: 5, width: 17 }, 'tile/0/005.p/17'],
  [{ level: 1, index: 1_234, width: 256 }, 'tile/1/x001/234'],
  [{ level: 2, index: 1_234_067, width: 1 }, 'tile/2/x001/x234/067.p/1'],
  [{ level: 'entries' as const, index: 1_000, width: 256 }, 'tile/entries/x001/000'],
])('%j is %s, there and back', (tile, path) => {
  expect(tilePath(tile)).toBe(path);
  expect(parseTilePath(path)).toEqual(tile);
});

test.each([
  'tile/0/0',
  'tile/0/00',
  'tile/0/x000/000',
  'tile/0/001.p/0',
  'tile/0/001.p/256',
  'tile/0/001.p/01',
  'tile/7/000',
  'tile/00/000',
  'tile/0/x1/000',
  'tile/0/../000',
  'tile/0/000/',
  'tile/data/000',
  '/tile/0/000',
  'tile/0/001.p/257',
])('%s names no tile', (path) => {
  expect(parseTilePath(path)).toBeUndefined();
});

test('the width of a tile follows from the size of the tree', () => {
  expect(tileWidth(0, 0, 300)).toBe(256);
  expect(tileWidth(0, 1, 300)).toBe(44);
  expect(tileWidth(0, 2, 300)).toBe(0);
  expect(tileWidth(1, 0, 300)).toBe(1);
  expect(tileWidth(1, 0, 65_536)).toBe(256);
  expect(tileWidth(2, 0, 65_536)).toBe(1);
});
