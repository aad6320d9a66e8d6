import path from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

const MINUTE_MS = 60_000;
/** No file takes longer; the long runs (DUBAN_LONG=1) take an hour. */
const LIMIT_MINUTES = process.env.DUBAN_LONG === '1' ? 60 : 6;

/** Ends a run in which a file hangs, and says which: neither test nor hook timeouts end one that waits for a process or for its own loop. */
// biome-ignore lint/style/noDefaultExport: vitest loads a reporter by its default export
export default class FileLimit implements Reporter {
  readonly #running = new Map<string, NodeJS.Timeout>();

  onTestModuleQueued({ moduleId }: TestModule): void {
    const end = () => {
      const file = path.relative(process.cwd(), moduleId);
      process.stderr.write(`${file} has been running for ${LIMIT_MINUTES} minutes: the run is ended\n`);
      process.exit(1);
    };
    this.#running.set(moduleId, setTimeout(end, LIMIT_MINUTES * MINUTE_MS));
  }

  onTestModuleEnd({ moduleId }: TestModule): void {
    clearTimeout(this.#running.get(moduleId));
  }

  onTestRunEnd(): void {
    for (const timer of this.#running.values()) clearTimeout(timer);
  }
}
