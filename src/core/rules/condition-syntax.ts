import type { ASTNode } from '@marcbachmann/cel-js';

type Value = boolean | number | string;
type Read = (facts: { readonly [name: string]: unknown }) => Value;

/** What a condition may not contain; the message is Chinese and says what to write instead. */
export class SyntaxRefused extends Error {}

/** Tests of one text by another; each is linear in their length. */
const TEXT_TESTS: { readonly [name: string]: (text: string, part: string) => boolean } = {
  contains: (text, part) => text.includes(part),
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
};

/**
 * Makes a checked condition a function of the facts. The few forms named here are all there is, so no condition can loop, call into the
 * host, or take longer than its own length: a form that is not named throws SyntaxRefused.
 */
export function compileNode(node: ASTNode, defaults: { readonly [name: string]: Value }): Read {
  const of = (child: ASTNode) => compileNode(child, defaults);
  switch (node.op) {
    case 'value': {
      const value = constantOf(node.args);
      return () => value;
    }
    case 'id': {
      const name = node.args;
      const absent = defaults[name] ?? false;
      return (facts) => (facts[name] as Value | undefined) ?? absent;
    }
    case '!_': {
      const inner = of(node.args);
      return (facts) => !inner(facts);
    }
    case '-_': {
      const inner = of(node.args);
      return (facts) => -(inner(facts) as number);
    }
    case '?:': {
      const [test, then, otherwise] = [of(node.args[0]), of(node.args[1]), of(node.args[2])];
      return (facts) => (test(facts) ? then(facts) : otherwise(facts));
    }
    case 'in': {
      const [wanted, list] = node.args;
      if (list.op !== 'list') throw new SyntaxRefused("“in”之后应为列表，例如 size in ['small','micro']");
      const [found, choices] = [of(wanted), list.args.map(of)];
      return (facts) => {
        const value = found(facts);
        return choices.some((choice) => choice(facts) === value);
      };
    }
    case 'rcall': {
      const [name, on, given] = node.args;
      const test = Object.hasOwn(TEXT_TESTS, name) ? TEXT_TESTS[name] : undefined;
      const [part] = given;
      // `matches()` is a regular expression and can hang for seconds; loops (all, map, bind …) multiply.
      if (test === undefined || part === undefined || given.length !== 1)
        throw new SyntaxRefused(`不允许使用 ${name}()，文字只能用 contains、startsWith、endsWith 比较`);
      const [text, wanted] = [of(on), of(part)];
      return (facts) => test(String(text(facts)), String(wanted(facts)));
    }
    default:
      return compileBinary(node, of);
  }
}

type Binary = (a: Value, b: Value) => Value;

const BINARY: { readonly [op: string]: Binary } = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '-': (a, b) => (a as number) - (b as number),
  '*': (a, b) => (a as number) * (b as number),
  '/': (a, b) => (a as number) / (b as number),
  '+': (a, b) => Number(a) + Number(b),
};

function compileBinary(node: ASTNode, of: (child: ASTNode) => Read): Read {
  const [a, b] = Array.isArray(node.args) ? (node.args as readonly ASTNode[]) : [];
  if (node.op === '&&' || node.op === '||') {
    const [left, right] = [of(a as ASTNode), of(b as ASTNode)];
    return node.op === '&&' ? (facts) => left(facts) && right(facts) : (facts) => left(facts) || right(facts);
  }
  const join = Object.hasOwn(BINARY, node.op) ? BINARY[node.op] : undefined;
  if (join === undefined)
    throw new SyntaxRefused(`不允许使用“${FORMS[node.op] ?? node.op}”，条件只能由比较、且、或、非组成`);
  // Texts are not joined: a sum of sums would be longer than the condition.
  if (node.op === '+' && parts(node).some((one) => one.op === 'value' && typeof one.args === 'string'))
    throw new SyntaxRefused('不允许拼接文字');
  const [left, right] = [of(a as ASTNode), of(b as ASTNode)];
  return (facts) => join(left(facts), right(facts));
}

const FORMS: { readonly [op: string]: string } = {
  call: '函数调用',
  list: '单独的列表',
  map: '对象',
  '.': '取字段',
  '.?': '取字段',
  '[]': '取元素',
  '[?]': '取元素',
  '%': '取余',
};

function constantOf(value: unknown): Value {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  throw new SyntaxRefused('只能使用是否、数字和文字');
}

const COMPARING = new Set<string>(['==', '!=', '<', '<=', '>', '>=', 'in', 'rcall']);

/** Every fact that a condition names, each with the constants it is compared with, in whichever order they are written. */
export function constantsByFact(node: ASTNode): ReadonlyMap<string, readonly Value[]> {
  const found = new Map<string, Value[]>();
  const visit = (one: ASTNode) => {
    const inside = COMPARING.has(one.op) ? parts(one) : parts(one).filter((part) => part === one);
    for (const name of namesIn(inside)) {
      const known = found.get(name) ?? [];
      found.set(name, [...known, ...valuesIn(inside)]);
    }
    for (const child of children(one)) visit(child);
  };
  visit(node);
  return found;
}

/** The node and all below it. */
function parts(node: ASTNode): readonly ASTNode[] {
  return [node, ...children(node).flatMap(parts)];
}

function children(node: ASTNode): readonly ASTNode[] {
  const args: readonly unknown[] = Array.isArray(node.args) ? node.args.flat() : [node.args];
  return args.filter((one): one is ASTNode => typeof one === 'object' && one !== null && 'op' in one);
}

function namesIn(nodes: readonly ASTNode[]): readonly string[] {
  return nodes.flatMap((node) => (node.op === 'id' ? [node.args] : []));
}

function valuesIn(nodes: readonly ASTNode[]): readonly Value[] {
  const negated = new Set(nodes.flatMap((node) => (node.op === '-_' ? [node.args] : [])));
  return nodes.flatMap((node) => {
    if (node.op !== 'value') return [];
    const value = constantOf(node.args);
    return typeof value === 'number' && negated.has(node) ? [-value] : [value];
  });
}
