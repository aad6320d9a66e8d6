import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { logContract } from './log-contract.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-log-'));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

logContract('SQLite', async () => ({ sqlite: path.join(folder, `${++files}.db`) }));
