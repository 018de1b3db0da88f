// Signing up, confirming, signing in and the mail box.

import { authenticator, digits, forgetSecret, showSecret } from './authenticator.mjs';
import { Challenge, CognitoError, inWords, isOver } from './cognito.mjs';
import { announce, attempt, busy, byId, h, note, onSubmit, show, tabs } from './dom.mjs';
import { codeOf, inWords as inWordsOfOAuth, leaveToSignIn, redeem } from './oauth.mjs';
import { profile } from './profile.mjs';

export function account({ pool, client, session }) {
  const outcome = byId('account-outcome');
  const forms = {
    signIn: byId('sign-in'),
    poolPage: byId('pool-page'),
    newPassword: byId('new-password'),
    code: byId('sign-in-code'),
    setUp: byId('sign-in-set-up'),
    signUp: byId('sign-up'),
    confirm: byId('confirm'),
    forgot: byId('forgot'),
    reset: byId('reset'),
  };
  const answers = {
    NEW_PASSWORD_REQUIRED: forms.newPassword,
    SOFTWARE_TOKEN_MFA: forms.code,
    MFA_SETUP: forms.setUp,
  };
  const select = tabs(byId('account-tabs'));
  let challenge = null;

  byId('account-tabs').addEventListener('click', () => outcome.replaceChildren());

  function carryName(username) {
    [forms.signIn, forms.confirm, forms.forgot].forEach((form) => (form.elements.username.value = username));
  }

  /** Shows the form that answers a challenge, or the one that signs in; secrets and codes of before are forgotten. */
  function showStep(form) {
    forgetSecret(forms.setUp);
    Object.values(answers).forEach((other) => (other.hidden = other !== form));
    forms.signIn.hidden = forms.poolPage.hidden = form !== forms.signIn;
  }

  /** Takes tokens as a sign-in, and asks for what the pool wants before it gives them. */
  async function proceed(result) {
    challenge = result instanceof Challenge ? result : null;
    if (challenge && !answers[challenge.name]) {
      throw new CognitoError(challenge.name, `The pool asks for ${challenge.name}, which this page does not know.`);
    }
    showStep(challenge ? answers[challenge.name] : forms.signIn);
    switch (challenge?.name) {
      case 'NEW_PASSWORD_REQUIRED':
        forms.newPassword.elements.username.value = challenge.username;
        show(outcome, 'note', 'Choose a new password.');
        forms.newPassword.elements.password.focus();
        break;
      case 'SOFTWARE_TOKEN_MFA':
        forms.code.elements.code.value = '';
        show(outcome, 'note', 'Enter the code of your authenticator app.');
        forms.code.elements.code.focus();
        break;
      case 'MFA_SETUP': {
        const { secret, challenge: waiting } = await client.newSecretFor(challenge);
        challenge = waiting;
        await showSecret(forms.setUp, challenge.username, secret);
        show(outcome, 'note', 'Set up an authenticator app.');
        break;
      }
      default:
        begin(result);
    }
  }

  function begin(tokens) {
    session.begin(tokens);
    byId('session-outcome').replaceChildren();
    forms.signIn.reset();
    forms.newPassword.reset();
    show(
      outcome,
      'done',
      `Signed in as ${session.username}.`,
      session.groups.length > 0
        ? `Groups: ${session.groups.join(', ')}.`
        : 'In no group: the API lets you read and own spaces.',
    );
  }

  onSubmit(
    forms.signIn,
    outcome,
    async ({ username, password, flow }) => {
      try {
        await proceed(
          await (flow === 'srp' ? client.signInWithSrp : client.signInWithPassword)(username.trim(), password),
        );
      } catch (error) {
        if (error.name === 'UserNotConfirmedException') {
          carryName(username.trim());
          select('tab-confirm');
        } else if (error.name === 'PasswordResetRequiredException') {
          carryName(username.trim());
          select('tab-forgot');
        }
        throw error;
      }
    },
    inWords,
  );

  byId('scopes').append(
    ...pool.scopes.map((scope) =>
      h(
        'label',
        { class: 'check' },
        h('input', { type: 'checkbox', name: 'scope', value: scope, checked: true }),
        ' ',
        h('code', {}, scope),
      ),
    ),
  );
  if (!pool.domain) {
    byId('pool-page-hint').textContent = 'Say under "Use another pool…" at which domain the pool has its sign-in page.';
  }

  onSubmit(
    forms.poolPage,
    outcome,
    async ({ further }) => {
      const ticked = new FormData(forms.poolPage).getAll('scope');
      const scopes = [...ticked, ...further.split(/\s+/).filter((scope) => scope !== '')];
      if (scopes.length === 0) {
        throw new Error('Choose a scope: without one the pool gives all that the client may have.');
      }
      await leaveToSignIn(pool, [...new Set(scopes)].join(' '));
    },
    inWordsOfOAuth,
  );

  /** Ends what was begun at the pool's page. */
  async function arrive({ begun, search }) {
    if (begun?.signsOut) {
      show(outcome, 'done', "Signed out at the pool's page too.", 'The next sign-in there asks for the password.');
      return;
    }
    await attempt(outcome, async () => begin(await redeem(pool, codeOf(search, begun), begun)), inWordsOfOAuth);
    outcome.focus();
  }

  /** Sends the answer to the challenge when its form is sent; when the pool waits no longer, the sign-in begins anew. */
  function onAnswer(form, answer) {
    onSubmit(
      form,
      outcome,
      async (fields) => {
        try {
          await proceed(await answer(fields));
        } catch (error) {
          if (isOver(error)) {
            challenge = null;
            showStep(forms.signIn);
          }
          throw error;
        }
      },
      inWords,
    );
    form.addEventListener('reset', () => {
      challenge = null;
      showStep(forms.signIn);
      outcome.replaceChildren();
    });
  }

  onAnswer(forms.newPassword, ({ password }) => client.answerNewPassword(challenge, password));
  onAnswer(forms.code, ({ code }) => client.answerCode(challenge, digits(code)));
  onAnswer(forms.setUp, ({ code }) => client.answerSetUp(challenge, digits(code)));

  onSubmit(
    forms.signUp,
    outcome,
    async ({ username, email, password }) => {
      const answer = await client.signUp(username.trim(), email.trim(), password);
      carryName(username.trim());
      forms.signUp.reset();
      await mailbox.look();
      if (answer.UserConfirmed) {
        select('tab-sign-in');
        show(outcome, 'done', `${username} is signed up.`, 'Sign in.');
      } else {
        select('tab-confirm');
        show(outcome, 'done', `${username} is signed up.`, sentTo(answer.CodeDeliveryDetails));
        forms.confirm.elements.code.focus();
      }
    },
    inWords,
  );

  onSubmit(
    forms.confirm,
    outcome,
    async ({ username, code }) => {
      await client.confirmSignUp(username.trim(), code.trim());
      carryName(username.trim());
      forms.confirm.elements.code.value = '';
      select('tab-sign-in');
      show(outcome, 'done', `${username} is confirmed.`, 'The email address is verified. Now sign in.');
      forms.signIn.elements.password.focus();
    },
    inWords,
  );

  byId('resend').addEventListener('click', () =>
    busy(
      forms.confirm,
      () =>
        attempt(
          outcome,
          async () => {
            const answer = await client.resendCode(forms.confirm.elements.username.value.trim());
            await mailbox.look();
            show(outcome, 'done', 'Another code is on its way.', sentTo(answer.CodeDeliveryDetails));
          },
          inWords,
        ),
      outcome,
    ),
  );

  onSubmit(
    forms.forgot,
    outcome,
    async ({ username }) => {
      forms.reset.elements.username.value = username.trim();
      const answer = await client.forgotPassword(username.trim());
      await mailbox.look();
      show(outcome, 'done', 'A code is on its way.', sentTo(answer.CodeDeliveryDetails));
      forms.reset.elements.code.focus();
    },
    inWords,
  );

  onSubmit(
    forms.reset,
    outcome,
    async ({ code, password }) => {
      const username = forms.forgot.elements.username.value.trim();
      if (username === '') {
        throw new Error('Say above whose password it is.');
      }
      await client.confirmForgotPassword(username, code.trim(), password);
      forms.reset.reset();
      carryName(username);
      select('tab-sign-in');
      show(outcome, 'done', 'The new password is set.', 'Sign in with it.');
      forms.signIn.elements.password.focus();
    },
    inWords,
  );

  function sentTo(delivery) {
    if (!delivery) {
      return 'The pool sent no code.';
    }
    return pool.local
      ? `The code for ${delivery.Destination} is in the mail box.`
      : `The code went to ${delivery.Destination}.`;
  }

  if (pool.users.length > 0) {
    byId('ready-users').replaceChildren(
      'or as ',
      ...pool.users.flatMap((user, index) => [
        index > 0 ? ' ' : '',
        h(
          'button',
          {
            type: 'button',
            class: 'quiet',
            onclick: () => {
              forms.signIn.elements.username.value = user.username;
              forms.signIn.elements.password.value = user.password;
              forms.signIn.requestSubmit();
            },
          },
          user.username,
        ),
      ]),
    );
  }

  authenticator({ client, session }, outcome);

  const mailbox = pool.local ? mail() : { look: async () => (byId('mailbox').hidden = true), show() {} };
  const own = profile({ client, session }, outcome, mailbox, sentTo);
  mailbox.look();

  function mail() {
    const list = byId('messages');
    let seen = 0;
    let shown = null;

    function message({ destination, text, code, at, ...about }, index) {
      return h(
        'li',
        { class: index === 0 ? 'newest' : false },
        h(
          'p',
          { class: 'from' },
          h('span', {}, `To ${destination}`),
          h('time', { datetime: at }, new Date(at).toLocaleTimeString()),
        ),
        h('p', {}, text),
        h(
          'button',
          { type: 'button', class: 'code', onclick: () => use(code, about), 'aria-label': `Use ${code}` },
          code,
        ),
      );
    }

    /** Puts a code, or a temporary password, into the field that waits for it. */
    function use(code, { username, purpose }) {
      outcome.replaceChildren();
      if (purpose === 'invitation') {
        select('tab-sign-in');
        showStep(forms.signIn);
        carryName(username);
        forms.signIn.elements.password.value = code;
        forms.signIn.elements.password.focus();
      } else if (purpose === 'password') {
        select('tab-forgot');
        carryName(username);
        forms.reset.elements.username.value = username;
        forms.reset.elements.code.value = code;
        forms.reset.elements.password.focus();
      } else if (purpose === 'sign-up') {
        select('tab-confirm');
        carryName(username);
        forms.confirm.elements.code.value = code;
        forms.confirm.elements.code.focus();
      } else if (own.expects(username)) {
        select('tab-own');
        own.take(code);
      } else {
        select('tab-sign-in');
        carryName(username);
        show(outcome, 'note', `Sign in as ${username} first.`, 'The code is for an email address of theirs.');
      }
    }

    async function look() {
      let messages;
      try {
        const answer = await fetch('/playground/mailbox', { cache: 'no-store' });
        ({ messages } = await answer.json());
      } catch {
        shown = null;
        list.replaceChildren(
          h('li', {}, note('problem', 'The mail box cannot be read.', 'Is the server (./mvnw quarkus:dev) running?')),
        );
        announce('The mail box cannot be read. Is the server running?');
        return;
      }
      showAll(messages);
    }

    /** Shows the messages; the same ones stay as they are, for whoever is about to take a code. */
    function showAll(messages) {
      if (shown === JSON.stringify(messages)) {
        return;
      }
      shown = JSON.stringify(messages);
      list.replaceChildren(...messages.map(message));
      if (messages.length === 0) {
        list.append(h('li', { class: 'empty' }, 'Empty. Sign up, or forget a password.'));
      }
      if (messages.length > seen && seen > 0) {
        announce('A message came.');
      }
      seen = messages.length;
    }

    byId('mailbox-refresh').addEventListener('click', look);
    return { look, show: showAll };
  }

  return { look: () => mailbox.look(), show: (messages) => mailbox.show(messages), arrive };
}
