/** Where something stands in a rule set: `['deadlines', 3, 'reminders', 0]`. */
export type Path = readonly (string | number)[];

type Holder = { readonly [key: string]: unknown };

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null;
}

/** The path as the linter writes it. */
export function pathText(path: Path): string {
  return path.join('.');
}

/** A path of the linter as keys and numbers. */
export function pathOf(text: string): Path {
  return text === '' ? [] : text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** What stands there; undefined if nothing does. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (isHolder(value) ? value[key] : undefined), root);
}

/** The same with another value there; undefined takes the field, or the entry of a list, away. Nothing else is touched. */
export function withValue<Root>(root: Root, path: Path, value: unknown): Root {
  const [key, ...rest] = path;
  if (key === undefined) return value as Root;
  if (Array.isArray(root)) {
    const at = Number(key);
    if (rest.length === 0 && value === undefined) return root.filter((_, i) => i !== at) as Root;
    return Object.assign([...root], { [at]: withValue(root[at], rest, value) }) as Root;
  }
  const before: Holder = isHolder(root) ? root : {};
  if (rest.length === 0 && value === undefined) {
    const { [key]: _gone, ...others } = before;
    return others as Root;
  }
  return { ...before, [key]: withValue(before[key], rest, value) } as Root;
}

/** What stood there in another rule set: rows are found by their id or name, wherever they stand. */
export function counterpart(base: unknown, current: unknown, path: Path): unknown {
  let [before, now] = [base, current];
  for (const key of path) {
    const next = isHolder(now) ? now[key] : undefined;
    before = Array.isArray(before) ? sameRow(before, next, Number(key)) : isHolder(before) ? before[key] : undefined;
    now = next;
  }
  return before;
}

function sameRow(rows: readonly unknown[], wanted: unknown, at: number): unknown {
  const name = rowName(wanted);
  return name === undefined ? rows[at] : rows.find((row) => rowName(row) === name);
}

function rowName(row: unknown): unknown {
  return isHolder(row) ? (row.id ?? row.name) : undefined;
}

/** Whether two values of JSON are the same, in whatever order their fields stand. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isHolder(a) || !isHolder(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameValue(a[key], b[key]));
}
