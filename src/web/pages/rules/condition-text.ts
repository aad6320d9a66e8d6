/** How one fact is compared. */
export type Operator = 'is' | 'isNot' | '==' | '!=' | '>=' | '>' | '<=' | '<' | 'in';

/** One comparison: a fact, how, and with what. */
export interface Atom {
  readonly fact: string;
  readonly operator: Operator;
  readonly values: readonly (string | number)[];
}

/** A condition that can be shown as rows: comparisons that all hold, or any of them. No rows: it always holds. */
export interface Rows {
  readonly join: '&&' | '||';
  readonly atoms: readonly Atom[];
}

const TOKEN = /\s*(?:(&&|\|\||==|!=|>=|<=|[!<>()[\],])|'((?:[^'\\]|\\.)*)'|(-?\d+(?:\.\d+)?)|([A-Za-z_]\w*))/y;

type Token =
  | { readonly is: 'mark' | 'name'; readonly text: string }
  | { readonly is: 'value'; readonly value: string | number };

/** A condition as rows; undefined if it mixes “and” with “or”, or says what rows cannot. */
export function rowsOf(text: string): Rows | undefined {
  if (text.trim() === 'true') return { join: '&&', atoms: [] };
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const atoms: Atom[] = [];
  let join: Rows['join'] | undefined;
  let rest = tokens;
  for (;;) {
    const read = readAtom(rest);
    if (read === undefined) return undefined;
    atoms.push(read.atom);
    const [next] = read.rest;
    if (next === undefined) return { join: join ?? '&&', atoms };
    if (next.is !== 'mark' || (next.text !== '&&' && next.text !== '||')) return undefined;
    if (join !== undefined && join !== next.text) return undefined;
    join = next.text;
    rest = read.rest.slice(1);
  }
}

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const [, mark, quoted, digits, name] = TOKEN.exec(text) ?? [];
    if (mark !== undefined) tokens.push({ is: 'mark', text: mark });
    else if (quoted !== undefined) tokens.push({ is: 'value', value: quoted.replace(/\\(.)/g, '$1') });
    else if (digits !== undefined) tokens.push({ is: 'value', value: Number(digits) });
    else if (name !== undefined) tokens.push({ is: 'name', text: name });
    else return undefined;
  }
  return tokens;
}

type Read = { readonly atom: Atom; readonly rest: readonly Token[] };

function readAtom(tokens: readonly Token[]): Read | undefined {
  const [first, second, third] = tokens;
  if (first === undefined) return undefined;
  if (first.is === 'mark')
    return first.text === '!' && second?.is === 'name'
      ? { atom: { fact: second.text, operator: 'isNot', values: [] }, rest: tokens.slice(2) }
      : undefined;
  if (first.is !== 'name') return undefined;
  const fact = first.text;
  if (second?.is === 'name' && second.text === 'in') return readList(fact, tokens.slice(2));
  if (second?.is === 'mark' && /^(==|!=|>=|<=|>|<)$/.test(second.text)) {
    if (third?.is !== 'value') return undefined;
    return { atom: { fact, operator: second.text as Operator, values: [third.value] }, rest: tokens.slice(3) };
  }
  return { atom: { fact, operator: 'is', values: [] }, rest: tokens.slice(1) };
}

function readList(fact: string, tokens: readonly Token[]): Read | undefined {
  const end = tokens.findIndex((token) => token.is === 'mark' && token.text === ']');
  const [open] = tokens;
  if (end < 0 || open?.is !== 'mark' || open.text !== '[') return undefined;
  const inside = tokens.slice(1, end);
  const values = inside.flatMap((token) => (token.is === 'value' ? [token.value] : []));
  if (inside.length !== Math.max(0, 2 * values.length - 1)) return undefined;
  return { atom: { fact, operator: 'in', values }, rest: tokens.slice(end + 1) };
}

/** Rows as the text that a rule set holds. */
export function textOf({ join, atoms }: Rows): string {
  return atoms.length === 0 ? 'true' : atoms.map(atomText).join(` ${join} `);
}

function atomText({ fact, operator, values }: Atom): string {
  if (operator === 'is') return fact;
  if (operator === 'isNot') return `!${fact}`;
  if (operator === 'in') return `${fact} in [${values.map(constant).join(', ')}]`;
  return `${fact} ${operator} ${constant(values[0] ?? 0)}`;
}

function constant(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replace(/[\\']/g, '\\$&')}'`;
}
