/** Stands in for the core's fold in a replay: a machine that is broken for every case. (fold-throws) */
export function advance(): never {
  throw new Error('this machine knows nothing');
}
