/** What a delivery status notification (RFC 3464) says of a mail of ours. */
export interface BounceReport {
  readonly messageId: string;
  readonly action: 'failed' | 'delayed';
  /** `5.1.1`; the class alone where the report has none. */
  readonly status: string;
}

/** Message-IDs that we give, to messages (db/delivery.ts) and to papers (paper-mail.ts): nothing else in a report can be taken for one. */
const OUR_MESSAGE_ID = /<(?:[0-9a-f]{32}|paper\.[A-Za-z0-9_-]{1,400})@duban>/;

/**
 * Reads a whole report as a mail server sends it: the fields of its `message/delivery-status` part, and our Message-ID from the returned
 * headers. Undefined if it is no report, speaks of no mail of ours, or only says that a mail was delivered or relayed.
 */
export function readBounce(raw: string): BounceReport | undefined {
  const text = raw.replaceAll('\r\n', '\n');
  const report = partsOf(text).find(({ type }) => type.startsWith('message/delivery-status'));
  if (report === undefined) return undefined;
  const fields = unfolded(report.body);
  const action = /^action:\s*(\w+)/im.exec(fields)?.[1]?.toLowerCase();
  if (action !== 'failed' && action !== 'delayed') return undefined;
  const status = /^status:\s*(\d\.\d{1,3}\.\d{1,3})/im.exec(fields)?.[1] ?? (action === 'failed' ? '5.0.0' : '4.0.0');
  // The report's own Message-ID is not ours: it can only stand in what was returned.
  const messageId = OUR_MESSAGE_ID.exec(unfolded(text))?.[0];
  return messageId === undefined ? undefined : { messageId, action, status };
}

interface Part {
  readonly type: string;
  readonly body: string;
}

/** The parts of the outermost multipart. */
function partsOf(text: string): readonly Part[] {
  const end = text.indexOf('\n\n');
  const head = unfolded(end < 0 ? text : text.slice(0, end));
  const boundary = /^content-type:[^\n]*boundary="?([^"\n;]{1,200})"?/im.exec(head)?.[1];
  if (boundary === undefined) return [];
  return text
    .slice(end)
    .split(`\n--${boundary}`)
    .slice(1)
    .map((part) => {
      const body = part.indexOf('\n\n');
      const own = unfolded(body < 0 ? part : part.slice(0, body));
      const type = /^content-type:\s*([^\s;]+)/im.exec(own)?.[1]?.toLowerCase() ?? 'text/plain';
      return { type, body: body < 0 ? '' : part.slice(body + 2) };
    });
}

/** Header lines may be continued on the next line. */
function unfolded(text: string): string {
  return text.replaceAll(/\n[ \t]+/g, ' ');
}
