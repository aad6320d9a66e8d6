import type { CaseLine, PackageIndex } from '../replay/package-data.ts';
import type { PackageLine } from '../replay/package-format.ts';
import { h } from './dom.ts';
import { linesOf, loadPage } from './load.ts';
import { checkpointOf, type Proved, proveCase, proveCheckpoint } from './proof.ts';
import { CASE, PROOF } from './words.ts';

/** The proofs of one case, verified when asked. */
export function proofOfCase(
  index: PackageIndex,
  line: CaseLine,
  lines: readonly PackageLine[],
  hashes: { readonly [range: string]: string },
): HTMLElement {
  const { checkpoint, keys } = index;
  const result = h('div', { class: 'result' });
  const verify = (): void => {
    const said = checkpointOf(checkpoint, keys);
    const broken = proveCase(line.id, lines, line.events, hashes, said);
    const signed = proveCheckpoint(checkpoint, keys);
    result.replaceChildren(
      ...outcome({
        proved:
          broken.length > 0 ? [] : [PROOF.chain(lines.length), PROOF.tree(lines.length, said.size), ...signed.proved],
        broken: [...broken, ...signed.broken],
      }),
    );
  };
  return h(
    'section',
    {},
    h('h3', {}, CASE.proof),
    h('p', { class: 'hint' }, PROOF.intro),
    h('p', { class: 'dim' }, `${CASE.leaf} ${lines.map(({ leaf }) => leaf).join('、')}`),
    h('button', { type: 'button', class: 'verify', on: { click: verify } }, PROOF.verify),
    result,
  );
}

/** The checkpoint, and the proofs of every case, verified one page after the other. */
export function proofView(index: PackageIndex): HTMLElement {
  const { checkpoint, keys, cases } = index;
  const result = h('div', { class: 'result' });
  const button = h(
    'button',
    { type: 'button', class: 'verify', on: { click: () => void verifyAll() } },
    PROOF.verifyAll,
  );

  async function verifyAll(): Promise<void> {
    button.disabled = true;
    const said = checkpointOf(checkpoint, keys);
    const signed = proveCheckpoint(checkpoint, keys);
    const broken = [...signed.broken];
    let events = 0;
    for (const [done, line] of cases.entries()) {
      const page = await loadPage(line.page);
      const lines = linesOf(page, line.id);
      broken.push(...proveCase(line.id, lines, line.events, page.beside.hashes, said));
      events += lines.length;
      if (done % 10 === 0) {
        result.replaceChildren(h('p', {}, PROOF.running(done, cases.length)));
        await new Promise((resolve) => setTimeout(resolve));
      }
    }
    const proved = broken.length > 0 ? [] : [PROOF.chain(events), PROOF.tree(events, said.size), ...signed.proved];
    result.replaceChildren(...outcome({ proved, broken }));
    button.disabled = false;
  }

  return h(
    'section',
    {},
    h('p', { class: 'hint' }, PROOF.intro),
    h('h3', {}, PROOF.checkpoint),
    h('pre', {}, checkpoint.trimEnd()),
    h('pre', {}, keys.join('\n')),
    button,
    result,
  );
}

const MOST_LINES = 100;

function outcome({ proved, broken }: Proved): readonly Node[] {
  if (broken.length > 0)
    return [
      h('p', { class: 'warn' }, PROOF.bad(broken.length)),
      h(
        'ul',
        { class: 'broken' },
        broken.slice(0, MOST_LINES).map((one) => h('li', {}, `✗ ${one}`)),
      ),
    ];
  return [
    h(
      'ul',
      { class: 'proved' },
      proved.map((one) => h('li', {}, `✓ ${one}`)),
    ),
    h('p', {}, h('strong', {}, PROOF.good)),
    h('p', { class: 'hint' }, PROOF.key),
  ];
}
