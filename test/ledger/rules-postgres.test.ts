import { migratedDatabase } from '../shared-postgres.ts';
import { rulesContract } from './rules-contract.ts';

rulesContract('PostgreSQL', migratedDatabase);
