// The tokens side by side, others than the own ones, and who is signed in.

import { inWords } from './cognito.mjs';
import { announce, attempt, busy, byId, copyButton, h, note, onSubmit, show } from './dom.mjs';
import { explain, objections, read, readable, verify } from './jwt.mjs';
import { inWords as inWordsOfOAuth, leaveToSignOut, machineToken } from './oauth.mjs';
import { curl } from './snippets.mjs';

const KINDS = {
  id: { title: 'ID token', says: 'Who the user is. The API takes this one unless it was set up for access tokens.' },
  access: { title: 'Access token', says: "What the app may do. Cognito's own user operations take this one." },
};

function left(exp) {
  if (!Number.isFinite(exp)) {
    return 'no end';
  }
  const seconds = Math.floor(exp - Date.now() / 1000);
  if (seconds <= 0) {
    return 'expired';
  }
  const [minutes, rest] = [Math.floor(seconds / 60), String(seconds % 60).padStart(2, '0')];
  return minutes < 60 ? `${minutes}:${rest} left` : `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}

const row = (name, value, { meaning, checked }) => [
  h('dt', {}, name),
  h('dd', {}, h('code', {}, value), h('p', {}, meaning, ' ', h('span', { class: 'checked' }, checked))),
];

export function tokens({ pool, client, session }) {
  const cards = byId('token-cards');
  const whoami = byId('whoami');
  const outcome = byId('session-outcome');
  let keys = null;
  let toldExpiry = false;

  /** The pool's keys; fetched anew when a token names one that is not among them. */
  async function keysFor(kid) {
    if (!keys?.some((key) => key.kid === kid)) {
      const answer = await fetch(pool.keys, { cache: 'no-store', credentials: 'omit' });
      keys = (await answer.json()).keys;
    }
    return keys;
  }

  async function judge(token, badge) {
    let published;
    try {
      published = await keysFor(read(token).header.kid);
    } catch {
      badge.textContent = 'Keys not reachable';
      return;
    }
    const { genuine, because } = await verify(token, published);
    badge.classList.add(genuine ? 'good' : 'bad');
    badge.textContent = genuine ? 'Signature verified' : 'Signature wrong';
    badge.title = because;
  }

  /** A token, taken apart: what it says, what that means and who checks it. */
  function laidOpen(kind, token, { title, says }, ...remarks) {
    const { header, claims, parts } = read(token);
    const badge = h('span', { class: 'badge signature' }, 'Checking…');
    judge(token, badge);
    const id = `token-${kind}`;
    return [
      h(
        'div',
        { class: 'card-head' },
        h('h3', { id }, title),
        h(
          'span',
          { class: `badge time ${left(claims.exp) === 'expired' ? 'bad' : ''}`, 'data-exp': claims.exp },
          left(claims.exp),
        ),
        badge,
      ),
      h('p', { class: 'hint' }, says),
      ...remarks,
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
    ];
  }

  const card = (kind, token) =>
    h(
      'article',
      { class: 'card token', 'aria-labelledby': `token-${kind}`, 'data-kind': kind },
      ...laidOpen(kind, token, KINDS[kind]),
    );

  const within = (kind, token, words, ...remarks) =>
    h(
      'article',
      { class: 'token', 'aria-labelledby': `token-${kind}`, 'data-kind': kind },
      ...laidOpen(kind, token, words, ...remarks),
    );

  const noIdToken = () =>
    h(
      'div',
      { class: 'card' },
      h('h3', {}, KINDS.id.title),
      h('p', { class: 'hint' }, 'There is none: the sign-in did not ask for the scope openid.'),
    );

  async function renew() {
    await attempt(
      outcome,
      async () => {
        session.begin({ ...session.tokens, ...(await client.refresh(session.tokens)) });
        tell(
          'done',
          'Fresh tokens.',
          session.groups.length > 0 ? `Groups: ${session.groups.join(', ')}.` : 'In no group.',
        );
      },
      inWords,
    );
    byId('refresh')?.focus();
  }

  /** Says beside the session's buttons how it went, until it is closed or the next one begins. */
  function tell(kind, title, ...details) {
    show(outcome, kind, title, ...details);
    outcome.firstElementChild.append(
      h(
        'button',
        {
          type: 'button',
          class: 'quiet',
          onclick: () => {
            outcome.replaceChildren();
            whoami.querySelector('button')?.focus();
          },
        },
        'Close',
      ),
    );
  }

  async function leave(operation, said) {
    await attempt(
      outcome,
      async () => {
        await operation(session.tokens);
        session.end();
        tell(
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
    byId('tab-sign-in').click();
    byId('sign-in').elements.username.focus();
  }

  async function leavePage() {
    await client.signOut(session.tokens).catch(() => {});
    session.end();
    leaveToSignOut(pool);
  }

  const button = (id, label, onclick) => h('button', { type: 'button', class: 'quiet', id, onclick }, label);

  session.watch((current) => {
    toldExpiry = false;
    if (current === null) {
      cards.replaceChildren(h('p', { class: 'card empty' }, 'Sign in, and the tokens are laid open here.'));
      whoami.replaceChildren(h('span', {}, 'Not signed in'));
      return;
    }
    const { exp } = read(current.id ?? current.access).claims;
    cards.replaceChildren(current.id ? card('id', current.id) : noIdToken(), card('access', current.access));
    whoami.replaceChildren(
      h(
        'span',
        { class: 'name' },
        'Signed in as ',
        h('strong', {}, session.username),
        session.groups.length > 0 ? ` (${session.groups.join(', ')})` : '',
      ),
      h('span', { class: 'badge time', 'data-exp': exp }, left(exp)),
      button('refresh', 'Refresh', renew),
      button('sign-out', 'Sign out', () => leave(client.signOut, 'Signed out here.')),
      button('sign-out-everywhere', 'Sign out everywhere', () =>
        leave(client.signOutEverywhere, 'Signed out everywhere.'),
      ),
      ...(current.page ? [button('sign-out-page', "Sign out at the pool's page", leavePage)] : []),
    );
  });

  // A machine's token

  const machine = byId('machine');
  machine.elements.id.value = pool.machineClientId ?? '';
  machine.elements.secret.value = pool.machineClientSecret ?? '';
  onSubmit(
    machine,
    byId('machine-outcome'),
    async ({ id, secret, scope }) => {
      byId('machine-token').replaceChildren();
      session.machine = null;
      const token = await machineToken(pool, { id: id.trim(), secret, scope: scope.trim() });
      session.machine = token;
      byId('machine-token').replaceChildren(
        within('machine', token, { title: "The machine's token", says: 'To be chosen for a call, below.' }),
      );
      announce('The token is there.');
    },
    inWordsOfOAuth,
  );

  // Any token

  const any = byId('any');
  function takeApart() {
    const token = any.elements.token.value.trim().replace(/^Bearer\s+/i, '');
    byId('any-outcome').replaceChildren();
    byId('any-token').replaceChildren();
    if (token === '') {
      return;
    }
    try {
      const { claims } = read(token);
      const against = objections(claims, pool);
      byId('any-token').replaceChildren(
        within(
          'any',
          token,
          { title: 'Taken apart', says: `What speaks against it at ${pool.api}, beside its signature:` },
          against.length > 0
            ? note('problem', against[0], ...against.slice(1))
            : note('done', 'Nothing, if the API takes this kind of token.'),
        ),
      );
      announce(against.join(' ') || 'The token is taken apart.');
    } catch (error) {
      show(byId('any-outcome'), 'problem', error.message, 'It has three parts with dots between them: eyJ….eyJ….…');
    }
  }
  any.addEventListener('input', takeApart);
  any.addEventListener('submit', (event) => event.preventDefault());
  any.addEventListener('reset', () => {
    any.elements.token.value = '';
    takeApart();
    any.elements.token.focus();
  });

  setInterval(() => {
    for (const badge of document.querySelectorAll('[data-exp]')) {
      const exp = Number(badge.dataset.exp);
      badge.textContent = left(exp);
      badge.classList.toggle('bad', exp <= Date.now() / 1000);
    }
    if (session.tokens && !toldExpiry) {
      const { id, access } = session.tokens;
      if (read(id ?? access).claims.exp <= Date.now() / 1000) {
        toldExpiry = true;
        announce('The tokens have expired. Refresh them.');
      }
    }
  }, 1000);

  return { tell };
}
