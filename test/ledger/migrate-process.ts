/**
 * A process of its own that migrates when it is told to: `node migrate-process.ts DATABASE`. Says `ready` when it has opened the database,
 * starts at the first byte on standard input, and ends with the schema's version as its last line.
 */
import { once } from 'node:events';
import { migrate, schemaVersion } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open.ts';

const db = await openDatabase(process.argv[2] ?? '');
process.stdout.write('ready\n');
await once(process.stdin, 'data');
await migrate(db);
process.stdout.write(`${await schemaVersion(db)}\n`);
await db.close();
process.stdin.destroy();
