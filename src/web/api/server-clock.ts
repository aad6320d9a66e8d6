/** A clock that is behind by as much as an answer may take on its way is no difference (ms). One that is ahead always is: what it stamps would lie in the future. */
const TOLERANCE_MS = 10_000;

let ahead = 0;

/** Learns the server's time from the `date` of an answer: the clock of an old telephone may be minutes off, and instants are the server's. */
export function noteServerTime(date: string | null): void {
  const server = Date.parse(date ?? '');
  if (Number.isNaN(server)) return;
  const difference = server - Date.now();
  ahead = difference < 0 || difference > TOLERANCE_MS ? difference : 0;
}

/** Milliseconds since 1970-01-01T00:00:00Z by the server's clock, as far as it is known. */
export function serverNow(): number {
  return Date.now() + ahead;
}
