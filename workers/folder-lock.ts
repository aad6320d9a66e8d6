import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { signalTo } from './bound-process.ts';

/** A process as a file remembers it: a pid alone is reused, a pid with its start is not. */
export interface ProcessMark {
  pid: number;
  started: string;
}

/** What `file` must hold to own a folder; `undefined` owner means the lock is ours now. */
export interface FolderLock {
  owner: ProcessMark | undefined;
  release(): void;
}

/** Takes the lock file for this process; a lock whose process is gone (kill -9, power cut) is taken over. */
export function lockFolder(file: string): FolderLock {
  const mine = JSON.stringify(markOf(process.pid));
  for (;;) {
    if (create(file, mine)) return { owner: undefined, release: () => release(file, mine) };
    const found = readText(file);
    const owner = found === undefined ? undefined : readMark(found);
    if (owner !== undefined && isAlive(owner)) return { owner, release: () => undefined };
    if (found !== undefined) setAside(file, found);
  }
}

/** Identifies a running process. */
export function markOf(pid: number): ProcessMark {
  return { pid, started: startOf(pid) };
}

/** True while the very process that was marked is running. */
export function isAlive(mark: ProcessMark): boolean {
  return signalTo(mark.pid, 0) && startOf(mark.pid) === mark.started;
}

/** Reads what JSON.stringify made of a mark; undefined if it is anything else. */
export function readMark(text: string): ProcessMark | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('started' in value)) return undefined;
    return typeof value.pid === 'number' && value.pid > 0
      ? { pid: value.pid, started: String(value.started) }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Text of a file, or undefined when there is none. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function create(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

// Two starters may find the same dead lock. Renaming gives it to one of them; if what was renamed is already the other's
// new lock, it goes back.
function setAside(file: string, expected: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readText(aside) === expected) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

function release(file: string, mine: string): void {
  if (readText(file) === mine) rmSync(file, { force: true });
}

// Linux: clock ticks since boot, with the boot's id; macOS and BSD: ps. Windows has neither: the pid must do.
function startOf(pid: number): string {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // A zombie has ended, only nobody has asked for its exit code yet.
      if (fields[0] === 'Z') return 'ended';
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
    }
    if (process.platform === 'win32') return '';
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return 'ended';
  }
}
