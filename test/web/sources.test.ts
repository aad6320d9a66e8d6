import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { payloadSchema } from '../../src/api/command-schema.ts';
import { commandTables } from '../../src/core/index.ts';
import { type FormField, fieldsOf } from '../../src/web/form/field-kinds.ts';
import { fieldWord, valueWord } from '../../src/web/texts/fields.ts';
import { builtWeb } from './built.ts';

const root = path.join(import.meta.dirname, '../../src/web');
const CHINESE = /[㐀-鿿]/;
/** Compressed script that the desk may need before it is shown. */
const BUDGET = 200_000;

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
}

describe('the sources of the web application', () => {
  it('have their Chinese in texts/ and nowhere else', () => {
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
    const offending = files
      .filter((file) => !file.startsWith('texts/'))
      .flatMap((file) =>
        withoutComments(readFileSync(path.join(root, file), 'utf8'))
          .split('\n')
          .filter((line) => CHINESE.test(line))
          .map((line) => `${file}: ${line.trim()}`),
      );
    expect(offending).toEqual([]);
    expect(files.length).toBeGreaterThan(20);
  });

  it('have a Chinese word for every field and every choice of every command', () => {
    const missing: string[] = [];
    const look = (command: string, fields: readonly FormField[]) => {
      for (const field of fields) {
        const { name, options = [], fields: inner = [] } = field;
        if (!CHINESE.test(fieldWord(command, field))) missing.push(`${command}.${name}`);
        for (const value of options) if (!CHINESE.test(valueWord(name, value))) missing.push(`${name}=${value}`);
        look(command, inner);
      }
    };
    for (const table of Object.values(commandTables))
      for (const [type, spec] of Object.entries(table)) look(type, fieldsOf(payloadSchema(spec)));
    expect([...new Set(missing)]).toEqual([]);
  });
});

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

describe('the built web application', () => {
  let folder: string;
  let manifest: { readonly [source: string]: Chunk };
  beforeAll(async () => {
    folder = await builtWeb();
    manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8'));
  });

  it('loads less than 200 KB of compressed script before the desk is shown', () => {
    const needed = new Set<string>();
    const add = (source: string) => {
      const chunk = manifest[source];
      if (chunk === undefined || needed.has(chunk.file)) return;
      needed.add(chunk.file);
      for (const one of chunk.imports ?? []) add(one);
    };
    add('index.html');
    add('pages/desk/desk-page.tsx');
    expect(needed.size).toBeGreaterThan(2);
    const sizes = [...needed].map((file) => readFileSync(path.join(folder, `${file}.br`)).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(BUDGET);
  });

  it('has no script in its page, and no address of anybody else', () => {
    const page = readFileSync(path.join(folder, 'index.html'), 'utf8');
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|\son\w+=/);
    for (const [, address = ''] of page.matchAll(/(?:src|href)="([^"]+)"/g)) expect(address).toMatch(/^\/assets\//);
  });
});
