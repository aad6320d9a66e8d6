/** The part of JSON Schema (2020-12) that payloads of commands use. */
export interface JsonSchema {
  readonly type?: string;
  readonly title?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly required?: readonly string[];
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
}

/** How a field is asked for. */
export type FieldKind =
  | 'line'
  | 'text'
  | 'day'
  | 'instant'
  | 'number'
  | 'yesNo'
  | 'choice'
  | 'photos'
  | 'files'
  | 'file'
  | 'entries'
  | 'people'
  | 'unit'
  | 'organisation'
  | 'pick'
  | 'allOrEntries'
  | 'rows'
  | 'group';

/** What a `pick` chooses among: what the registers of the office hold, or the entries of one register. */
export type PickSource = 'unit' | 'organisation' | 'person' | 'post' | { readonly register: string };

/** One field of a form. */
export interface FormField {
  readonly name: string;
  /** What the schema calls it, in Chinese. */
  readonly title?: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** The rules ask for it as evidence (证明材料). */
  readonly evidence?: boolean;
  /** Asked for by every command alike (文书号、批准人、理由、备注): shown after the command's own. */
  readonly common: boolean;
  readonly options?: readonly string[];
  /** Words of the options, where they are data and not the system's. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly help?: string;
  readonly source?: PickSource;
  /** Several may be chosen. */
  readonly many?: boolean;
  readonly most?: number;
  readonly least?: number;
  /** Fields of a group, or of one row. */
  readonly fields?: readonly FormField[];
}

/** What any command may carry (src/core/payload.ts). */
const COMMON = new Set(['document', 'approver', 'reason', 'note']);
const PEOPLE = new Set(['team', 'witnesses', 'attended', 'attendees']);
/** A file is named by the hash of its content. */
const SHA256 = '^[0-9a-f]{64}$';
/** Longer texts get a box of several lines. */
const LINE = 200;

/** The fields of a payload's schema: what must be given first, then what may be, then what every command may carry. */
export function fieldsOf(schema: JsonSchema): readonly FormField[] {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {}).map(([name, part]) => fieldOf(name, part, required.has(name)));
  const rank = (field: FormField) => (field.required ? 0 : field.common ? 2 : 1);
  return fields.sort((a, b) => rank(a) - rank(b));
}

function fieldOf(name: string, part: JsonSchema, required: boolean): FormField {
  const kind = kindOf(name, part);
  const rows = kind === 'rows' ? rowsOf(part) : undefined;
  const inner = kind === 'group' ? part : rows;
  return {
    name,
    kind,
    required,
    common: COMMON.has(name),
    ...(part.title === undefined ? {} : { title: part.title }),
    ...(part.enum === undefined ? {} : { options: part.enum }),
    ...mostOf(part, kind),
    ...(part.minimum === undefined ? {} : { least: part.minimum }),
    ...(inner === undefined ? {} : { fields: fieldsOf(inner) }),
  };
}

function mostOf({ maxLength, maximum, maxItems, anyOf }: JsonSchema, kind: FieldKind): { readonly most?: number } {
  const items = maxItems ?? anyOf?.find((one) => one.type === 'array')?.maxItems;
  const most = kind === 'number' ? maximum : (maxLength ?? items);
  return most === undefined ? {} : { most };
}

function kindOf(name: string, part: JsonSchema): FieldKind {
  if (part.anyOf !== undefined) return rowsOf(part) === undefined ? 'allOrEntries' : 'rows';
  if (part.enum !== undefined) return 'choice';
  switch (part.type) {
    case 'boolean':
      return 'yesNo';
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return listKind(name, part);
    case 'object':
      return 'group';
    default:
      return textKind(name, part);
  }
}

function listKind(name: string, part: JsonSchema): FieldKind {
  if (part.items?.type === 'object') return 'rows';
  if (/^photos/.test(name)) return 'photos';
  if (name === 'documents' || name === 'attachments') return 'files';
  return PEOPLE.has(name) ? 'people' : 'entries';
}

function textKind(name: string, { format, pattern, maxLength = LINE + 1 }: JsonSchema): FieldKind {
  if (pattern === SHA256) return 'file';
  if (format === 'date') return 'day';
  if (format === 'date-time') return 'instant';
  // Words as they stand, whatever the field is called.
  if (format === 'words') return maxLength > LINE ? 'text' : 'line';
  if (name === 'unit') return 'unit';
  if (name === 'supervisor') return 'organisation';
  return maxLength > LINE ? 'text' : 'line';
}

/** The row of a list of objects, also where free words would do instead. */
function rowsOf({ items, anyOf }: JsonSchema): JsonSchema | undefined {
  const list = items ?? anyOf?.find((one) => one.type === 'array')?.items;
  return list?.type === 'object' ? list : undefined;
}
