import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWorkflowBundle, type WorkflowBundle } from '../../workers/bundle.ts';
import { temporaryFolder } from '../live/stand.ts';

const folder = temporaryFolder();
let bundle: WorkflowBundle;
let modules: readonly string[];

beforeAll(async () => {
  // Two at once, as when two engines start in one process: neither takes the other's half-made file away.
  [bundle] = (await Promise.all([1, 2].map(() => buildWorkflowBundle({ cacheFolder: folder.path })))) as [
    WorkflowBundle,
    ...WorkflowBundle[],
  ];
  // webpack's development mode names each module once: `/***/ "./src/core/fold.ts"`
  modules = [...readFileSync(bundle.codePath, 'utf8').matchAll(/^\/\*\*\*\/ "([^"]+)"$/gm)].map(
    ([, name]) => name as string,
  );
});

afterAll(() => folder.end());

describe('the sandbox bundle', () => {
  test('holds the workflows, the fold and XState’s production build', () => {
    expect(modules.length).toBeGreaterThan(50);
    for (const part of [
      'workflows/case.ts',
      'workflows/dispatcher.ts',
      'src/core/fold.ts',
      'src/core/hazard/machine.ts',
      'xstate/dist/xstate.esm.js',
    ])
      expect(modules.filter((name) => name.endsWith(part))).toHaveLength(1);
    expect(modules.filter((name) => /xstate.*development/.test(name))).toEqual([]);
  });

  test('holds no schemas, no condition language, no rules, nothing of Node and nothing of ours beside core and workflows', () => {
    expect(modules.filter((name) => /node_modules\/(zod|@marcbachmann|knex|nodemailer)/.test(name))).toEqual([]);
    expect(modules.filter((name) => /^(node:|\(ignored\) node:)/.test(name))).toEqual([]);
    const ours = modules.filter((name) => !name.includes('node_modules') && !name.startsWith('?')); // `?31ff`: a module that was left out
    expect(ours.filter((name) => !/(src\/core|workflows)\//.test(name))).toEqual([]);
    expect(ours.filter((name) => /\/(rules|deadline\/calendar|decide|settle)/.test(name))).toEqual([]);
  });

  test('is found again while the sources stay the same', async () => {
    const again = await buildWorkflowBundle({ cacheFolder: folder.path });
    expect(again).toEqual({ ...bundle, built: false });
    console.info(
      `workflow bundle: ${path.basename(bundle.codePath)}, ${(bundle.bytes / 1024).toFixed(0)} KB with its source map, ${modules.length} modules`,
    );
  });
});
