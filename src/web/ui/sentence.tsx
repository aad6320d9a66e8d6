import './sentence.css';
import type { Tone } from './light.tsx';

/** The one sentence of a case: who must do what by when, and what follows if not. It is computed, never written by hand. */
export function Sentence({ text, tone }: { readonly text: string; readonly tone?: Tone }) {
  return <p className={tone === undefined ? 'sentence' : `sentence ${tone}`}>{text}</p>;
}
