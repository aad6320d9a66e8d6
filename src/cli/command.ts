import type { Json } from '../core/case.ts';

/** 0 fine · 1 findings · 2 wrong use · 3 unavailable. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Where a command reads its settings and writes what it has to say. */
export interface Io {
  /** Standard output. */
  out(text: string): void;
  /** Standard error: problems, and progress if somebody watches. */
  error(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard output is a terminal. */
  readonly terminal: boolean;
  /** Standard error is a terminal: progress is shown only then. */
  readonly watched: boolean;
  /** Ends a service as Ctrl-C does. */
  readonly stop?: AbortSignal;
}

/** What a command found, once for people and once for programs. */
export interface Outcome {
  readonly code: ExitCode;
  readonly text: readonly string[];
  readonly json: unknown;
}

/** What the caller gave, checked by name only. */
export interface Given {
  readonly args: readonly (string | undefined)[];
  readonly options: Readonly<Record<string, string | readonly string[] | boolean | undefined>>;
}

export interface OptionSpec {
  /** As in `--rules <FILE>`; without a value it is a switch. */
  readonly flags: string;
  readonly about: string;
  /** May be given several times. */
  readonly repeats?: true;
}

/** A command as people meet it; one file each. */
export interface CommandSpec {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** More for its own help. */
  readonly details?: readonly string[];
  readonly args?: readonly { readonly name: `<${string}>` | `[${string}]`; readonly about: string }[];
  readonly options?: readonly OptionSpec[];
  readonly examples?: readonly string[];
  readonly subcommands?: readonly CommandSpec[];
  run?(given: Given, io: Io): Outcome | Promise<Outcome>;
}

/** Ends a command with a sentence that says what is wrong and what to do next. */
export class CommandError extends Error {
  readonly code: string;
  readonly exit: ExitCode;
  readonly more: Json | undefined;

  constructor(exit: ExitCode, code: string, message: string, more?: Json) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
    this.exit = exit;
    this.more = more;
  }
}

/** Wrong use: the message names the option and what would be right. */
export function wrongUse(message: string): CommandError {
  return new CommandError(2, 'wrong-use', message);
}

/** Something that the command needs is not there (exit 3). */
export function unavailable(code: string, message: string): CommandError {
  return new CommandError(3, code, message);
}

/** The text of an option, if it was given. */
export function optional(given: Given, name: string): string | undefined {
  const value = given.options[name];
  return typeof value === 'string' ? value : undefined;
}

/** The text of an option that must be there. */
export function required(given: Given, name: string): string {
  const value = optional(given, name);
  if (value === undefined || value.trim() === '') throw wrongUse(`缺少 --${name}：请补上后重试，用法见 --help。`);
  return value;
}

/** Every value of an option that may be repeated. */
export function list(given: Given, name: string): readonly string[] {
  const value = given.options[name];
  return Array.isArray(value) ? value : [];
}

/** Whether a switch was given. */
export function has(given: Given, name: string): boolean {
  return given.options[name] === true;
}

/** A whole number within limits. */
export function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw wrongUse(`${name} 应为 ${min} 到 ${max} 之间的整数，收到的是“${text.slice(0, 40)}”。`);
}

/** The option by which every command that touches the ledger finds its data folder. */
export const DATA_OPTION: OptionSpec = {
  flags: '--data <DIR>',
  about: '数据目录（默认取环境变量 DUBAN_DATA，否则 ./var）',
};
