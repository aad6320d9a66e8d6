import type { Messages } from '../../src/ledger/messages.ts';
import type { Channel } from './channel.ts';

/** The person's inbox in the product: rows that wait until he comes. */
export function createInboxChannel({ putInbox }: Pick<Messages, 'putInbox'>): Channel {
  return {
    name: 'inbox',
    async send({ id, person, subject, text }) {
      await putInbox({ id, person, subject, body: text });
      return { result: 'sent' };
    },
    close: () => undefined,
  };
}
