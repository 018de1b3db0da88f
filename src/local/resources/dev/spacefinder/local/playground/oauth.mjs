// Signing in with the pool's own page: code grant (RFC 6749) with PKCE (RFC 7636). And tokens for machines.

import { read } from './jwt.mjs';
import { addressOf } from './pool.mjs';

const AWAY = 'playground.away';
const ANSWER = 'playground.answer';

/** A refusal in OAuth's words: the code of its error, and what the pool says beside it. */
export class OAuthError extends Error {
  constructor(error, description) {
    super(description ?? '');
    this.name = error;
  }
}

const base64Url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const random = () => base64Url(crypto.getRandomValues(new Uint8Array(32)));

/** The S256 challenge of a verifier. */
export const challengeOf = async (verifier) =>
  base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));

/** Where the pool's page sends the browser back to: one of the client's callback URLs. */
const callback = () => `${location.origin}/`;

function domainOf(pool) {
  if (!pool.domain) {
    throw new Error('Say under "Use another pool…" at which domain the pool has its sign-in page.');
  }
  return pool.domain;
}

/** A request for a code: the address of the pool's page, and what its answer is checked with. */
export async function authorization(pool, scope) {
  const begun = { state: random(), nonce: random(), verifier: random() };
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: pool.clientId,
    redirect_uri: callback(),
    scope,
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: await challengeOf(begun.verifier),
    code_challenge_method: 'S256',
  });
  return { begun, address: `${domainOf(pool)}/oauth2/authorize?${query}` };
}

/**
 * The code of an answer of the pool's page.
 *
 * @param {string} search the address' query
 * @param {object} begun  what was begun in this tab, or null
 * @throws {Error} if the pool refused, or the answer is to something else than what was begun
 */
export function codeOf(search, begun) {
  const answer = new URLSearchParams(search);
  const fits = Boolean(begun?.state) && answer.get('state') === begun.state;
  if (answer.has('error')) {
    // Anybody can make a link: only the pool's own answer has its sentence shown.
    throw new OAuthError(answer.get('error'), fits ? answer.get('error_description') : null);
  }
  if (!fits) {
    throw new OAuthError('state_mismatch');
  }
  return answer.get('code');
}

/** The tokens for a code. */
export async function redeem(pool, code, { verifier, nonce }) {
  const tokens = await request(pool, {
    grant_type: 'authorization_code',
    client_id: pool.clientId,
    redirect_uri: callback(),
    code,
    code_verifier: verifier,
  });
  if (tokens.id && read(tokens.id).claims.nonce !== nonce) {
    throw new OAuthError('nonce_mismatch');
  }
  return { ...tokens, page: true };
}

/** An access token for a client that has a secret. */
export async function machineToken(pool, { id, secret, scope }) {
  const granted = await request(pool, {
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: secret,
    ...(scope && { scope }),
  });
  return granted.access;
}

async function request(pool, form) {
  const address = `${domainOf(pool)}/oauth2/token`;
  let answer;
  try {
    answer = await fetch(address, {
      method: 'POST',
      body: new URLSearchParams(form),
      cache: 'no-store',
      credentials: 'omit',
    });
  } catch {
    throw new OAuthError('unreachable', `Nothing readable came from ${address}.`);
  }
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw new OAuthError(content.error ?? `HTTP ${answer.status}`, content.error_description);
  }
  return { id: content.id_token, access: content.access_token, refresh: content.refresh_token };
}

/** Leaves for the pool's sign-in page. */
export async function leaveToSignIn(pool, scope) {
  const { begun, address } = await authorization(pool, scope);
  leave(pool, begun, address);
}

/** Leaves for the pool's page that forgets the browser's sign-in. */
export function leaveToSignOut(pool) {
  const query = new URLSearchParams({ client_id: pool.clientId, logout_uri: callback() });
  leave(pool, { signsOut: true }, `${domainOf(pool)}/logout?${query}`);
}

function leave(pool, begun, address) {
  sessionStorage.setItem(AWAY, JSON.stringify({ ...begun, back: addressOf(pool) }));
  location.assign(address);
}

/** Forgets that the browser was sent to a pool's page. */
export const stay = () => sessionStorage.removeItem(AWAY);

/**
 * What the browser brings back from the pool's page, taken once: null, or what was begun and the query of the answer. The pool
 * knows one address of this page: for another pool than the local one, the page is loaded again with the pool's address.
 */
export function comeBack() {
  const begun = JSON.parse(sessionStorage.getItem(AWAY));
  const kept = sessionStorage.getItem(ANSWER);
  sessionStorage.removeItem(ANSWER);
  const query = new URLSearchParams(location.search);
  const answered = query.has('code') || query.has('error') || (begun?.signsOut && location.search === '');
  if (kept === null && !answered) {
    return null;
  }
  if (kept === null && begun && begun.back !== '/') {
    sessionStorage.setItem(ANSWER, location.search);
    location.replace(begun.back);
    return { leaves: true };
  }
  stay();
  const search = kept ?? location.search;
  history.replaceState(null, '', begun?.back ?? '/');
  return { begun, search };
}

const WORDS = {
  access_denied: ["The sign-in was cancelled or refused at the pool's page.", 'Nobody is signed in. Try again.'],
  state_mismatch: [
    'This answer belongs to no sign-in that was begun in this tab.',
    'Its state is not the one that was sent, so the code was not used: somebody else may have begun it. Sign in again.',
  ],
  nonce_mismatch: [
    'The ID token belongs to another sign-in.',
    'Its nonce is not the one that was sent, so the tokens were thrown away. Sign in again.',
  ],
  invalid_scope: [
    'The client may not have one of these scopes.',
    "The template's AllowedOAuthScopes say which it may.",
  ],
  invalid_client: ['There is no such client, or the secret is wrong.', 'Check the id and the secret.'],
  invalid_grant: ['The code is good no longer.', 'It lasts five minutes and is used once. Sign in again.'],
  unauthorized_client: ['The client may not do this.', "The template's AllowedOAuthFlows say what it may."],
  invalid_request: ["The pool's page did not understand the request.", 'Check the domain and the client id.'],
  unsupported_response_type: ['The client has no code grant.', "The template's AllowedOAuthFlows say what it has."],
  server_error: ['Something went wrong at the pool.', 'Try again later.'],
  temporarily_unavailable: ['The pool is too busy.', 'Try again later.'],
  unreachable: ["The pool's domain cannot be reached.", 'Is it running, and is this page allowed to call it?'],
};

/** Errors that no pool sent. */
const OURS = ['state_mismatch', 'nonce_mismatch', 'unreachable'];

/** What went wrong and what to do next: a title and details. */
export function inWords(error) {
  if (!(error instanceof OAuthError)) {
    return [error.message];
  }
  const words = WORDS[error.name] ?? ["The pool's page answered with an error.", 'Sign in again.'];
  const code = !OURS.includes(error.name) && /^[\w .-]{1,60}$/.test(error.name);
  return [...words, error.message, code ? `OAuth calls this ${error.name}.` : ''].filter(Boolean);
}
