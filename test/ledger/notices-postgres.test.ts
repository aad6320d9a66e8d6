import { migratedDatabase } from '../shared-postgres.ts';
import { noticesContract } from './notices-contract.ts';

noticesContract('PostgreSQL', migratedDatabase);
