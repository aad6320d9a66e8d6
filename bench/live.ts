import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openOffice, PASSWORD, PEOPLE } from '../drill/office.ts';
import type { Figure } from './figure.ts';
import { NOW } from './record.ts';
import { serve } from './stand.ts';

const CONNECTIONS = 200;

/** So many windows, in a process of their own so that their memory is not counted; says a line when all have been answered and one when those heard of a case who may. */
const LISTENERS = `
const http = require('node:http');
const [url, cookies, many, hearing] = [process.argv[1], JSON.parse(process.argv[2]), ...process.argv.slice(3).map(Number)];
let ready = 0, heard = 0;
for (let i = 0; i < many; i++)
  http.get(url, { headers: { cookie: cookies[i % cookies.length] }, agent: false }, (response) => {
    response.setEncoding('utf8');
    response.on('data', (text) => {
      if (text.includes('event: ready') && ++ready === many) console.log('ready');
      if (text.includes('event: case') && ++heard === hearing) console.log('heard');
    });
  });
process.stdin.resume();
process.stdin.on('end', () => process.exit());
`;

/** Memory of the server with 200 open streams, and how soon all of them hear of a case. */
export async function benchLive(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-bench-'));
  const stand = await serve(await openOffice({ sqlite: path.join(folder, 'duban.db') }), folder);
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const settled = () => {
    collect();
    collect();
    return process.memoryUsage().rss / 1_048_576;
  };
  try {
    const { office } = stand.people;
    const cookies = await Promise.all(Object.keys(PEOPLE).map((name) => cookieOf(stand.url, name)));
    const seeing = Object.values(PEOPLE).map((post) => /^(street|acceptance)|@[VU]1$/.test(post));
    const hearing = Array.from({ length: CONNECTIONS }, (_, i) => seeing[i % seeing.length]).filter(Boolean).length;
    const before = settled();
    const child = spawn(
      process.execPath,
      ['-e', LISTENERS, `${stand.url}/api/v1/live`, JSON.stringify(cookies), String(CONNECTIONS), String(hearing)],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const said = lines(child.stdout);
    await said('ready');
    const after = settled();
    const started = performance.now();
    const { status, body } = await office.send('POST', '/hazards', {
      commandId: 'live-1',
      unit: 'U1',
      kind: 'blockedExit',
      where: '二楼',
      what: '堵塞',
      found: NOW,
      post: office.post,
    });
    if (status !== 201) throw new Error(`report: ${status} ${JSON.stringify(body)}`);
    await said('heard');
    const took = performance.now() - started;
    child.stdin.end();
    await new Promise((resolve) => child.on('close', resolve));
    return [
      {
        subject: 'live',
        what: `memory of ${CONNECTIONS} open streams`,
        measured: after - before,
        unit: 'MB',
        target: { of: 'measured', atMost: 50 },
      },
      { subject: 'live', what: `until ${hearing} of them have heard of a case`, measured: took, unit: 'ms' },
    ];
  } finally {
    await stand.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function cookieOf(url: string, name: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: PASSWORD }),
  });
  return (response.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
}

/** Waits for a line that a process writes. */
function lines(out: Readable): (line: string) => Promise<void> {
  let text = '';
  const waiting = new Set<() => void>();
  out.setEncoding('utf8');
  out.on('data', (more: string) => {
    text += more;
    for (const wake of waiting) wake();
  });
  return async (line) => {
    while (!text.includes(line)) await new Promise<void>((resolve) => waiting.add(resolve));
  };
}
