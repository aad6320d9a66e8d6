/**
 * What a printer would act on instead of print: control characters, marks that turn the direction of the text or have no width, halves of a
 * surrogate pair, line separators, and what no standard assigns. A line feed is a paragraph's end, a tab a space.
 */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** The text as it can be printed: nothing is lost, nothing acts; what cannot be seen is written out as <U+202E>. */
export function plainText(text: string): string {
  return text
    .replaceAll('\t', ' ')
    .replace(UNPRINTABLE, (one) => `<U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`);
}
