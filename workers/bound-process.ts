import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A server process whose life is bound to ours; `exited` resolves with its exit code (128 + n when killed by signal n). */
export interface BoundProcess {
  pid: number;
  exited: Promise<number>;
  kill(signal: NodeJS.Signals): void;
}

export interface BoundOptions {
  /** File descriptor that receives standard output and standard error. */
  log: number;
  uid?: number;
  gid?: number;
  /** On top of this process's own environment. */
  env?: Record<string, string>;
}

// A process killed with -9 cannot stop its children. The shell between us and the server reads our end of a pipe, which
// the kernel closes however we end, and stops the server then. `exit` after `wait` passes a crash of the server on.
const supervisor = `
exec 4<&0
"$@" 1>&3 2>&3 3>&- 4<&- </dev/null &
server=$!
echo $server
( read -r line <&4; kill -INT $server 2>/dev/null; kill -TERM $server 2>/dev/null ) 1>&3 &
watch=$!
wait $server
code=$?
kill $watch 2>/dev/null
exit $code`;

/** Starts `command` in a session of its own (a Ctrl-C at the terminal does not reach it) that ends when this process does. */
export async function spawnBound(command: string, args: string[], options: BoundOptions): Promise<BoundProcess> {
  const identity = options.uid === undefined ? {} : { uid: options.uid, gid: options.gid ?? options.uid };
  if (process.platform === 'win32') return spawnPlain(command, args, options);
  const shell = spawn('/bin/sh', ['-c', supervisor, 'sh', command, ...args], {
    stdio: ['pipe', 'pipe', options.log, options.log],
    detached: true,
    env: { ...process.env, ...options.env },
    ...identity,
  });
  const exited = exitOf(shell);
  shell.stdin?.on('error', () => undefined);
  const output = shell.stdout;
  if (output === null) throw new Error('no pipe to the supervising shell');
  const [first] = await Promise.race([once(output, 'data'), exited.then(() => [''])]);
  const pid = Number.parseInt(String(first), 10);
  if (Number.isNaN(pid)) throw new Error(`${command} could not be started`);
  output.destroy();
  return handle(pid, exited);
}

async function spawnPlain(command: string, args: string[], { log, env }: BoundOptions): Promise<BoundProcess> {
  const child = spawn(command, args, {
    stdio: ['ignore', log, log],
    env: { ...process.env, ...env },
    windowsHide: true,
  });
  await once(child, 'spawn');
  process.once('exit', () => child.kill());
  return handle(child.pid ?? 0, exitOf(child));
}

function exitOf(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 137));
  });
}

function handle(pid: number, exited: Promise<number>): BoundProcess {
  let running = true;
  exited.then(() => {
    running = false;
  });
  return {
    pid,
    exited,
    kill(signal) {
      if (running) signalTo(pid, signal);
    },
  };
}

/** Sends a signal (0 only asks); false when there is no such process. */
export function signalTo(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    // EPERM: it exists but belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
