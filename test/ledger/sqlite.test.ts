import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { ledgerContract } from './contract.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-ledger-'));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

ledgerContract('SQLite', async () => ({ sqlite: path.join(folder, `${++files}.db`) }));
