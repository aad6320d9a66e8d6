/** A line of a paper's body: text, fields, and groups that are printed only when all their fields have values. */
export type Part =
  | { readonly text: string }
  | { readonly field: string }
  | { readonly group: readonly Exclude<Part, { readonly group: unknown }>[] };

/** A body that cannot be read; the message is Chinese. */
export class TemplateError extends Error {}

const TOKEN = /\[\[|\]\]|\{[^{}\n]*\}|[{}]|[^[\]{}]+|[[\]]/g;
const NAME = /^\{([A-Za-z]\w*)\}$/;

/** The lines of a body: `{field}` stands for a value, `[[…]]` for what falls away without one. Throws TemplateError. */
export function parseBody(body: string): readonly (readonly Part[])[] {
  return body.split('\n').map(parseLine);
}

function parseLine(line: string): readonly Part[] {
  const parts: Part[] = [];
  let group: Exclude<Part, { readonly group: unknown }>[] | undefined;
  for (const token of line.match(TOKEN) ?? []) {
    if (token === '[[') {
      if (group !== undefined) throw new TemplateError('[[ 不能套用，请先用 ]] 结束');
      group = [];
    } else if (token === ']]') {
      if (group === undefined) throw new TemplateError(']] 之前没有 [[，请补齐或删除');
      parts.push({ group });
      group = undefined;
    } else {
      const field = NAME.exec(token)?.[1];
      if (field === undefined && /[{}]/.test(token)) throw new TemplateError(`“${token}”不是字段，字段应形如 {unit}`);
      (group ?? parts).push(field === undefined ? { text: token } : { field });
    }
  }
  if (group !== undefined) throw new TemplateError('[[ 没有用 ]] 结束，请补齐');
  return parts;
}

/** Ids of all fields that a line names, those in groups included. */
export function fieldsOf(line: readonly Part[]): readonly string[] {
  return line.flatMap((part) => ('group' in part ? fieldsOf(part.group) : 'field' in part ? [part.field] : []));
}

/** Ids of the fields that a line names outside of groups. */
export function bareFieldsOf(line: readonly Part[]): readonly string[] {
  return line.flatMap((part) => ('field' in part ? [part.field] : []));
}
