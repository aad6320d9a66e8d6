import { emptyDatabase, migratedDatabase } from '../shared-postgres.ts';
import { ledgerContract } from './contract.ts';

ledgerContract('PostgreSQL', migratedDatabase, emptyDatabase);
