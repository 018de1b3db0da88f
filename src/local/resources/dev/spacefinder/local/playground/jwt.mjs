// Reading JSON Web Tokens and checking their signature (RFC 7515, RFC 7519).

const toBytes = (part) => Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
const toJson = (part) => JSON.parse(new TextDecoder().decode(toBytes(part)));

/**
 * @returns {{header: object, claims: object, parts: string[]}} what a token says; nothing of it is checked
 * @throws {Error} if it is not a signed JSON Web Token
 */
export function read(token) {
  const parts = token.split('.');
  try {
    const [header, claims] = [toJson(parts[0]), toJson(parts[1])];
    if ([header, claims].every((part) => part !== null && typeof part === 'object' && !Array.isArray(part))) {
      return { header, claims, parts };
    }
  } catch {
    // Neither Base64 nor JSON.
  }
  throw new Error('This is not a JSON Web Token.');
}

async function isSignedWith({ kty, n, e }, [header, claims, signature]) {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const publicKey = await crypto.subtle.importKey('jwk', { kty, n, e }, algorithm, false, ['verify']);
  const signed = new TextEncoder().encode(`${header}.${claims}`);
  return crypto.subtle.verify(algorithm, publicKey, toBytes(signature), signed);
}

/**
 * Checks a token's signature with the keys that its user pool publishes.
 *
 * @param {string}   token
 * @param {object[]} keys  the "keys" of the pool's JWKS
 * @returns {Promise<{genuine: boolean, because: string}>}
 */
export async function verify(token, keys) {
  const { header, parts } = read(token);
  if (header.alg !== 'RS256') {
    return { genuine: false, because: `The token names the algorithm ${header.alg}; the pool signs with RS256.` };
  }
  const key = keys.find((candidate) => candidate.kid === header.kid);
  if (!key) {
    return { genuine: false, because: "The pool publishes no key with the token's kid." };
  }
  const genuine = parts.length === 3 && (await isSignedWith(key, parts).catch(() => false));
  return genuine
    ? { genuine, because: 'Signed with the key that the pool publishes under this kid.' }
    : { genuine, because: 'The signature does not fit what the token says.' };
}

const TOLERANCE = 5;

/**
 * What speaks against a token at this API, apart from its signature.
 *
 * @param {object} claims
 * @param {object} pool   the pool that the API trusts
 * @param {number} now    in seconds since 1970
 * @returns {string[]} sentences; none if nothing does
 */
export function objections(claims, pool, now = Date.now() / 1000) {
  const client = claims.token_use === 'access' ? claims.client_id : claims.aud;
  const issuers = [pool.issuer, pool.ownIssuer].filter(Boolean);
  const clients = [pool.clientId, pool.machineClientId].filter(Boolean);
  return [
    [!issuers.includes(claims.iss), `It comes from another issuer than ${pool.issuer}.`],
    [!['id', 'access'].includes(claims.token_use), 'Its token_use is neither id nor access.'],
    [!clients.includes(client), 'It was made for another client.'],
    [!Number.isFinite(claims.exp), 'It never ends: there is no exp.'],
    [claims.exp <= now, 'It has expired.'],
    [Math.max(claims.iat ?? 0, claims.nbf ?? 0) > now + TOLERANCE, 'It is from the future.'],
  ]
    .filter(([speaks]) => speaks)
    .map(([, sentence]) => sentence);
}

const FOR_SHOWING = 'Nobody checks it: it is for showing.';

const CLAIMS = {
  sub: [
    "The user's id. It never changes and is never given to another user.",
    'The API takes it as the owner of a space.',
  ],
  iss: ['The issuer: the user pool that made the token.', 'The API and the gateway want their own pool here.'],
  aud: [
    'The audience: the app client that the token was made for.',
    'The API and the gateway want a client of theirs here.',
  ],
  client_id: [
    'The app client that the token was made for. Access tokens have no aud.',
    'The API wants a client of its list here.',
  ],
  token_use: ['Which kind of token this is.', 'The API wants a kind that it accepts.'],
  scope: ["What the app may do on the user's behalf.", 'The API checks it if it was set up to ask for scopes.'],
  'cognito:groups': [
    "The user's groups when the token was made.",
    'The API checks them: only admins may delete spaces.',
  ],
  'cognito:roles': ['The IAM roles of these groups.', 'The identity pool knows them.'],
  'cognito:preferred_role': [
    'The role of the group with the lowest precedence.',
    'The identity pool hands out this one.',
  ],
  'cognito:username': ['The name that the user signs in with.', FOR_SHOWING],
  username: ['The name that the user signs in with.', FOR_SHOWING],
  email: ['The email address.', FOR_SHOWING],
  email_verified: ['Whether the user has shown that the address is theirs.', 'For whoever trusts the address.'],
  exp: ['When the token ends, in seconds since 1970.', 'The API and the gateway refuse it from then on.'],
  iat: ['When the token was made.', 'The API refuses a token from the future.'],
  auth_time: ['When the user signed in. A refresh keeps it.', 'For APIs that want a fresh sign-in.'],
  jti: ['The id of this one token.', 'For APIs that take a token only once.'],
  origin_jti: ['The id of the sign-in. All its tokens share it.', 'Cognito revokes by it.'],
  event_id: ['The id of the event of the sign-in.', "Cognito's logs name it."],
  version: ['The version of the access token: it came from an OAuth endpoint.', 'Nobody checks it.'],
  nonce: ['What the app sent along to recognise its own sign-in.', 'The app that began the sign-in checks it.'],
  at_hash: ['The hash of the access token that came along.', 'The app that received both checks it.'],
  device_key: ['The remembered device.', 'Cognito checks it.'],
};

/** What a claim means, and who checks it: two sentences. */
export function explain(claim) {
  const [meaning, checked] = CLAIMS[claim] ?? ['An attribute of the user.', FOR_SHOWING];
  return { meaning, checked };
}

const TIMES = ['exp', 'iat', 'auth_time', 'nbf'];

/** A claim's value as a person reads it; times are told in the local time zone too. */
export function readable(claim, value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return TIMES.includes(claim) && Number.isFinite(value)
    ? `${text}, ${new Date(value * 1000).toLocaleTimeString()}`
    : text;
}
