// Authenticator apps: what they scan, and the pane that sets one up.

import { inWords } from './cognito.mjs';
import { attempt, busy, byId, copyButton, h, onSubmit, show } from './dom.mjs';

/** What an app reads from a QR code: the key URI format of Google Authenticator's wiki. The secret is in Base32. */
export const keyUri = (username, secret) =>
  `otpauth://totp/Space%20Finder:${encodeURIComponent(username)}?secret=${secret}&issuer=Space%20Finder`;

/** A code as it was typed; apps show it in two groups of digits. */
export const digits = (code) => code.replace(/\s/g, '');

/** The local server draws it, whichever pool the secret is of; it keeps nothing. */
async function qrCode(uri) {
  const answer = await fetch('/playground/qr', { method: 'POST', body: uri, cache: 'no-store' });
  if (!answer.ok) {
    throw new Error(await answer.text());
  }
  const drawn = new DOMParser().parseFromString(await answer.text(), 'image/svg+xml');
  return document.importNode(drawn.documentElement, true);
}

/** Shows a secret in a form, for the eye and for an app's camera, and waits for the code. */
export async function showSecret(form, username, secret) {
  form
    .querySelector('.app-secret')
    .replaceChildren(
      await qrCode(keyUri(username, secret)),
      h('p', { class: 'hint' }, 'Secret'),
      h('p', { class: 'secret' }, h('code', {}, secret)),
      h('div', { class: 'actions' }, copyButton(secret, 'Copy secret')),
    );
  form.elements.code.value = '';
  form.hidden = false;
  form.elements.code.focus();
}

/** Hides a form, and forgets the secret that it showed. */
export function forgetSecret(form) {
  form.querySelector('.app-secret').replaceChildren();
  form.elements.code.value = '';
  form.hidden = true;
}

/** The pane in which a user who is signed in sets an app up, or turns the codes off. */
export function authenticator({ client, session }, outcome) {
  const start = byId('authenticator');
  const setUp = byId('authenticator-set-up');

  onSubmit(
    start,
    outcome,
    async () => showSecret(setUp, session.username, await client.newSecret(session.tokens)),
    inWords,
  );

  onSubmit(
    setUp,
    outcome,
    async ({ code }) => {
      await client.verifySecret(session.tokens, digits(code));
      await client.askForCodes(session.tokens, true);
      forgetSecret(setUp);
      show(outcome, 'done', 'The authenticator app is set up.', 'Each sign-in asks for its code from now on.');
    },
    inWords,
  );

  setUp.addEventListener('reset', () => {
    forgetSecret(setUp);
    outcome.replaceChildren();
  });

  byId('authenticator-off').addEventListener('click', () =>
    busy(start, () =>
      attempt(
        outcome,
        async () => {
          await client.askForCodes(session.tokens, false);
          forgetSecret(setUp);
          show(
            outcome,
            'done',
            'The codes are turned off.',
            'A sign-in takes the password alone, unless the pool demands a code of everybody.',
          );
        },
        inWords,
      ),
    ),
  );

  let whose = null;
  session.watch((tokens) => {
    byId('authenticator-signed-out').hidden = tokens !== null;
    start.hidden = tokens === null;
    if (session.username !== whose) {
      whose = session.username;
      forgetSecret(setUp);
    }
  });
}
