import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A real SMTP server on loopback. */
export interface SmtpStand {
  readonly port: number;
  readonly url: string;
  /** What it has taken, as it came. */
  readonly raw: readonly string[];
  mails(): Promise<readonly ParsedMail[]>;
  close(): Promise<void>;
}

/** What the server says to a mail; undefined takes it. */
export type Refusal = { readonly code: number; readonly text: string } | undefined;

/** Starts it on a free port (or the one told); `answer` is asked for each mail. */
export async function startSmtp(
  answer: (nth: number, to: readonly string[]) => Refusal = () => undefined,
  { port = 0, ...options }: SMTPServerOptions & { readonly port?: number } = {},
): Promise<SmtpStand> {
  const raw: string[] = [];
  let nth = 0;
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    closeTimeout: 100,
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (chunk) => (text += chunk));
      stream.on('end', () => {
        const refusal = answer(
          nth++,
          session.envelope.rcptTo.map(({ address }) => address),
        );
        if (refusal === undefined) raw.push(text);
        done(refusal === undefined ? null : Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
      });
    },
    ...options,
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  const bound = (server.server.address() as AddressInfo).port;
  return {
    port: bound,
    url: `smtp://127.0.0.1:${bound}`,
    raw,
    mails: () => Promise.all(raw.map((one) => simpleParser(one))),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
