import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';

import { digits, keyUri } from '../../local/resources/dev/spacefinder/local/playground/authenticator.mjs';
import {
  Challenge,
  cognito,
  CognitoError,
  inWords,
} from '../../local/resources/dev/spacefinder/local/playground/cognito.mjs';
import { objections, read, verify } from '../../local/resources/dev/spacefinder/local/playground/jwt.mjs';
import {
  authorization,
  challengeOf,
  codeOf,
  inWords as inWordsOfOAuth,
  OAuthError,
} from '../../local/resources/dev/spacefinder/local/playground/oauth.mjs';
import {
  addressOf,
  example,
  placeBelow,
  routes,
} from '../../local/resources/dev/spacefinder/local/playground/openapi.mjs';
import { chosen, inAws } from '../../local/resources/dev/spacefinder/local/playground/pool.mjs';
import { curl, quoted, snippets } from '../../local/resources/dev/spacefinder/local/playground/snippets.mjs';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwks = [{ ...publicKey.export({ format: 'jwk' }), kid: 'one' }];

function token(header, claims) {
  const content = `${encode(header)}.${encode(claims)}`;
  return `${content}.${createSign('RSA-SHA256').update(content).sign(privateKey, 'base64url')}`;
}

test('reads what a token says, in any language', () => {
  const { header, claims } = read(token({ alg: 'RS256', kid: 'one' }, { name: 'Zoë 空間' }));
  assert.equal(header.kid, 'one');
  assert.equal(claims.name, 'Zoë 空間');
});

test('refuses to read what is no token', () => {
  assert.throws(() => read('nonsense'), /not a JSON Web Token/);
});

test('verifies a token of the pool', async () => {
  assert.equal((await verify(token({ alg: 'RS256', kid: 'one' }, { sub: 'a' }), jwks)).genuine, true);
});

test('sees that the claims were changed', async () => {
  const [header, , signature] = token({ alg: 'RS256', kid: 'one' }, { sub: 'a' }).split('.');
  assert.equal((await verify(`${header}.${encode({ sub: 'b' })}.${signature}`, jwks)).genuine, false);
});

test('verifies no token of an unknown key', async () => {
  assert.match((await verify(token({ alg: 'RS256', kid: 'two' }, {}), jwks)).because, /no key with the token's kid/);
});

test('verifies no token that says it is not signed', async () => {
  assert.match(
    (await verify(`${encode({ alg: 'none', kid: 'one' })}.${encode({})}.`, jwks)).because,
    /names the algorithm none/,
  );
});

const document = {
  paths: {
    '/things/{id}': {
      parameters: [{ $ref: '#/components/parameters/Id' }],
      put: {
        summary: 'Change a thing',
        parameters: [
          { name: 'dry', in: 'query' },
          { name: 'If-Match', in: 'header' },
          { name: 'c', in: 'cookie' },
        ],
        requestBody: { $ref: '#/components/requestBodies/Thing' },
      },
    },
  },
  components: {
    parameters: { Id: { name: 'id', in: 'path', required: true } },
    requestBodies: { Thing: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } } },
    schemas: {
      Thing: {
        type: 'object',
        properties: {
          id: { type: 'string', readOnly: true },
          name: { type: 'string', example: 'Chair' },
          size: { type: ['null', 'integer'] },
          tags: { type: 'array' },
          parent: { $ref: '#/components/schemas/Thing' },
        },
      },
    },
  },
};

test('finds the routes of an OpenAPI document, their parameters and an example of the body', () => {
  const [route, ...others] = routes(document);
  assert.deepEqual(others, []);
  assert.deepEqual([route.method, route.path, route.summary], ['PUT', '/things/{id}', 'Change a thing']);
  assert.deepEqual(
    route.parameters.map((parameter) => parameter.name),
    ['id', 'dry', 'If-Match'],
  );
  assert.equal(JSON.parse(route.body).name, 'Chair');
});

test('makes an example of a schema without what the server makes, and ends where it refers to itself', () => {
  const thing = example(document, { $ref: '#/components/schemas/Thing' });
  assert.deepEqual([thing.id, thing.size, thing.tags], [undefined, 1, []]);
});

