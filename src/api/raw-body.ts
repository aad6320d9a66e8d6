import type { App } from './api.ts';
import { problem, problemOf } from './problem.ts';

/** Takes bodies as the bytes they are, whatever the sender calls them, up to `most` bytes; beyond it the answer is 413 with the sentence that says what to do. */
export function takeRawBodies(app: App, most: number, tooLarge: string): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: most }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error) => {
    const found = problemOf(error);
    throw found.details.code === 'payload-too-large' ? problem('payload-too-large', { detail: tooLarge }) : found;
  });
}
