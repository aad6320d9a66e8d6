/** Whether an outside decision is a penalty that later rungs count (安全生产法 Art. 113): a fine, or one with an amount. */
export function isPenalty({ amount, what }: { readonly amount?: unknown; readonly what?: unknown }): boolean {
  return amount !== undefined || what === 'fine';
}
