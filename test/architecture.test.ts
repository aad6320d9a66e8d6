import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cruise, type IConfiguration } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';

// The rules of the house that no compiler knows. Each test lists the offending places, so that a red one says what to do.

/** `advance(` is called here and nowhere else: one fold for the live system, the engine's copy, replay and rebuild. */
const ADVANCE_CALLERS = [
  'src/core/settle.ts',
  'src/ledger/case-facts.ts',
  'src/ledger/rebuild.ts',
  'src/ledger/steps.ts',
  'src/replay/replay.ts',
  'workflows/copy.ts',
];

/** Temporal's Date.now() is deterministic, but only what arms a timer may ask for it: a decision gets its time as an argument. */
const TIMER_LOOPS = ['workflows/alarm.ts', 'workflows/case.ts', 'workflows/dispatcher.ts'];

/** Places where a kind of case defines its own `advance`, which is not a call. */
const KINDS = /^src\/core\/(hazard|matter|duty|tipoff|roster|accident)\//;

const root = path.join(import.meta.dirname, '..');
const code = ['src', 'workflows', 'activities', 'workers', 'db'];
const files = sourceFiles([...code, 'bench', 'drill', 'test', 'bin']);
const pure = files.filter((file) => file.startsWith('src/core/') || file.startsWith('workflows/'));

function sourceFiles(folders: string[]): string[] {
  return folders
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        path.join(folder, name),
      ),
    )
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !file.includes('node_modules'))
    .sort();
}

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

// Comments may name what the code must not do; strings are left alone (a URL's // is not a comment).
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
}

