import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { logSeeds } from '../../src/ledger/log-key.ts';

const dataDir = mkdtempSync(path.join(tmpdir(), 'duban-log-key-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

it('of processes that start at once all have the one key that was made, whole, and nothing else is left', async () => {
  const module = new URL('../../src/ledger/log-key.ts', import.meta.url).href;
  const script = `import { logSeeds } from ${JSON.stringify(module)}; console.log(logSeeds({ dataDir: process.argv[1] }).length)`;
  const starts = Array.from({ length: 4 }, () =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, dataDir]),
  );
  expect((await Promise.all(starts)).map(({ stdout }) => stdout.trim())).toEqual(['1', '1', '1', '1']);
  expect(readdirSync(dataDir)).toEqual(['log.key']);
  expect(statSync(path.join(dataDir, 'log.key')).mode & 0o777).toBe(0o600);
  expect(logSeeds({ dataDir })).toEqual(logSeeds({ dataDir }));
});
