// A walk with the client that OpenAPI Generator makes for TypeScript. Run by .ci/generators.sh, which sets TOKEN.
import { CallerApi, Configuration, ResponseError, SpacesApi } from './client';

declare const process: { env: Record<string, string> };

function same(actual: unknown, expected: unknown) {
  if (actual !== expected) throw new Error(`${expected} was expected, not ${actual}`);
}

// Without it the client throws on every status but 2xx. With it, findSpace gives null where nothing has changed.
const unchangedIsNull = {
  post: async ({ response }: { response: Response }) =>
    response.status === 304 ? new Response('null', { headers: response.headers }) : response,
};

async function walk() {
  const configuration = new Configuration({ accessToken: process.env.TOKEN, middleware: [unchangedIsNull] });
  const spaces = new SpacesApi(configuration);

  same((await new CallerApi(configuration).me()).username, 'visitor');

  const created = await spaces.createSpace({ spaceInput: { name: 'Reading room', location: 'Zurich' } });
  same(created.createdAt instanceof Date, true);

  const read = await spaces.findSpaceRaw({ id: created.id });
  same((await read.value()).name, 'Reading room');
  const ifNoneMatch = read.raw.headers.get('ETag')!;
  same(await spaces.findSpace({ id: created.id, ifNoneMatch }), null);

  const spaceInput = { name: 'Writing room', location: 'Zurich', description: null };
  same((await spaces.changeSpace({ id: created.id, ifMatch: ifNoneMatch, spaceInput })).version, 2);
  same((await spaces.findSpace({ id: created.id, ifNoneMatch })).name, 'Writing room');

  const page = await spaces.listSpaces({ limit: 1 });
  same(page.items.length, 1);

  try {
    await spaces.deleteSpace({ id: created.id });
    throw new Error('a visitor must not delete a space');
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    same((await error.response.json()).reason, 'missing_role');
  }
}

walk().then(() => console.log('The TypeScript client walked through.'));
