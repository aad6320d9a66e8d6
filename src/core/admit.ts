import type { CaseState, Command, Refusal, Terms } from './case.ts';
import { type CommandTable, legalCommands, mayIssue } from './commands.ts';
import { parsePayload } from './payload.ts';
import { refuse } from './refusal.ts';
import type { Statechart } from './statechart.ts';
import { checkTime } from './time-check.ts';
import { postWord } from './words.ts';

/** What every kind checks of a command before it decides, and what a kind adds to that. */
export interface Gate {
  readonly table: CommandTable;
  readonly chart: Statechart;
  readonly state: CaseState | undefined;
  readonly command: Command;
  readonly terms: Terms;
  /** Posts that a relation (`matter.subject`, `rung.issuer`) stands for now. */
  readonly relation?: (name: string) => boolean;
  /** What to call an entitled post in the refusal. */
  readonly postName?: (post: string) => string;
  /** Refused before anybody's post is looked at. */
  readonly first?: () => Refusal | undefined;
  /** The refusal for “not now”, if the kind can say more than that. */
  readonly notNow?: (allowed: readonly string[]) => Refusal;
}

/** A command that may be decided: its payload as the schema reads it, and the refusal if the handler finds the machine against it. */
export interface Admitted {
  readonly payload: unknown;
  readonly notNow: () => Refusal;
}

/** Known, well-formed, from a post that may, legal in this state, at an acceptable instant: in this order, the first that fails refuses. */
export function admit({ table, chart, state, command, terms, ...more }: Gate): Admitted | Refusal {
  const spec = Object.hasOwn(table, command.type) ? table[command.type] : undefined;
  if (spec === undefined) return refuse('unknown-command', { detail: command.type });
  if (state === undefined && spec.opens !== true) return refuse('case-not-found');
  const parsed = parsePayload(spec.schema, command.payload);
  if (!parsed.ok)
    return refuse(lacksDocument(command, parsed.fields) ? 'document-missing' : 'invalid', { fields: parsed.fields });
  const early = more.first?.();
  if (early) return early;
  const stage = state ? { stage: state.stage } : {};
  if (!mayIssue(spec, command.actor, more.relation))
    return refuse('not-your-duty', {
      ...stage,
      detail: `有权岗位：${spec.by.map((post) => postWord(more.postName?.(post) ?? post)).join('、')}`,
    });
  const legal = legalCommands(table, chart, state?.regions);
  const notNow = () => {
    const allowed = legal.map((one) => one.type);
    return more.notNow?.(allowed) ?? refuse('not-allowed-now', { ...stage, allowed });
  };
  if (!legal.some((one) => one.type === command.type)) return notNow();
  return checkTime(state, command, terms) ?? { payload: parsed.value, notNow };
}

/** Nothing is wrong but that the paper is not named. */
function lacksDocument({ payload }: Command, fields: { readonly [field: string]: string }): boolean {
  return payload.document === undefined && Object.keys(fields).join() === 'document';
}
