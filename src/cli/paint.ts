import { styleText } from 'node:util';
import type { Io } from './command.ts';
import type { Paint, Tone } from './timeline.ts';

const STYLES: { readonly [tone in Tone]: Parameters<typeof styleText>[0] } = {
  person: 'reset',
  time: 'yellow',
  refused: 'red',
  detail: 'gray',
  day: 'bold',
};

/** Colours if standard output is a terminal and NO_COLOR is not set (no-color.org). */
export function paintFor(io: Io): Paint {
  if (!io.terminal || (io.env.NO_COLOR ?? '') !== '') return (_, text) => text;
  return (tone, text) => (tone === 'person' ? text : styleText(STYLES[tone], text, { validateStream: false }));
}
