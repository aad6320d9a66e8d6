/** True if going up from `start` comes back to something already passed. */
export function endsInCircle(start: string, above: (one: string) => string | undefined): boolean {
  const passed = new Set<string>();
  for (let one: string | undefined = start; one !== undefined; one = above(one)) {
    if (passed.has(one)) return true;
    passed.add(one);
  }
  return false;
}
