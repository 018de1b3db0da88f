// Which user pool and which API the page talks to.

/** The names of a user pool in AWS: region, underscore, letters and digits. */
const POOL_ID = /^([a-z]{2}(?:-[a-z]+)+-\d)_[0-9A-Za-z]+$/;
const CLIENT_ID = /^[0-9A-Za-z_+]{1,128}$/;

/** Names of this machine; whatever ends in .localhost is one too (RFC 6761). */
const LOOPBACK = /^((?:[a-z0-9-]+\.)*localhost|127\.0\.0\.1|\[::1\])$/;
const CHOSEN = ['userPoolId', 'clientId', 'api', 'domain', 'endpoint'];

function url(text, wrong) {
  try {
    return new URL(text);
  } catch {
    throw new Error(wrong);
  }
}

const isLocal = ({ protocol, hostname }) => ['http:', 'https:'].includes(protocol) && LOOPBACK.test(hostname);
const isSafe = (address) => address.protocol === 'https:' || isLocal(address);
const withoutSlash = ({ origin, pathname }) => (origin + pathname).replace(/\/$/, '');

/**
 * Checks what the form, or a link, says about a pool in AWS or in an AWS on this machine.
 *
 * @returns {{userPoolId: string, clientId: string, api: string, domain?: string, endpoint?: string}} what is kept of it
 * @throws {Error} saying what is wrong with which field
 */
export function chosen(fields) {
  const { userPoolId, clientId, api, domain, endpoint } = Object.fromEntries(
    CHOSEN.map((name) => [name, (fields[name] ?? '').trim()]),
  );
  if (!POOL_ID.test(userPoolId)) {
    throw new Error('A user pool id looks like eu-west-1_AbCdEfGhI.');
  }
  if (!CLIENT_ID.test(clientId)) {
    throw new Error('An app client id has letters and digits only.');
  }
  const kept = { userPoolId, clientId };
  const apiAddress = url(
    api,
    'The API address is a URL, like https://abc123.execute-api.eu-west-1.amazonaws.com/prod.',
  );
  if (!isSafe(apiAddress)) {
    throw new Error('The API address begins with https://, as tokens are sent there.');
  }
  kept.api = withoutSlash(apiAddress);
  if (domain) {
    const rule = 'The domain of the sign-in page looks like https://prefix.auth.eu-west-1.amazoncognito.com.';
    const domainAddress = url(domain, rule);
    if (!isSafe(domainAddress)) {
      throw new Error(rule);
    }
    kept.domain = domainAddress.origin;
  }
  if (endpoint) {
    const rule = 'The endpoint is an AWS on this machine, like http://localhost:4566: passwords are sent there.';
    const endpointAddress = url(endpoint, rule);
    if (!isLocal(endpointAddress)) {
      throw new Error(rule);
    }
    kept.endpoint = endpointAddress.origin;
  }
  return kept;
}

/** A pool in AWS, or in an AWS on this machine, with all that follows from its names. */
export function inAws(choice, scopes = []) {
  const region = POOL_ID.exec(choice.userPoolId)[1];
  const aws = `https://cognito-idp.${region}.amazonaws.com`;
  const endpoint = choice.endpoint ?? aws;
  const ownIssuer = `${endpoint}/${choice.userPoolId}`;
  return {
    ...choice,
    choice,
    local: false,
    emulated: choice.endpoint !== undefined,
    region,
    endpoint,
    issuer: `${aws}/${choice.userPoolId}`,
    // An AWS on this machine names itself, or AWS, in its tokens.
    ownIssuer,
    keys: `${ownIssuer}/.well-known/jwks.json`,
    scopes,
    users: [],
  };
}

/** The local pool as its server describes it (config.json) at an address. */
export function described(config, endpoint) {
  return {
    ...config,
    local: true,
    region: config.userPoolId.split('_')[0],
    endpoint,
    domain: endpoint,
    keys: `${endpoint}/${config.userPoolId}/.well-known/jwks.json`,
  };
}

/**
 * The pool that an address names, or the local one.
 *
 * @throws {Error} if the address names one that cannot be
 */
export async function poolOf(search) {
  const answer = await fetch('/playground/config.json', { cache: 'no-store' });
  const config = await answer.json();
  const query = new URLSearchParams(search);
  return query.has('userPoolId')
    ? inAws(chosen(Object.fromEntries(query)), config.scopes)
    : described(config, location.origin);
}

/** The page's address for a pool: it can be kept and handed on, and lets the page call that pool and that API alone. */
export const addressOf = (pool) => (pool.local ? '/' : `/?${new URLSearchParams(pool.choice)}`);
