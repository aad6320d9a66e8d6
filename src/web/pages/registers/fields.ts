import type { RegisterField } from '../../api/answers.ts';
import type { FormField } from '../../form/field-kinds.ts';
import type { StoredFile, Values } from '../../form/values.ts';

type Part = Omit<RegisterField, 'list' | 'unique' | 'parts'> & Partial<Pick<RegisterField, 'list' | 'parts'>>;

const MOST_FILES = 50;

/** A register's fields as a form asks for them. */
export function formFieldsOf(fields: readonly RegisterField[]): readonly FormField[] {
  return fields.map(formFieldOf);
}

function formFieldOf(field: Part): FormField {
  const { name, label, required, help, values, list = false, parts } = field;
  return {
    name,
    title: label,
    required,
    common: false,
    ...kindOf(field),
    ...(list ? { many: true } : {}),
    ...(help === undefined ? {} : { help }),
    ...(values === undefined ? {} : { choices: values }),
    ...(parts === undefined ? {} : { fields: parts.map(formFieldOf) }),
  };
}

function kindOf({ name, type, list = false, register = '' }: Part): Pick<FormField, 'kind' | 'source' | 'most'> {
  switch (type) {
    case 'text':
      return { kind: list ? 'entries' : 'text' };
    case 'case':
      return { kind: list ? 'entries' : 'line' };
    case 'day':
    case 'instant':
    case 'yesNo':
      return { kind: type };
    case 'money':
    case 'int':
    case 'number':
      return { kind: 'number' };
    case 'enum':
      return { kind: 'choice' };
    case 'blob':
      return { kind: /photo/i.test(name) ? 'photos' : 'files', most: list ? MOST_FILES : 1 };
    case 'group':
      return { kind: list ? 'rows' : 'group' };
    case 'entry':
      return { kind: 'pick', source: { register } };
    default:
      return { kind: 'pick', source: type };
  }
}

/** What is recorded, as the form holds it: files with a name, instants as the browser's control has them. */
export function formValues(fields: readonly Part[], recorded: Values): Values {
  return Object.fromEntries(
    fields
      .filter(({ name }) => recorded[name] !== undefined)
      .map((field) => [field.name, formValue(field, recorded[field.name])]),
  );
}

function formValue(field: Part, value: unknown): unknown {
  const { type, list = false, parts = [], label } = field;
  if (type === 'blob') return asList(value).map((sha256, nth) => fileOf(String(sha256), `${label} ${nth + 1}`));
  if (type === 'group')
    return list ? asList(value).map((row) => formValues(parts, row as Values)) : formValues(parts, value as Values);
  return type === 'instant' ? String(value).slice(0, 16) : value;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function fileOf(sha256: string, name: string): StoredFile {
  return { sha256, name, type: '' };
}

/** What the form gave, as the register holds it: a field of one file holds its hash alone. */
export function recordedValues(fields: readonly RegisterField[], given: Values): Values {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const field = fields.find((one) => one.name === name);
      const single = field?.type === 'blob' && !field.list && Array.isArray(value);
      return [name, single ? value[0] : value];
    }),
  );
}

/** The fields that differ; one that was emptied becomes null. */
export function changesOf(fields: readonly RegisterField[], before: Values, after: Values): Values {
  return Object.fromEntries(
    fields
      .filter(({ name }) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null))
      .map(({ name }) => [name, after[name] ?? null]),
  );
}
