// Runs all tests (arguments go to vitest) and ends with the one line that scripts and people count on:
// `N passed, N failed`, with `, N skipped` if there are any. With CI set nothing may be skipped.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onProjectNode } from './runtime.mjs';

const SLOWEST = 10;

await onProjectNode(import.meta.url, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-tests-'));
  try {
    const report = path.join(folder, 'report.json');
    const status = runVitest(report);
    const files = read(report);
    const count = countOf(files);
    // A run that fails without a failing test (unhandled error, no test file, vitest itself) still counts as a failure.
    if (status !== 0 && count.failed === 0) count.failed = 1;
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    const forbidden = process.env.CI && process.env.CI !== 'false' && count.skipped > 0;
    if (forbidden) process.stderr.write('CI: no test may be skipped\n');
    process.exitCode = count.failed > 0 || forbidden ? 1 : 0;
    process.stdout.write(slowest(files));
    process.stdout.write(`${count.passed} passed, ${count.failed} failed${skipped}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function runVitest(report) {
  const vitest = path.join(path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const limit = `--reporter=${fileURLToPath(new URL('../test/file-limit.ts', import.meta.url))}`;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`, limit];
  const args = [vitest, 'run', ...reporters, ...process.argv.slice(2)];
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}

function read(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8')).testResults;
  } catch {
    return [];
  }
}

function countOf(files) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const file of files) {
    // A file that cannot even be loaded has no tests to fail.
    if (file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed')) count.failed += 1;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') count.passed += 1;
      else if (test.status === 'failed') count.failed += 1;
      else count.skipped += 1;
    }
  }
  return count;
}

/** Where the time goes, so that a file that grows is seen before the suite is slow. */
function slowest(files) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const timed = files
    .map(({ name, startTime, endTime }) => ({
      name: path.relative(root, name),
      seconds: (endTime - startTime) / 1_000,
    }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST);
  if (timed.length < 2) return '';
  return `slowest files:\n${timed.map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}\n`).join('')}`;
}
