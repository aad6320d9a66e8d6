/** The nonce of this page, under which the policy lets it put styles of its own into the page; empty in development. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

/**
 * Gives the nonce to every style element that our own scripts make. The components do so for their looks but not for small measures (scroll
 * bars, the locked page under a drawer). Markup that somebody smuggled in has no nonce and is still refused.
 */
export function giveStylesTheNonce(): void {
  const create = document.createElement;
  document.createElement = function createWithNonce(this: Document, name: string, options?: ElementCreationOptions) {
    const made = create.call(this, name, options);
    if (made instanceof HTMLStyleElement) made.nonce = nonce;
    return made;
  } as typeof document.createElement;
}
