import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { migratedDatabase } from '../shared-postgres.ts';
import { messagesContract } from './messages-contract.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-messages-'));
let databases = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

messagesContract('SQLite', async () => ({ sqlite: path.join(folder, `${++databases}.db`) }));

messagesContract('PostgreSQL', migratedDatabase);
