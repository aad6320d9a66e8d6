import { DEADLINE_TEXTS } from '../texts/deadline.ts';
import './light.css';

/** red: overdue · amber: near · green: in time or done · grey: waits on others. */
export type Tone = 'red' | 'amber' | 'green' | 'grey';

const SHAPES = { red: '▲', amber: '◆', green: '●', grey: '○' } as const;

/** A light that is shape and word as well as colour. */
export function Light({ tone, word }: { readonly tone: Tone; readonly word?: string }) {
  return (
    <span className={`light ${tone}`}>
      <span aria-hidden="true">{SHAPES[tone]}</span> {word ?? DEADLINE_TEXTS[tone]}
    </span>
  );
}
