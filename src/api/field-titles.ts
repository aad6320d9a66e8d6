import type { SealedEvent } from '../core/index.ts';
import { payloadSchema, specOf } from './command-schema.ts';

interface Schema {
  readonly title?: string;
  readonly properties?: { readonly [name: string]: Schema };
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** What the fields of the commands behind these events are called, as `command.field`; parts of groups and of rows as well. */
export function fieldTitles(events: readonly SealedEvent[]): Record<string, string> {
  const commands = new Map(events.map(({ command, kind }) => [command, kind]));
  const titles: Record<string, string> = {};
  for (const [command, kind] of commands) {
    const spec = command === undefined ? undefined : specOf(kind, command);
    if (spec !== undefined) collect(payloadSchema(spec) as Schema, `${command}.`, titles);
  }
  return titles;
}

function collect({ properties = {}, items, anyOf = [] }: Schema, prefix: string, into: Record<string, string>): void {
  for (const [name, part] of Object.entries(properties)) {
    if (part.title !== undefined) into[`${prefix}${name}`] ??= part.title;
    collect(part, prefix, into);
  }
  for (const part of [items, ...anyOf]) if (part !== undefined) collect(part, prefix, into);
}
