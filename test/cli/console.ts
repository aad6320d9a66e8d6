import { main } from '../../src/cli/main.ts';

/** What a command wrote and how it ended. */
export interface Result {
  readonly code: number;
  readonly out: string;
  readonly error: string;
  /** Standard output as JSON. */
  json(): never;
}

/** Runs a command in this process, with nothing of the environment of whoever runs the tests. */
export async function duban(...argv: string[]): Promise<Result> {
  const out: string[] = [];
  const errors: string[] = [];
  const code = await main(argv, {
    out: (text) => out.push(text),
    error: (text) => errors.push(text),
    env: {},
    terminal: false,
    watched: false,
  });
  return { code, out: out.join('\n'), error: errors.join('\n'), json: () => JSON.parse(out.join('\n')) as never };
}
