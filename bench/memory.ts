import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Proportional set size of a process and all its descendants, MB (Linux). */
export function memoryOf(root: number): number {
  if (!existsSync('/proc/self/smaps_rollup')) return Number.NaN;
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(Number(name))]),
  );
  const mine = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === root || mine(parents.get(pid)));
  return [...parents.keys()].filter(mine).reduce((sum, pid) => sum + pssOf(pid), 0) / 1_024;
}

function parentOf(pid: number): number | undefined {
  return numberIn(`/proc/${pid}/status`, /^PPid:\s+(\d+)/m);
}

function pssOf(pid: number): number {
  return numberIn(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+)/m) ?? 0;
}

function numberIn(file: string, shape: RegExp): number | undefined {
  try {
    const found = shape.exec(readFileSync(file, 'utf8'))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    // It has just ended.
    return undefined;
  }
}
