import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProcessSetup } from './process-setup.ts';

/** A process that is started, killed and started again. */
export interface Killable {
  readonly name: string;
  /** Starts it; resolves when it says that it is ready, rejects if it ends before. */
  start(): Promise<void>;
  /** Kill -9; resolves when the kernel has taken it. Harmless when it does not run. */
  kill(): Promise<void>;
  running(): boolean;
  pid(): number | undefined;
}

const SCRIPTS = {
  api: new URL('./api-process.ts', import.meta.url),
  worker: new URL('./worker-process.ts', import.meta.url),
};

/** One of this folder's process files as a killable process; what it complains about is appended to `complaints`. */
export function killable(name: keyof typeof SCRIPTS, setup: ProcessSetup, complaints: string): Killable {
  let child: ChildProcess | undefined;
  let gone: Promise<void> = Promise.resolve();
  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    name,
    running: isRunning,
    pid: () => child?.pid,
    async start() {
      const script = fileURLToPath(SCRIPTS[name]);
      const flags = ['--disable-warning=ExperimentalWarning', '--stack-trace-limit=2'];
      const started = spawn(process.execPath, [...flags, script, JSON.stringify(setup)], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      started.stderr.on('data', (text) => appendFileSync(complaints, text));
      gone = new Promise((resolve) => started.once('close', () => resolve()));
      await new Promise<void>((resolve, reject) => {
        started.stdout.on('data', (text) => String(text).includes('ready') && resolve());
        started.once('exit', (code, signal) =>
          signal === 'SIGKILL'
            ? resolve()
            : reject(new Error(`the ${name} process ended with ${code ?? signal}:\n${lastLines(complaints)}`)),
        );
      });
    },
    async kill() {
      if (isRunning()) child?.kill('SIGKILL');
      await gone;
    },
  };
}

function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-20).join('\n') : '';
}