for (const [where, media] of Object.entries({
  'the media type': { example: { name: 'Table' } },
  "the media type's examples": { examples: { one: { value: { name: 'Table' } } } },
  'an example by reference': { examples: { one: { $ref: '#/components/examples/Table' } } },
})) {
  test(`takes the body's example from ${where} before it makes one of the schema`, () => {
    const [route] = routes({
      paths: {
        '/t': { post: { requestBody: { content: { 'application/json': { schema: { type: 'object' }, ...media } } } } },
      },
      components: { examples: { Table: { value: { name: 'Table' } } } },
    });
    assert.deepEqual(JSON.parse(route.body), { name: 'Table' });
  });
}

test('brings what the document says of a parameter', () => {
  const [route] = routes({
    paths: {
      '/t': {
        get: {
          parameters: [
            { name: 'a', in: 'query', description: 'What', example: 'x' },
            { name: 'b', in: 'query', schema: { default: 25 } },
            { name: 'c', in: 'query', schema: { type: 'string' } },
          ],
        },
      },
    },
  });
  assert.deepEqual(
    route.parameters.map(({ description, example }) => [description, example]),
    [
      ['What', 'x'],
      [undefined, 25],
      [undefined, undefined],
    ],
  );
});

test('knows the same thing in every path below it, whatever its id is called', () => {
  const id = (name) => [{ name, in: 'path' }];
  const all = routes({
    paths: {
      '/spaces': { get: {} },
      '/spaces/{id}': { get: { parameters: id('id') } },
      '/spaces/{space}/reviews': { get: { parameters: [...id('space'), { name: 'limit', in: 'query' }] } },
      '/spaces/{space}/reviews/{id}': { get: { parameters: [...id('space'), ...id('id')] } },
    },
  });
  const places = all.map(({ parameters }) => parameters.map(({ place }) => place));
  assert.deepEqual(places, [
    [],
    ['/spaces/{}'],
    ['/spaces/{}', 'get /spaces/{space}/reviews query limit'],
    ['/spaces/{}', '/spaces/{}/reviews/{}'],
  ]);
  assert.deepEqual(
    all.map(({ path }) => placeBelow(path)),
    ['/spaces/{}', null, '/spaces/{}/reviews/{}', null],
  );
});

test('puts parameters into an address, encoded', () => {
  const [route] = routes(document);
  assert.equal(
    addressOf('http://api', route, { id: 'a/b c', dry: 'x&y', 'If-Match': '"1"' }),
    'http://api/things/a%2Fb%20c?dry=x%26y',
  );
});

test('quotes for a shell whatever is in a value', () => {
  for (const value of ['plain', 'two words', 'it\'s "quoted"', '$(date) `date` \\ !', 'line\nbreak', '']) {
    assert.equal(execFileSync('bash', ['-c', `printf %s ${quoted(value)}`]).toString(), value);
  }
});

test('writes a call as curl', () => {
  assert.equal(
    curl('PUT', 'http://api/x?y=1', { Authorization: 'Bearer a.b' }, '{"a": 1}'),
    "curl -i -X PUT 'http://api/x?y=1' \\\n  -H 'Authorization: Bearer a.b' \\\n  -d '{\"a\": 1}'",
  );
});

