import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { registersContract } from './registers-contract.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-registers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

registersContract('SQLite', async () => ({ sqlite: path.join(folder, 'duban.db') }));