/** `file:line: text` of every line that matches. */
function grep(where: string[], pattern: RegExp): string[] {
  return where.flatMap((file) =>
    withoutComments(read(file))
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
}

describe('the pure parts (src/core, workflows)', () => {
  it('read no clock and no dice', () => {
    const random = /\bMath\.random\b|\bcrypto\.(randomUUID|getRandomValues)\b|\bperformance\.now\b/;
    expect(grep(pure, random)).toEqual([]);
    const timeless = pure.filter((file) => !TIMER_LOOPS.includes(file));
    expect(grep(timeless, /\bDate\.now\b/)).toEqual([]);
    expect(grep(pure, /\bnew Date\(\s*\)|(?<!new )\bDate\(\s*\)/)).toEqual([]);
  });

  it('have no any', () => {
    expect(grep(pure, /(:|<|\bas|\||&|,|=)\s*any\b(?!\w)(\[\]|>|[\s,;)|&=]|$)/)).toEqual([]);
  });

  it('depend on no time zone of the host', () => {
    expect(
      grep(pure, /\bIntl\b|\.getTimezoneOffset\(|\.get(Full)?(Year|Month|Date|Day|Hours|Minutes)\(|\.toLocale\w*\(/),
    ).toEqual([]);
  });
});

describe('one fold', () => {
  it(`advance( is called in ${ADVANCE_CALLERS.length} places only`, () => {
    const product = files.filter((file) => code.includes(file.split('/', 1)[0] ?? '') && !KINDS.test(file));
    const calls = grep(product, /(?<!function )\badvance\(/).filter(
      (line) => !/\badvance\([^)]*\)\s*:\s*\S/.test(line),
    );
    const callers = [...new Set(calls.map((line) => line.split(':', 1)[0]))];
    expect(
      callers.filter((file) => !ADVANCE_CALLERS.includes(file ?? '')),
      'not in the list',
    ).toEqual([]);
    expect(
      ADVANCE_CALLERS.filter((file) => !callers.includes(file)),
      'in the list, but not calling',
    ).toEqual([]);
  });
});

describe('names', () => {
  it('say what is inside: no utils, helpers, types, common, misc', () => {
    const drawer = /(^|\/)(utils?|helpers?|types|common|misc|shared)(\.|\/)/;
    expect(files.filter((file) => drawer.test(file))).toEqual([]);
  });

  it('no enum, no default export, no open end', () => {
    const scripts = files.filter((file) => file.endsWith('.ts'));
    expect(grep(scripts, /^\s*(export\s+)?(const\s+)?enum\s/)).toEqual([]);
    const product = scripts.filter((file) => !file.startsWith('db/migrations/'));
    // vitest loads a reporter by its default export.
    const ours = product.filter((file) => !file.endsWith('test/file-limit.ts'));
    expect(grep(ours, /^export default/)).toEqual([]);
    const marks = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|');
    const open = scripts.filter((file) => new RegExp(`\\b(${marks})\\b`).test(read(file)));
    expect(open).toEqual([]);
  });
});

describe('what is published', () => {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((file) => existsSync(path.join(root, file)) && file !== '');

  it('names no package registry and no folder of a developer’s machine', () => {
    // Written in pieces: this file is tracked too.
    const hosts = [
      'registry\\.npm' + 'js',
      'npm' + 'mirror\\.com',
      'pypi\\.' + 'org',
      'pythonhosted\\.' + 'org',
      'proxy\\.golang\\.' + 'org',
    ];
    const folders = ['/wo' + 'rk/', '/ro' + 'ot/', '/ho' + 'me/[a-z]', '/Us' + 'ers/[A-Za-z]', 'C:\\\\Us' + 'ers'];
    const forbidden = new RegExp([...hosts, ...folders.map((folder) => `(?<![\\w.~/-])${folder}`)].join('|'));
    const offending = tracked
      .filter((file) => /\.(ts|tsx|mjs|cjs|js|json|ya?ml|md|sh|toml|npmrc|example)$|\.ci\/run$/.test(file))
      .filter((file) => forbidden.test(read(file)));
    expect(offending).toEqual([]);
  });

  it('is a lockfile without addresses of packages, so that any registry will do', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved"/);
    expect(read('.npmrc')).toContain('omit-lockfile-registry-resolved=true');
  });

  it('pins every package to one version', () => {
    const manifest: Record<string, Record<string, string>> = JSON.parse(read('package.json'));
    const ranges = ['dependencies', 'devDependencies', 'overrides'].flatMap((group) =>
      Object.entries(manifest[group] ?? {}).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
    );
    expect(ranges).toEqual([]);
  });
});

describe('tables', () => {
  it('each is written by one file of db/ or the one door of the ledger', () => {
    const writers = new Map<string, Set<string>>();
    for (const file of files.filter(
      (name) => code.includes(name.split('/', 1)[0] ?? '') && !name.startsWith('db/migrations/'),
    )) {
      for (const [, table = ''] of withoutComments(read(file)).matchAll(
        /\b(?:INSERT(?: OR \w+)? INTO|DELETE FROM|UPDATE)\s+"?([a-z_]+)"?(?=\s*[("\s])/g,
      )) {
        if (table !== 'set') writers.set(table, (writers.get(table) ?? new Set()).add(file));
      }
    }
    const outside = [...writers].flatMap(([table, by]) =>
      [...by].filter((file) => !/^(db|src\/ledger)\//.test(file)).map((file) => `${table} ← ${file}`),
    );
    expect(outside).toEqual([]);
  });
});

describe('imports', () => {
  // TypeScript 7 makes dependency-cruiser see nothing and report success: count what it saw.
  it('dependency-cruiser sees every file, and the import table holds', { timeout: 120_000 }, async () => {
    const table: IConfiguration = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
    const present = code.filter((folder) => existsSync(path.join(root, folder)));
    const { output } = await cruise(present, {
      ...table.options,
      ruleSet: { forbidden: table.forbidden ?? [] },
      validate: true,
      baseDir: root,
    });
    if (typeof output === 'string') throw new Error(output);
    const seen = new Set(output.modules.map((module) => module.source));
    const unseen = files.filter(
      (file) => code.includes(file.split('/', 1)[0] ?? '') && /\.tsx?$/.test(file) && !seen.has(file),
    );
    expect(unseen).toEqual([]);
    expect(seen.size).toBeGreaterThanOrEqual(sourceFiles(code).length);
    expect(output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });

  it('src/core compiles without Node and DOM', { timeout: 120_000 }, () => {
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    let errors = '';
    try {
      execFileSync(process.execPath, [tsc, '-p', 'tsconfig.core.json', '--pretty', 'false'], {
        cwd: root,
        encoding: 'utf8',
      });
    } catch (error) {
      errors = error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
    }
    expect(errors.split('\n').filter((line) => line !== '')).toEqual([]);
  });
});
