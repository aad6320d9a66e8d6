import { afterAll } from 'vitest';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { logContract } from './log-contract.ts';

let server: TestPostgres | undefined;
afterAll(() => server?.stop());

logContract('PostgreSQL', async () => {
  server = await startPostgres();
  return server.url;
});
