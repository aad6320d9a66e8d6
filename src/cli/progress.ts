import type { Log } from '../../activities/perform.ts';
import type { Io } from './command.ts';

/** Shows how far a long work is, on a terminal only. */
export function progressFor(io: Io): (line: string) => void {
  return io.watched ? (line) => io.error(`  ${line}`) : () => undefined;
}

/** For short commands: what they found is their output. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** One JSON line per fact on standard error, for those who run a service. */
export function lineLog(io: Io, now: () => string): Log {
  const line =
    (level: string) =>
    (message: string, facts: object = {}) =>
      io.error(JSON.stringify({ at: now(), level, message, ...facts }));
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

/** Warnings and errors only: the ordinary course of `duban start` is not worth a line each. */
export function quietLog(io: Io, now: () => string): Log {
  return { ...lineLog(io, now), info: () => undefined };
}
