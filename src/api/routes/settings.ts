import { readPerson } from '../../../db/person.ts';
import { countSealed } from '../../../db/sealed-identity.ts';
import { createEventLog } from '../../ledger/log.ts';
import { keyStanding } from '../../ledger/log-key.ts';
import { noteAccess } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { keysAnswer, mailTestAnswer } from '../contract/admin.ts';
import { problemAnswer } from '../contract.ts';
import { problem } from '../problem.ts';

const tags = ['系统设置'];
const refusals = { 401: problemAnswer, 403: problemAnswer };
/** A minute and address: enough to try a setting, too little to be a nuisance to a mail server. */
const TESTS_PER_MINUTE = 5;

/** Keys and mail of the installation: how they stand, and whether mail gets through. */
export function settingsRoutes(app: App, api: Api): void {
  const { db, settings, sendTestMail } = api;
  const log = createEventLog({ db, origin: '' });

  app.get(
    '/settings/keys',
    {
      config: { gate: 'figures' },
      schema: { tags, summary: '密钥情况：存证签名密钥、举报人身份密钥', response: { 200: keysAnswer, ...refusals } },
    },
    async () => {
      const [published, sealed, checkpoint] = await Promise.all([log.keys(), countSealed(db.knex), log.checkpoint()]);
      return {
        log: keyStanding(settings, published, checkpoint?.note),
        identities: [...sealed].map(([keyId, count]) => ({ keyId, sealed: count })),
      };
    },
  );

  app.post(
    '/settings/mail/test',
    {
      config: { gate: 'admin', rateLimit: { max: TESTS_PER_MINUTE, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: '邮件测试：给本人登记的邮箱发一封',
        response: { 200: mailTestAnswer, ...refusals, 422: problemAnswer, 503: problemAnswer },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const to = (await readPerson(db.knex, principal.person.id))?.mail;
      if (to === undefined)
        throw problem('invalid', { detail: '您没有登记邮箱，请先在人员中登记。', fields: { mail: '没有登记邮箱' } });
      if (sendTestMail === undefined) throw problem('mail-not-set-up');
      await noteAccess(api, principal, { act: 'mail-test', object: 'settings' });
      const outcome = await sendTestMail(to);
      return { sent: outcome.sent, to, words: outcome.words };
    },
  );
}
