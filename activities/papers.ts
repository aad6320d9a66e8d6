import { DatabaseError } from '../db/database-error.ts';
import type { CaseId } from '../src/core/case.ts';
import { caseOfNotice } from '../src/core/names.ts';
import type { Delivery, Ledger } from '../src/ledger/ledger.ts';
import { TEXT_NOT_MADE } from '../src/ledger/messages.ts';
import type { PaperFile, Papers } from '../src/ledger/notices.ts';
import { paperMessageId } from '../src/ledger/paper-mail.ts';
import type { Channel, Outcome } from './channels/channel.ts';
import { gatherFacts } from './facts.ts';
import { composeMail, type Words } from './mail-text.ts';

export interface PapersOnTheirWay {
  readonly ledger: Ledger;
  readonly papers: Papers;
  readonly mail: Channel;
  readonly words: Words;
  /** Address of the product as people reach it, for links. */
  readonly publicUrl?: string;
}

/**
 * Takes an official paper on its way, one delivery at a time. The row of the case that orders a paper is done when the paper has its own case;
 * the rows of the paper itself carry it to its addressee with both files, and what becomes of that stands in the paper's log.
 */
export function createPerformNotice(deps: PapersOnTheirWay): (delivery: Delivery) => Promise<Outcome> {
  const { papers } = deps;

  /** The paper's own case and its files, as far as they are to be made; what it comes to, or undefined where a mail is to be sent. */
  async function make(delivery: Delivery): Promise<Outcome | undefined> {
    const { act } = delivery.params;
    const paper = delivery.caseId;
    if (caseOfNotice(paper) === undefined || act === undefined) {
      const opened = await papers.open(paper, delivery.seq, delivery.nth);
      return opened === undefined ? { result: 'failed', reason: 'no-such-event' } : issued(papers, opened);
    }
    if (act === 'redraft') await papers.redraft(paper);
    if (act === 'redraft' || act === 'issue') return issued(papers, paper);
    return (await papers.stands(paper)) ? undefined : DONE;
  }

  return async (delivery) =>
    (await unlessItFails(() => make(delivery))) ?? sendPaper(deps, delivery, delivery.params.act === 'serve');
}

const DONE: Outcome = { result: 'sent' };

/** A paper for which there was no number yet (others took theirs first) is not done. */
async function issued(papers: Papers, paper: CaseId): Promise<Outcome> {
  const outcome = await papers.issue(paper);
  return outcome?.ok === false && outcome.refusal.code === 'notice-number-taken'
    ? { result: 'again', reason: outcome.refusal.code }
    : DONE;
}

/** A paper that cannot be made (a damaged file, a draft that is refused) is tried again by itself and holds up nothing else; only a ledger that is away ends the round. */
async function unlessItFails<T>(work: () => Promise<T>): Promise<T | Outcome> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    return { result: 'again', reason: reasonOf(error) };
  }
}

/** The code, or else the kind of error: its message may hold what the paper says. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? String(error.code) : error.name;
}

/** Mails the paper; that it went out, or could not, is a fact of its own log if this is the addressee. */
async function sendPaper(deps: PapersOnTheirWay, delivery: Delivery, serves: boolean): Promise<Outcome> {
  const { papers, mail } = deps;
  const id = commandKey(delivery);
  const undelivered = (because: string) =>
    serves
      ? papers.note(delivery.caseId, `undelivered:${id}`, 'recordUndelivered', { channel: 'mail', because })
      : Promise.resolve();
  if (delivery.address === undefined) {
    await undelivered('收件人没有登记邮箱');
    return { result: 'failed', reason: 'no-address' };
  }
  const files = await unlessItFails(() => filesOf(papers, delivery.caseId));
  if (files !== undefined && 'result' in files) return files;
  const text = await letterOf(deps, delivery);
  if (files === undefined || text === undefined) return { result: 'failed', reason: 'no-such-event' };
  if (text === TEXT_NOT_MADE) {
    await undelivered('邮件正文无法生成');
    return { result: 'failed', reason: TEXT_NOT_MADE };
  }
  const outcome = await mail.send({
    id: delivery.id,
    messageId: paperMessageId(delivery),
    person: delivery.person ?? '',
    to: delivery.address,
    ...text,
    short: text.subject,
    attachments: files,
  });
  if (outcome.result === 'sent') {
    // Who stands in for an empty post has been told; that is no service on the addressee.
    if (standsIn(delivery)) await undelivered('岗位暂无任职人员，请当面或邮寄送达');
    else if (serves)
      await papers.note(delivery.caseId, `serve:${id}`, 'serveNotice', { method: 'mail', by: '督办系统' });
  } else if (outcome.result === 'failed') await undelivered(outcome.reason);
  return outcome;
}

function standsIn({ because }: Delivery): boolean {
  return because.startsWith('post empty') || because === 'office desk';
}

/** Made of the delivery alone: recorded twice, it is one fact. */
function commandKey({ messageId }: Delivery): string {
  return messageId.slice(1, 33);
}

async function filesOf(papers: Papers, paper: CaseId): Promise<readonly PaperFile[] | undefined> {
  const [docx, pdf] = await Promise.all([papers.file(paper, 'docx'), papers.file(paper, 'pdf')]);
  return docx && pdf ? [docx, pdf] : undefined;
}

async function letterOf(
  { ledger, words, publicUrl }: PapersOnTheirWay,
  delivery: Delivery,
): Promise<{ readonly subject: string; readonly text: string } | typeof TEXT_NOT_MADE | undefined> {
  const [facts] = await gatherFacts(ledger, [delivery]);
  if (facts === undefined) return undefined;
  const { event, row } = facts;
  const unit = row.unit === undefined ? undefined : ((await words.organisation?.(row.unit)) ?? row.unit);
  try {
    return composeMail({
      delivery,
      event,
      words,
      title: row.title,
      ...(unit === undefined ? {} : { unit }),
      ...(publicUrl === undefined
        ? {}
        : { url: `${publicUrl.replace(/\/$/, '')}/cases/${encodeURIComponent(delivery.caseId)}` }),
    });
  } catch {
    return TEXT_NOT_MADE;
  }
}
