import { migratedDatabase } from '../shared-postgres.ts';
import { registersContract } from './registers-contract.ts';

registersContract('PostgreSQL', migratedDatabase);
