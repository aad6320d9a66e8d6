import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { rulesContract } from './rules-contract.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
rulesContract('SQLite', async () => ({ sqlite: path.join(folder, `${++files}.db`) }));
