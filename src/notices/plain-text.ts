/**
 * What a printer would act on instead of print: control characters, marks that turn the direction of the text or have no width, halves of a
 * surrogate pair, and what XML 1.0 does not allow. A tab is a space.
 */
const UNPRINTABLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff0-\uffff]|\p{Cs}/gu;

/** The text as it can be printed: nothing is lost, nothing acts; what cannot be seen is written out as <U+202E>. */
export function plainText(text: string): string {
  return text
    .replaceAll('\t', ' ')
    .replace(UNPRINTABLE, (one) => `<U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`);
}
