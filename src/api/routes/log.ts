import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { parseTilePath, TILE_WIDTH, type Tile } from '../../core/log/tile.ts';
import { createEventLog } from '../../ledger/log.ts';
import { noteAccess } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { problem } from '../problem.ts';

const tags = ['存证日志'];
const TEXT = 'text/plain; charset=utf-8';
/** A full tile never changes any more (C2SP tlog-tiles). */
const FOR_EVER = 'public, max-age=31536000, immutable';
const BRIEFLY = 'no-cache';

/** The verifiable log for whoever wants to follow it: signed checkpoint, tiles of hashes and verifier keys are public; the events themselves are the auditor's. */
export function logRoutes(app: App, api: Api): void {
  const log = createEventLog({ db: api.db, origin: '' });

  app.get(
    '/log/checkpoint',
    {
      schema: { tags, summary: '最新的签名存证点（C2SP tlog-checkpoint）', produces: [TEXT] },
      config: { gate: 'public' },
    },
    async (_request, reply) => {
      const checkpoint = await log.checkpoint();
      if (checkpoint === undefined) throw problem('not-found');
      return reply.type(TEXT).header('cache-control', BRIEFLY).send(checkpoint.note);
    },
  );

  app.get(
    '/log/vkey',
    { schema: { tags, summary: '存证公钥，每行一个，最新的在前', produces: [TEXT] }, config: { gate: 'public' } },
    async (_request, reply) => {
      const keys = await log.keys();
      if (keys.length === 0) throw problem('not-found');
      return reply
        .type(TEXT)
        .header('cache-control', BRIEFLY)
        .send(`${keys.join('\n')}\n`);
    },
  );

  app.get(
    '/log/tile/entries/*',
    {
      schema: {
        tags,
        summary: '一组事件的原始字节（审计员、管理员的令牌）',
        params: z.object({ '*': z.string() }),
        produces: ['application/octet-stream'],
      },
      config: { gate: 'figures' },
    },
    async (request, reply) => {
      const place = `tile/entries/${request.params['*']}`;
      await noteAccess(api, principalOf(request), { act: 'read-events', object: 'log', reason: place });
      return serve(parseTilePath(place), reply);
    },
  );

  app.get(
    '/log/tile/*',
    {
      schema: {
        tags,
        summary: '一组哈希（C2SP tlog-tiles）',
        params: z.object({ '*': z.string() }),
        produces: ['application/octet-stream'],
      },
      config: { gate: 'public' },
    },
    async (request, reply) => {
      const tile = parseTilePath(`tile/${request.params['*']}`);
      // `%65ntries` is spelt differently and means the same: events never leave by the public door.
      if (tile?.level === 'entries') throw problem('not-logged-in');
      return serve(tile, reply);
    },
  );

  async function serve(tile: Tile | undefined, reply: FastifyReply): Promise<FastifyReply> {
    const bytes = tile && (await log.tile(tile));
    if (tile === undefined || bytes === undefined) throw problem('not-found');
    const whole = tile.width === TILE_WIDTH && tile.level !== 'entries';
    return reply
      .type('application/octet-stream')
      .header('cache-control', whole ? FOR_EVER : BRIEFLY)
      .send(bytes);
  }
}
