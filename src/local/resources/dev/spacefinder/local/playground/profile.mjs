// The pane in which a user who is signed in changes or deletes the own account.

import { inWords } from './cognito.mjs';
import { attempt, busy, byId, onSubmit, show } from './dom.mjs';

/**
 * @param {object}   context what the page has: client, session
 * @param {Element}  outcome where it is told how it went
 * @param {object}   mailbox what Cognito would have sent
 * @param {Function} sentTo  tells where a code went
 */
export function profile({ client, session }, outcome, mailbox, sentTo) {
  const password = byId('change-password');
  const email = byId('change-email');
  const verification = byId('verify-email');
  const deletion = byId('delete-account');

  onSubmit(
    password,
    outcome,
    async ({ previous, proposed }) => {
      await client.changePassword(session.tokens, previous, proposed);
      clear();
      show(outcome, 'done', 'The password is changed.', 'The tokens stay valid; the next sign-in takes the new one.');
    },
    inWords,
  );

  onSubmit(
    email,
    outcome,
    async (fields) => {
      const answer = await client.changeEmail(session.tokens, fields.email.trim());
      await mailbox.look();
      const [delivery] = answer.CodeDeliveryDetailsList ?? [];
      if (delivery) {
        show(outcome, 'done', 'The new email waits for its code.', sentTo(delivery));
        verification.elements.code.focus();
      } else {
        show(outcome, 'done', 'The email is changed.', 'The next tokens say so: refresh them.');
      }
    },
    inWords,
  );

  onSubmit(
    verification,
    outcome,
    async ({ code }) => {
      await client.verifyOwnEmail(session.tokens, code.trim());
      clear();
      show(outcome, 'done', 'The email is verified.', 'The next tokens say so: refresh them.');
    },
    inWords,
  );

  byId('another-email-code').addEventListener('click', () =>
    busy(
      verification,
      () =>
        attempt(
          outcome,
          async () => {
            const answer = await client.sendEmailCode(session.tokens);
            await mailbox.look();
            show(outcome, 'done', 'Another code is on its way.', sentTo(answer.CodeDeliveryDetails));
          },
          inWords,
        ),
      outcome,
    ),
  );

  onSubmit(
    deletion,
    outcome,
    async () => {
      const { username } = session;
      if (confirm(`Delete the account ${username}? It cannot be had back. Its spaces stay.`)) {
        await client.deleteOwnAccount(session.tokens);
        session.end();
        show(outcome, 'done', `The account ${username} is deleted.`);
      }
    },
    inWords,
  );

  function clear() {
    [password, email, verification].forEach((form) => form.reset());
    password.elements.username.value = session.username ?? '';
  }

  let whose = null;
  session.watch((tokens) => {
    byId('own-signed-out').hidden = tokens !== null;
    byId('own').hidden = tokens === null;
    if (session.username !== whose) {
      whose = session.username;
      clear();
    }
  });

  return {
    /** Whether a code for this user verifies the own email address. */
    expects: (username) => session.username === username,
    take(code) {
      verification.elements.code.value = code;
      verification.elements.code.focus();
    },
  };
}
