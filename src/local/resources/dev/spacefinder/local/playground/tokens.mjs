// The tokens side by side, and who is signed in.

import { inWords } from './cognito.mjs';
import { announce, attempt, byId, copyButton, h, show } from './dom.mjs';
import { explain, read, readable, verify } from './jwt.mjs';
import { curl } from './snippets.mjs';

const KINDS = {
  id: { title: 'ID token', says: 'Who the user is. The API takes this one unless it was set up for access tokens.' },
  access: { title: 'Access token', says: "What the app may do. Cognito's own user operations take this one." },
};

function left(exp) {
  const seconds = Math.floor(exp - Date.now() / 1000);
  if (seconds <= 0) {
    return 'expired';
  }
  const [minutes, rest] = [Math.floor(seconds / 60), String(seconds % 60).padStart(2, '0')];
  return minutes < 60 ? `${minutes}:${rest} left` : `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}

export function tokens({ pool, client, session }) {
  const cards = byId('token-cards');
  const whoami = byId('whoami');
  let keys = null;
  let toldExpiry = false;

  /** The pool's keys; fetched anew when a token names one that is not among them. */
  async function keysFor(kid) {
    if (!keys?.some((key) => key.kid === kid)) {
      const answer = await fetch(
        `${pool.local ? `${pool.endpoint}/${pool.userPoolId}` : pool.issuer}/.well-known/jwks.json`,
        { cache: 'no-store', credentials: 'omit' },
      );
      keys = (await answer.json()).keys;
    }
    return keys;
  }

  async function judge(token, badge) {
    try {
      const { genuine, because } = await verify(token, await keysFor(read(token).header.kid));
      badge.className = `badge ${genuine ? 'good' : 'bad'}`;
      badge.textContent = genuine ? 'Signature verified' : 'Signature wrong';
      badge.title = because;
    } catch {
      badge.className = 'badge';
      badge.textContent = 'Keys not reachable';
    }
  }

  function card(kind, token) {
    const { header, claims, parts } = read(token);
    const badge = h('span', { class: 'badge' }, 'Checking…');
    judge(token, badge);
    const title = `token-${kind}`;
    return h(
      'article',
      { class: 'card token', 'aria-labelledby': title, 'data-kind': kind },
      h(
        'div',
        { class: 'card-head' },
        h('h3', { id: title }, KINDS[kind].title),
        h('span', { class: 'badge time', 'data-exp': claims.exp }, left(claims.exp)),
        badge,
      ),
      h('p', { class: 'hint' }, KINDS[kind].says),
      h(
        'div',
        { class: 'actions' },
        copyButton(token, 'Copy token'),
        copyButton(() => curl('GET', `${pool.api}/me`, { Authorization: `Bearer ${token}` }), 'Copy as curl'),
      ),
      h(
        'details',
        {},
        h('summary', {}, 'As it is sent'),
        h(
          'p',
          { class: 'raw', tabindex: 0, role: 'group', 'aria-label': 'The token as it is sent' },
          ...parts.flatMap((part, index) => [
            index > 0 ? '.' : '',
            h('span', { class: ['part-header', 'part-claims', 'part-signature'][index] }, part),
          ]),
        ),
        h(
          'p',
          { class: 'legend' },
          h('span', { class: 'part-header' }, 'header'),
          ' . ',
          h('span', { class: 'part-claims' }, 'claims'),
          ' . ',
          h('span', { class: 'part-signature' }, 'signature'),
        ),
      ),
      h('h4', {}, 'Header'),
      h(
        'dl',
        { class: 'claims' },
        ...row('kid', header.kid, {
          meaning: "Which of the pool's keys signed it.",
          checked: "The API and the gateway look it up in the pool's JWKS.",
        }),
        ...row('alg', header.alg, { meaning: 'How it was signed.', checked: 'The API takes RS256 only.' }),
      ),
      h('h4', {}, 'Claims'),
      h(
        'dl',
        { class: 'claims' },
        ...Object.entries(claims).flatMap(([claim, value]) => row(claim, readable(claim, value), explain(claim))),
      ),
    );
  }

  const row = (name, value, { meaning, checked }) => [
    h('dt', {}, name),
    h('dd', {}, h('code', {}, value), h('p', {}, meaning, ' ', h('span', { class: 'checked' }, checked))),
  ];

  async function renew() {
    await attempt(
      byId('account-outcome'),
      async () => {
        session.begin(await client.refresh(session.tokens));
        show(
          byId('account-outcome'),
          'done',
          'Fresh tokens.',
          session.groups.length > 0 ? `Groups: ${session.groups.join(', ')}.` : 'In no group.',
        );
      },
      inWords,
    );
  }

  async function leave(operation, said) {
    const outcome = byId('account-outcome');
    await attempt(
      outcome,
      async () => {
        await operation(session.tokens);
        session.end();
        show(
          outcome,
          'done',
          said,
          'The ID and access tokens that were given out stay valid for the API until they expire: ' +
            'it checks their signature, and asks no one.',
        );
      },
      inWords,
    );
    if (session.tokens !== null) {
      session.end();
    }
    byId('sign-in').elements.username.focus();
  }

  session.watch((current) => {
    toldExpiry = false;
    if (current === null) {
      cards.replaceChildren(h('p', { class: 'card empty' }, 'Sign in, and the tokens are laid open here.'));
      whoami.replaceChildren(h('span', {}, 'Not signed in'));
      return;
    }
    cards.replaceChildren(...Object.keys(KINDS).map((kind) => card(kind, current[kind])));
    whoami.replaceChildren(
      h(
        'span',
        {},
        'Signed in as ',
        h('strong', {}, session.username),
        session.groups.length > 0 ? ` (${session.groups.join(', ')})` : '',
      ),
      h('span', { class: 'badge time', 'data-exp': read(current.id).claims.exp }, left(read(current.id).claims.exp)),
      h('button', { type: 'button', class: 'quiet', id: 'refresh', onclick: renew }, 'Refresh'),
      h(
        'button',
        { type: 'button', class: 'quiet', id: 'sign-out', onclick: () => leave(client.signOut, 'Signed out here.') },
        'Sign out',
      ),
      h(
        'button',
        {
          type: 'button',
          class: 'quiet',
          id: 'sign-out-everywhere',
          onclick: () => leave(client.signOutEverywhere, 'Signed out everywhere.'),
        },
        'Sign out everywhere',
      ),
    );
  });

  setInterval(() => {
    for (const badge of document.querySelectorAll('[data-exp]')) {
      const exp = Number(badge.dataset.exp);
      badge.textContent = left(exp);
      badge.classList.toggle('bad', exp <= Date.now() / 1000);
    }
    if (session.tokens && !toldExpiry && read(session.tokens.id).claims.exp <= Date.now() / 1000) {
      toldExpiry = true;
      announce('The tokens have expired. Refresh them.');
    }
  }, 1000);
}
