import type { FastifyRequest } from 'fastify';
import { type Holding, type Post, readOrganisations, readPersons } from '../../../db/organisation.ts';
import { readDeputies, readHoldings, readPosts } from '../../../db/post.ts';
import { type ChangedBy, changeRegisters } from '../../../db/register-change.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { deputyBody, holdingBody, postBody, postList, postQuery } from '../contract/registers.ts';
import { problemAnswer, saved } from '../contract.ts';
import { circleWords, deputyCircle, overlaps } from '../deputy-check.ts';
import { problem } from '../problem.ts';
import { endsInCircle } from '../register-check.ts';

const tags = ['组织'];
const refusals = { 401: problemAnswer, 403: problemAnswer, 422: problemAnswer };

/** Posts, who holds them from when to when, and deputies by order. */
export function postRoutes(app: App, { db, now }: Api): void {
  app.get(
    '/posts',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '岗位、任职和代理；给出 at 则只列出那一时刻在任的',
        querystring: postQuery,
        response: { 200: postList, 401: problemAnswer, 422: problemAnswer },
      },
    },
    async ({ query: { at } }) => {
      const [posts, all, orders] = await Promise.all([
        readPosts(db.knex),
        readHoldings(db.knex),
        readDeputies(db.knex),
      ]);
      const [holdings, deputies] = [
        all.filter((one) => isInForce(one, at)),
        orders.filter((one) => isInForce(one, at)),
      ];
      return {
        posts: posts.map((post) => {
          const holders = holdings.filter((one) => isOf(one, post));
          return {
            ...post,
            holders: holders.map(withoutPlace),
            deputies: deputies.filter((one) => isOf(one, post)).map(withoutPlace),
            overlaps: overlapsIn(holders).map((one) => ({ ...one, persons: [...one.persons] })),
          };
        }),
      };
    },
  );

  app.post(
    '/posts',
    {
      schema: { tags, summary: '新增或修改岗位', body: postBody, response: { 200: saved, ...refusals } },
      config: { gate: 'admin' },
    },
    async (request) => {
      const { organisation, name, label, above, aboveOrganisation } = request.body;
      const post: Post = {
        organisation,
        name,
        label,
        ...(above === undefined ? {} : { above }),
        ...(aboveOrganisation === undefined ? {} : { aboveOrganisation }),
      };
      const [organisations, posts] = await Promise.all([readOrganisations(db.knex), readPosts(db.knex)]);
      const known = new Set(organisations.map((one) => one.id));
      if (organisation !== '' && !known.has(organisation))
        throw problem('invalid', { fields: { organisation: '没有这个单位' } });
      checkAbove(post, posts);
      await changeRegisters(db.knex, { posts: [post] }, by(request));
      return { saved: true } as const;
    },
  );

  app.post(
    '/posts/holdings',
    {
      schema: { tags, summary: '登记任职', body: holdingBody, response: { 200: saved, ...refusals } },
      config: { gate: 'admin' },
    },
    async (request) => {
      const { validUntil, ...holding } = request.body;
      await checkHolding(request.body);
      await changeRegisters(
        db.knex,
        { holdings: [{ ...holding, ...(validUntil === undefined ? {} : { validUntil }) }] },
        by(request),
      );
      return { saved: true } as const;
    },
  );

  app.post(
    '/posts/deputies',
    {
      schema: { tags, summary: '登记代理（须有文号）', body: deputyBody, response: { 200: saved, ...refusals } },
      config: { gate: 'admin' },
    },
    async (request) => {
      const { validUntil, ...deputy } = request.body;
      await checkHolding(request.body);
      const order = { ...deputy, ...(validUntil === undefined ? {} : { validUntil }) };
      const [holdings, deputies] = await Promise.all([readHoldings(db.knex), readDeputies(db.knex)]);
      const circle = deputyCircle(order, { holdings, deputies });
      if (circle !== undefined) throw problem('invalid', { fields: { person: circleWords(circle) } });
      await changeRegisters(db.knex, { deputies: [order] }, by(request));
      return { saved: true } as const;
    },
  );

  async function checkHolding(
    body: { readonly organisation: string; readonly post: string; readonly person: string } & Validity,
  ): Promise<void> {
    const [posts, people] = await Promise.all([readPosts(db.knex), readPersons(db.knex)]);
    const fields: Record<string, string> = {};
    if (!posts.some((post) => isOf(body, post))) fields.post = '没有这个岗位，请先登记岗位';
    if (!people.some((person) => person.id === body.person)) fields.person = '没有这个人员';
    if (body.validUntil !== undefined && body.validUntil <= body.validFrom)
      fields.validUntil = '结束时间应晚于开始时间';
    if (Object.keys(fields).length > 0) throw problem('invalid', { fields });
  }

  function by(request: FastifyRequest): ChangedBy {
    const { account, person } = principalOf(request);
    return { at: now(), account, person: person.id };
  }
}

function isInForce({ validFrom, validUntil }: Validity, at: string | undefined): boolean {
  return at === undefined || (validFrom <= at && (validUntil === undefined || at < validUntil));
}

interface Validity {
  readonly validFrom: string;
  readonly validUntil?: string | undefined;
}

/** The post that answers when this one is empty must exist and must not lead back here. */
function checkAbove(post: Post, posts: readonly Post[]): void {
  const key = (organisation: string, name: string) => `${name}@${organisation}`;
  const above = new Map(posts.map((one) => [key(one.organisation, one.name), aboveKey(one)]));
  const higher = aboveKey(post);
  const own = key(post.organisation, post.name);
  if (higher !== undefined && higher !== own && !above.has(higher))
    throw problem('invalid', { fields: { above: '没有这个上级岗位' } });
  above.set(own, higher);
  if (endsInCircle(own, (one) => above.get(one))) throw problem('invalid', { fields: { above: '上级岗位形成了循环' } });

  function aboveKey({ above: name, aboveOrganisation = '' }: Post): string | undefined {
    return name === undefined ? undefined : key(aboveOrganisation, name);
  }
}

function isOf(
  one: { readonly organisation: string; readonly post: string },
  post: Pick<Post, 'organisation' | 'name'>,
): boolean {
  return one.organisation === post.organisation && one.post === post.name;
}

/** Periods in which more than one person holds the post: allowed, and shown, because each of them is addressed. */
function overlapsIn(
  holders: readonly Holding[],
): readonly { readonly persons: readonly string[]; readonly from: string }[] {
  return holders.flatMap((one, i) =>
    holders
      .slice(i + 1)
      .filter((other) => other.person !== one.person && overlaps(one, other))
      .map((other) => ({
        persons: [one.person, other.person],
        from: one.validFrom > other.validFrom ? one.validFrom : other.validFrom,
      })),
  );
}

function withoutPlace<T extends { readonly organisation: string; readonly post: string }>({
  organisation: _organisation,
  post: _post,
  ...rest
}: T): Omit<T, 'organisation' | 'post'> {
  return rest;
}
