import type { z } from 'zod';
import type { Actor, AllowedCommand } from './case.ts';
import type { Regions, Statechart } from './statechart.ts';

/** A command as users meet it: its name, who may issue it, what it asks for, and which facts it may become. */
export interface CommandSpec {
  /** Chinese name of the act. */
  readonly label: string;
  /** Posts, or relations (`matter.subject`), that may issue it; `*` for anyone with a login. */
  readonly by: readonly string[];
  readonly schema: z.ZodType;
  /** Events it may become; legal when the machine handles one of them. */
  readonly events: readonly [string, ...string[]];
  /** Opens a case: legal only while there is none. */
  readonly opens?: true;
}

/** The office that keeps the ledger (安办): it enters most of what is entered. */
export const OFFICE = ['street.safetyOffice'] as const;

export type CommandTable = { readonly [type: string]: CommandSpec };

/** Commands the machine allows in this state, whoever asks. */
export function legalCommands(
  table: CommandTable,
  chart: Statechart,
  regions: Regions | undefined,
): readonly AllowedCommand[] {
  if (regions === undefined) return listed(table, (spec) => spec.opens === true);
  // One list of legal events per state of the machine, so one list of commands too: asked for at every command.
  const events = chart.legal(regions);
  let commands = ofState.get(events);
  if (commands === undefined) {
    commands = listed(table, (spec) => spec.opens !== true && spec.events.some((event) => events.includes(event)));
    ofState.set(events, commands);
  }
  return commands;
}

const ofState = new WeakMap<readonly string[], readonly AllowedCommand[]>();

function listed(table: CommandTable, which: (spec: CommandSpec) => boolean): readonly AllowedCommand[] {
  return Object.entries(table)
    .filter(([, spec]) => which(spec))
    .map(([type, spec]) => ({ type, label: spec.label, by: spec.by }));
}

/** Whether a post is one of those listed: exact, or the head of the same office (who may do what the office may). */
export function mayIssue(spec: CommandSpec, actor: Actor, relation?: (name: string) => boolean): boolean {
  return spec.by.some(
    (post) => post === '*' || post === actor.post || actor.post === `${post}.head` || (relation?.(post) ?? false),
  );
}
