import { BASIS_WORDS } from '../../../core/words.ts';

/** How sure the ground of a rule is; what is not yet looked up (待核实) stands out in amber. */
export function BasisTag({ tag }: { readonly tag: string }) {
  return (
    <span className={`basis-tag ${tag}`}>
      {tag === 'unverified' && <span aria-hidden="true">◆ </span>}
      {BASIS_WORDS[tag] ?? tag}
    </span>
  );
}
