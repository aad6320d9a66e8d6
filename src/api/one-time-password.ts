import { randomInt } from 'node:crypto';

// No letters or digits that are mistaken for each other when read aloud.
const SIGNS = 'ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 16;

/** A password of 16 signs (92 bits), to be changed at the first log-in. */
export function oneTimePassword(): string {
  return Array.from({ length: LENGTH }, () => SIGNS[randomInt(SIGNS.length)]).join('');
}
