// Which user pool and which API the page talks to.

const CHOICE = 'playground.pool';

/** The names of a user pool in AWS: region, underscore, letters and digits. */
export const POOL_ID = /^([a-z]{2}(?:-[a-z]+)+-\d)_[0-9A-Za-z]+$/;
export const CLIENT_ID = /^[0-9A-Za-z_+]{1,128}$/;

const isLoopback = (host) => ['localhost', '127.0.0.1', '[::1]'].includes(host);

/**
 * Checks what the form says about a pool in AWS.
 *
 * @returns {{userPoolId: string, clientId: string, api: string}} what is kept of it
 * @throws {Error} saying what is wrong with which field
 */
export function chosen({ userPoolId, clientId, api }) {
  if (!POOL_ID.test(userPoolId.trim())) {
    throw new Error('A user pool id looks like eu-west-1_AbCdEfGhI.');
  }
  if (!CLIENT_ID.test(clientId.trim())) {
    throw new Error('An app client id has letters and digits only.');
  }
  let address;
  try {
    address = new URL(api.trim());
  } catch {
    throw new Error('The API address is a URL, like https://abc123.execute-api.eu-west-1.amazonaws.com/prod.');
  }
  if (address.protocol !== 'https:' && !(address.protocol === 'http:' && isLoopback(address.hostname))) {
    throw new Error('The API address begins with https://, as tokens are sent there.');
  }
  return {
    userPoolId: userPoolId.trim(),
    clientId: clientId.trim(),
    api: (address.origin + address.pathname).replace(/\/$/, ''),
  };
}

/** A pool in AWS with all that follows from its names. */
export function inAws({ userPoolId, clientId, api }) {
  const region = POOL_ID.exec(userPoolId)[1];
  const endpoint = `https://cognito-idp.${region}.amazonaws.com`;
  return { local: false, region, userPoolId, clientId, api, endpoint, issuer: `${endpoint}/${userPoolId}`, users: [] };
}

/** The local pool as its server describes it (config.json) at an address. */
export function described(config, endpoint) {
  return { ...config, local: true, region: config.userPoolId.split('_')[0], endpoint };
}

export async function localPool() {
  const answer = await fetch('/playground/config.json', { cache: 'no-store' });
  return described(await answer.json(), location.origin);
}

export function choice() {
  const kept = sessionStorage.getItem(CHOICE);
  return kept ? inAws(JSON.parse(kept)) : null;
}

/** The page's address for a pool: its server allows connections to that region and that API alone. */
export function addressOf(pool) {
  return pool === null ? '/' : '/?' + new URLSearchParams({ region: pool.region, api: new URL(pool.api).origin });
}

/** Keeps the choice for this browser tab and loads the page for it; null is the local pool. */
export function choose(choice) {
  if (choice === null) {
    sessionStorage.removeItem(CHOICE);
  } else {
    sessionStorage.setItem(CHOICE, JSON.stringify(choice));
  }
  location.assign(addressOf(choice === null ? null : inAws(choice)));
}
