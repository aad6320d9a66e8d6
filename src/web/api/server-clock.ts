/** A second or two between the server's date and its arrival is no difference of clocks (ms). */
const TOLERANCE_MS = 10_000;

let ahead = 0;

/** Learns the server's time from the `date` of an answer: the clock of an old telephone may be minutes off, and instants are the server's. */
export function noteServerTime(date: string | null): void {
  const server = Date.parse(date ?? '');
  if (Number.isNaN(server)) return;
  const difference = server - Date.now();
  ahead = Math.abs(difference) > TOLERANCE_MS ? difference : 0;
}

/** Milliseconds since 1970-01-01T00:00:00Z by the server's clock, as far as it is known. */
export function serverNow(): number {
  return Date.now() + ahead;
}
