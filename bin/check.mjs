// Every check that is not a test; prints what each one says and ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onProjectNode } from './runtime.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['src', 'workflows', 'activities', 'workers', 'db', 'bench', 'drill', 'test'];

await onProjectNode(import.meta.url, async () => {
  const present = folders.filter((folder) => existsSync(path.join(root, folder)));
  const checks = [
    ['format and lint', 'biome', ['ci', '.']],
    ['types', 'tsc', ['-p', 'tsconfig.json']],
    ['types of the core, without Node and DOM', 'tsc', ['-p', 'tsconfig.core.json']],
    ['types of the package’s page, with DOM', 'tsc', ['-p', 'src/viewer/tsconfig.json']],
    ['types of the web application, with DOM', 'tsc', ['-p', 'src/web/tsconfig.json']],
    ['import table', 'depcruise', ['--config', '.dependency-cruiser.cjs', ...present]],
    ['what the workflow sandbox loads', 'depcruise', ['--config', '.dependency-cruiser.workflows.cjs', 'workflows']],
    ['nothing unused', 'knip', ['--no-config-hints']],
  ];
  const failed = checks.filter(([name, tool, args]) => !succeeds(name, tool, args)).length;
  process.stdout.write(`${checks.length - failed} passed, ${failed} failed\n`);
  process.exitCode = failed > 0 ? 1 : 0;
});

function succeeds(name, tool, args) {
  process.stdout.write(`\n— ${name}: ${tool} ${args.join(' ')}\n`);
  // The tools' own start scripts say `env node`: the first node on PATH must be this one.
  const PATH = [path.dirname(process.execPath), process.env.PATH].join(path.delimiter);
  const file = path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${tool}.cmd` : tool);
  const { status, error } = spawnSync(file, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH },
    shell: process.platform === 'win32',
  });
  if (error !== undefined) process.stdout.write(`${error.message}\n`);
  return status === 0;
}