test('takes the region of a pool in AWS from its id', () => {
  const pool = inAws(chosen({ userPoolId: ' eu-west-1_AbC ', clientId: 'abc', api: 'https://x.example.com/prod/' }));
  assert.deepEqual(
    [pool.region, pool.issuer, pool.api],
    ['eu-west-1', 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC', 'https://x.example.com/prod'],
  );
});

for (const [wrong, fields] of Object.entries({
  'pool id': { userPoolId: 'AbC', clientId: 'abc', api: 'https://x.example.com' },
  'client id': { userPoolId: 'eu-west-1_AbC', clientId: 'a"b', api: 'https://x.example.com' },
  'API address': { userPoolId: 'eu-west-1_AbC', clientId: 'abc', api: 'x.example.com' },
  https: { userPoolId: 'eu-west-1_AbC', clientId: 'abc', api: 'http://x.example.com' },
  domain: {
    userPoolId: 'eu-west-1_AbC',
    clientId: 'abc',
    api: 'https://x.example.com',
    domain: 'http://x.example.com',
  },
  endpoint: {
    userPoolId: 'eu-west-1_AbC',
    clientId: 'abc',
    api: 'https://x.example.com',
    endpoint: 'https://x.example',
  },
  'endpoint is': {
    userPoolId: 'eu-west-1_AbC',
    clientId: 'abc',
    api: 'https://x.example',
    endpoint: 'http://localhost.x',
  },
})) {
  test(`refuses a pool for its ${wrong}`, () => assert.throws(() => chosen(fields), new RegExp(wrong)));
}

test('takes an AWS on this machine', () => {
  const pool = inAws(
    chosen({
      userPoolId: 'us-east-1_AbC',
      clientId: 'abc',
      api: 'http://abc.execute-api.localhost:4566/prod',
      endpoint: 'http://127.0.0.1:4566/',
      domain: '',
    }),
  );
  assert.deepEqual(
    [pool.endpoint, pool.keys, pool.domain, pool.api],
    [
      'http://127.0.0.1:4566',
      'http://127.0.0.1:4566/us-east-1_AbC/.well-known/jwks.json',
      undefined,
      'http://abc.execute-api.localhost:4566/prod',
    ],
  );
  snippets(pool).forEach(({ code, id }) => assert.match(code, /127\.0\.0\.1:4566/, id));
});

test('names no local address in the snippets for a pool in AWS', () => {
  const pool = inAws({ userPoolId: 'eu-west-1_AbC', clientId: 'abc', api: 'https://x.example.com' });
  for (const { code } of snippets(pool)) {
    assert.doesNotMatch(code, /localhost|local'|endpoint_url|endpointOverride|userPoolEndpoint/);
    assert.match(code, /https:\/\/x\.example\.com\/hello/);
  }
});

test('names the user to an authenticator app, whatever is in the name', () => {
  assert.equal(
    keyUri('ada & co', 'JBSWY3DPEHPK3PXP'),
    'otpauth://totp/Space%20Finder:ada%20%26%20co?secret=JBSWY3DPEHPK3PXP&issuer=Space%20Finder',
  );
});

test('takes a code as apps show it, in two groups', () => assert.equal(digits(' 123 456\n'), '123456'));

for (const [name, message, hint] of [
  ['CodeMismatchException', 'Invalid code received for user', /shows another code/],
  ['EnableSoftwareTokenMFAException', 'Code mismatch', /not of this secret/],
  ['ExpiredCodeException', 'Your software token has already been used once.', /good once/],
  ['CodeMismatchException', 'Your software token has already been used once.', /good once/],
  ['NotAuthorizedException', 'Invalid session for the user, session is expired.', /sign in again/],
  ['NotAuthorizedException', 'Password attempts exceeded', /wrong passwords or codes/],
  ['CodeMismatchException', 'Invalid verification code provided, please try again.', /mail box/],
  ['ExpiredCodeException', 'Invalid code provided, please request a code again.', /too old/],
]) {
  test(`says what is wrong with a code: ${name}, ${message}`, () =>
    assert.match(inWords(new CognitoError(name, message))[1], hint));
}

test('sets an app up within a sign-in, each call with the session of the one before', async (t) => {
  const answers = [
    { SecretCode: 'JBSWY3DPEHPK3PXP', Session: 'two' },
    { Status: 'SUCCESS', Session: 'three' },
    { AuthenticationResult: { IdToken: 'i', AccessToken: 'a', RefreshToken: 'r' } },
  ];
  const calls = [];
  t.mock.method(globalThis, 'fetch', async (address, { headers, body }) => {
    calls.push([headers['X-Amz-Target'].split('.')[1], JSON.parse(body)]);
    return new Response(JSON.stringify(answers.shift()));
  });
  const client = cognito({ endpoint: 'http://pool', userPoolId: 'eu-west-1_AbC', clientId: 'abc' });

  const { secret, challenge } = await client.newSecretFor(new Challenge('MFA_SETUP', 'one', 'ada'));
  assert.equal(secret, 'JBSWY3DPEHPK3PXP');
  assert.deepEqual(await client.answerSetUp(challenge, '123456'), { id: 'i', access: 'a', refresh: 'r' });
  assert.deepEqual(calls, [
    ['AssociateSoftwareToken', { Session: 'one' }],
    ['VerifySoftwareToken', { Session: 'two', UserCode: '123456' }],
    [
      'RespondToAuthChallenge',
      {
        ClientId: 'abc',
        ChallengeName: 'MFA_SETUP',
        Session: 'three',
        ChallengeResponses: { USERNAME: 'ada' },
      },
    ],
  ]);
});

test('makes the challenge of RFC 7636, appendix B', async () =>
  assert.equal(
    await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'),
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  ));

test('asks for a code with PKCE, a state and a nonce, each of its own', async () => {
  globalThis.location = { origin: 'http://localhost:9229' };
  const pool = { domain: 'https://x.auth.eu-west-1.amazoncognito.com', clientId: 'abc' };
  const [first, second] = [await authorization(pool, 'openid a/b'), await authorization(pool, 'openid')];
  const address = new URL(first.address);
  assert.equal(address.origin + address.pathname, `${pool.domain}/oauth2/authorize`);
  assert.deepEqual(Object.fromEntries(address.searchParams), {
    response_type: 'code',
    client_id: 'abc',
    redirect_uri: 'http://localhost:9229/',
    scope: 'openid a/b',
    state: first.begun.state,
    nonce: first.begun.nonce,
    code_challenge: await challengeOf(first.begun.verifier),
    code_challenge_method: 'S256',
  });
  const values = [first, second].flatMap(({ begun }) => Object.values(begun));
  assert.equal(new Set(values).size, 6);
  values.forEach((value) => assert.match(value, /^[\w-]{43}$/));
  delete globalThis.location;
});

test('takes the code of the answer to what was begun', () =>
  assert.equal(codeOf('?code=c&state=s', { state: 's' }), 'c'));

for (const [what, search, begun] of [
  ['has another state', '?code=c&state=t', { state: 's' }],
  ['has no state', '?code=c', { state: 's' }],
  ['nobody began', '?code=c&state=s', null],
  ['nobody began, without a state', '?code=c', {}],
]) {
  test(`takes no code of an answer that ${what}`, () =>
    assert.throws(() => codeOf(search, begun), { name: 'state_mismatch' }));
}

test('shows what the pool says of an error only if it is the answer to what was begun', () => {
  const search = '?error=access_denied&error_description=Because&state=s';
  assert.throws(() => codeOf(search, { state: 's' }), { name: 'access_denied', message: 'Because' });
  assert.throws(() => codeOf(search, { state: 't' }), { name: 'access_denied', message: '' });
});

test('says an unknown error of OAuth in words, and no nonsense', () => {
  assert.deepEqual(inWordsOfOAuth(new OAuthError('odd_error')).slice(-1), ['OAuth calls this odd_error.']);
  assert.doesNotMatch(inWordsOfOAuth(new OAuthError('x'.repeat(99))).join(), /xxx/);
});

const NOW = 1_700_000_000;
const POOL = { issuer: 'http://pool/p', clientId: 'people', machineClientId: 'machines' };
const GOOD = { iss: 'http://pool/p', aud: 'people', token_use: 'id', exp: NOW + 1, iat: NOW };

test('has no objection to a token of the pool', () => {
  assert.deepEqual(objections(GOOD, POOL, NOW), []);
  assert.deepEqual(objections({ ...GOOD, token_use: 'access', client_id: 'machines', aud: undefined }, POOL, NOW), []);
});

for (const [wrong, claims] of Object.entries({
  'another issuer': { iss: 'http://other/p' },
  'from another issuer': { iss: undefined },
  'another client': { aud: 'others' },
  token_use: { token_use: 'refresh' },
  expired: { exp: NOW },
  'never ends': { exp: undefined },
  future: { iat: NOW + 60 },
})) {
  test(`objects to a token: ${wrong}`, () =>
    assert.match(objections({ ...GOOD, ...claims }, POOL, NOW).join(' '), new RegExp(wrong)));
}

for (const nonsense of ['', 'a.b.c', `${encode(1)}.${encode(2)}.`, `${encode(null)}.${encode({})}.`]) {
  test(`takes nothing apart that is no token: ${nonsense}`, () =>
    assert.throws(() => read(nonsense), /not a JSON Web/));
}
