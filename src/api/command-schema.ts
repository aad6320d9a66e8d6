import { z } from 'zod';
import { type CommandSpec, commandTables, type JsonObject, type KindName } from '../core/index.ts';

const made = new Map<CommandSpec, JsonObject>();

/** The command's entry in the kind's table; undefined for an unknown command. */
export function specOf(kind: KindName, type: string): CommandSpec | undefined {
  const table = commandTables[kind];
  return Object.hasOwn(table, type) ? table[type] : undefined;
}

/** JSON Schema (2020-12) of a command's payload, made once per command. */
export function payloadSchema(spec: CommandSpec): JsonObject {
  const known = made.get(spec);
  if (known) return known;
  const { $schema: _, ...schema } = z.toJSONSchema(spec.schema, { io: 'input', unrepresentable: 'any' });
  const json = JSON.parse(JSON.stringify(schema)) as JsonObject;
  made.set(spec, json);
  return json;
}
