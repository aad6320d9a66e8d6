import type { FormField } from './field-kinds.ts';

/** What stands in a form, by field; an instant as the browser's control has it (`2026-03-12T09:30`), files as they were stored. */
export type Values = { readonly [name: string]: unknown };

/** A file that the server has stored under the hash of its content. */
export interface StoredFile {
  readonly sha256: string;
  readonly name: string;
  readonly type: string;
}

/** What the form says as the payload of a command: nothing that was left empty. */
export function payloadOf(fields: readonly FormField[], values: Values): { readonly [name: string]: unknown } {
  const given = fields.flatMap((field) => {
    const value = givenOf(field, values[field.name]);
    return value === undefined ? [] : [[field.name, value] as const];
  });
  return Object.fromEntries(given);
}

/** Known facts as the form holds them. */
export function formValuesOf(fields: readonly FormField[], payload: Values): Values {
  return Object.fromEntries(
    fields
      .filter(({ name }) => payload[name] !== undefined)
      .map(({ name, kind }) => {
        const value = payload[name];
        return [name, kind === 'instant' && typeof value === 'string' ? value.slice(0, 16) : value];
      }),
  );
}

function givenOf(field: FormField, value: unknown): unknown {
  if (value === undefined || value === null) return field.kind === 'group' && field.required ? {} : undefined;
  switch (field.kind) {
    case 'line':
    case 'text':
      return nonEmpty(String(value).trim());
    case 'instant':
      return value === '' ? undefined : `${String(value).slice(0, 16)}:00+08:00`;
    case 'photos':
    case 'files':
      return listOf((value as readonly StoredFile[]).map(({ sha256 }) => sha256));
    case 'file':
      return (value as readonly StoredFile[])[0]?.sha256;
    case 'group':
      return payloadOf(field.fields ?? [], value as Values);
    case 'rows':
      return listOf((value as readonly Values[]).map((row) => payloadOf(field.fields ?? [], row ?? {})));
    case 'entries':
    case 'people':
      return listOf(value as readonly unknown[]);
    case 'choice':
    case 'pick':
      return Array.isArray(value) ? listOf(value) : value === '' ? undefined : value;
    default:
      return value === '' ? undefined : value;
  }
}

function nonEmpty(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function listOf(list: readonly unknown[]): readonly unknown[] | undefined {
  return list.length === 0 ? undefined : list;
}
