import { z } from 'zod';
import { type CommandSpec, commandTables, type JsonObject, type KindName } from '../core/index.ts';

const made = new Map<CommandSpec, JsonObject>();

/** What the ledger itself puts into a payload (the files and number of a signed paper): nobody is asked for it. */
const BY_LEDGER = new Set(['made']);

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
  const json = askable(JSON.parse(JSON.stringify(schema)));
  made.set(spec, json);
  return json;
}

function askable(schema: JsonObject): JsonObject {
  const {
    properties = {},
    required = [],
    ...rest
  } = schema as {
    readonly properties?: JsonObject;
    readonly required?: readonly string[];
  };
  return {
    ...rest,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !BY_LEDGER.has(name))),
    ...(required.length === 0 ? {} : { required: required.filter((name) => !BY_LEDGER.has(name)) }),
  };
}
