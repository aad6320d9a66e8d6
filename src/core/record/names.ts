import type { EntryName, Json, JsonObject } from '../case.ts';
import type { Register, RegisterField } from '../rules/registers.ts';
import type { EntryIndex } from './state.ts';

const NAMING = new Set<string>(['organisation', 'unit', 'post', 'person', 'case', 'entry', 'blob']);

/** Everything that an entry names elsewhere: organisations, units, posts, people, cases, entries, files. */
export function namesIn(register: Register, fields: JsonObject): readonly EntryName[] {
  return register.fields.flatMap((field) => {
    const value = fields[field.name];
    if (value === undefined || value === null) return [];
    const values: readonly Json[] = field.list ? (value as readonly Json[]) : [value];
    return values.flatMap((one) => (field.type === 'group' ? ofGroup(field, one as JsonObject) : ofPlain(field, one)));
  });
}

type Naming = Pick<RegisterField, 'name' | 'type' | 'register'>;

function ofPlain(field: Naming, value: Json): EntryName[] {
  if (!NAMING.has(field.type) || typeof value !== 'string') return [];
  return [
    {
      field: field.name,
      type: field.type as EntryName['type'],
      id: value,
      ...(field.register === undefined ? {} : { register: field.register }),
    },
  ];
}

function ofGroup(field: RegisterField, value: JsonObject): EntryName[] {
  return (field.parts ?? []).flatMap((part) => {
    const one = value[part.name];
    return one === undefined ? [] : ofPlain({ ...part, name: field.name }, one);
  });
}

/** By which fields entries of this register are found. */
export function indexOf(register: Register): EntryIndex {
  const { title, key, organisation, unit, validFrom, validTo } = register;
  const optional = { key, organisation, unit, validFrom, validTo };
  const facet = (field: RegisterField) => NAMING.has(field.type) || field.type === 'enum' || field.type === 'yesNo';
  return {
    title,
    ...Object.fromEntries(Object.entries(optional).filter(([, name]) => name !== undefined)),
    unique: register.fields.filter((field) => field.unique || field.name === key).map((field) => field.name),
    facets: register.fields.filter((field) => facet(field) && field.type !== 'blob').map((field) => field.name),
    search: register.search,
  };
}

/** Values of the unique fields of an entry, as they are compared: without spaces, in capitals. */
export function uniqueValues(index: EntryIndex, fields: JsonObject): { readonly [field: string]: string } {
  return Object.fromEntries(
    index.unique.flatMap((name) => {
      const value = fields[name];
      return value === undefined || value === null ? [] : [[name, String(value).replace(/\s+/g, '').toUpperCase()]];
    }),
  );
}
