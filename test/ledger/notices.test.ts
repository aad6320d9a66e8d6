import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { noticesContract } from './notices-contract.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-notices-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
noticesContract('SQLite', async () => ({ sqlite: path.join(folder, `${++files}.db`) }));
