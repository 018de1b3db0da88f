// The administrator's pane: users, new users and groups, passwords.

import { inWords } from './cognito.mjs';
import { attempt, byId, firstMistake, h, note, onSubmit, show } from './dom.mjs';
import { users } from './users.mjs';

export function admin({ pool, client }) {
  const pane = byId('admin-pane');
  if (!pool.local) {
    pane.replaceChildren(
      h(
        'div',
        { class: 'card' },
        note(
          'note',
          'Done with an AWS key, not from a browser.',
          "In AWS these operations are signed with an administrator's key, which has no business in a web page.",
        ),
        h(
          'pre',
          {},
          'infra/users.sh create USER EMAIL\ninfra/users.sh password USER\ninfra/users.sh group USER admins\ninfra/users.sh list',
        ),
      ),
    );
    return;
  }

  const outcome = h('div', { class: 'outcome', id: 'admin-outcome' });
  const createUser = h(
    'form',
    { class: 'card fields', novalidate: true, id: 'create-user', 'aria-label': 'Create a user' },
    h('h3', {}, 'Create a user'),
    h(
      'label',
      {},
      'Username',
      h('input', {
        name: 'username',
        autocomplete: 'off',
        autocapitalize: 'none',
        spellcheck: 'false',
        required: true,
      }),
    ),
    h('label', {}, 'Email', h('input', { name: 'email', type: 'email', autocomplete: 'off', required: true })),
    h(
      'label',
      {},
      'Temporary password',
      h('input', { name: 'password', autocomplete: 'off', spellcheck: 'false' }),
      h('small', {}, 'Left empty, one is made and goes to the mail box.'),
    ),
    h('div', { class: 'actions' }, h('button', { class: 'primary' }, 'Create')),
  );
  const createGroup = h(
    'form',
    { class: 'card fields', novalidate: true, id: 'create-group', 'aria-label': 'Create a group' },
    h('h3', {}, 'Create a group'),
    h(
      'label',
      {},
      'Name',
      h('input', { name: 'group', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', required: true }),
    ),
    h('div', { class: 'actions' }, h('button', {}, 'Create')),
  );
  const dialog = passwordDialog();
  const list = users({ client, lastSignIn }, outcome, dialog);

  pane.replaceChildren(list.element, h('div', { class: 'columns' }, createUser, createGroup), dialog.element);

  onSubmit(
    createUser,
    outcome,
    async ({ username, email, password }) => {
      const { User } = await client.createUser(username.trim(), email.trim(), password);
      createUser.reset();
      list.add(User);
      show(outcome, 'done', `${username} is there.`, 'At the first sign-in the pool asks for a password of their own.');
    },
    inWords,
  );

  onSubmit(
    createGroup,
    outcome,
    async ({ group }) => {
      await client.createGroup(group.trim());
      createGroup.reset();
      await list.lookForGroups();
      show(outcome, 'done', `The group ${group} is there.`);
    },
    inWords,
  );

  attempt(outcome, () => list.lookForGroups(), inWords).then(() => list.reload());

  function passwordDialog() {
    const title = h('h2', { id: 'set-password-title' });
    const mistake = h('div', { class: 'outcome' });
    const form = h(
      'form',
      { class: 'fields', method: 'dialog', novalidate: true, id: 'set-password' },
      title,
      h(
        'label',
        {},
        'Password',
        h('input', { name: 'password', autocomplete: 'off', spellcheck: 'false', required: true }),
      ),
      h(
        'label',
        { class: 'check' },
        h('input', { type: 'checkbox', name: 'permanent', checked: true }),
        ' Permanent. Otherwise the user must change it at the next sign-in.',
      ),
      mistake,
      h(
        'div',
        { class: 'actions' },
        h('button', { class: 'primary' }, 'Set'),
        h('button', { type: 'button', class: 'quiet', onclick: () => element.close() }, 'Cancel'),
      ),
    );
    const element = h('dialog', { 'aria-labelledby': 'set-password-title' }, form);
    let username;
    let done;

    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const wrong = firstMistake(form);
      if (wrong) {
        show(mistake, 'problem', wrong);
        return;
      }
      await attempt(
        mistake,
        async () => {
          await client.setPassword(username, form.elements.password.value, form.elements.permanent.checked);
          element.close();
          await done();
        },
        inWords,
      );
    });

    return {
      element,
      open(name, then) {
        username = name;
        done = then;
        form.reset();
        mistake.replaceChildren();
        title.textContent = `Set the password of ${name}`;
        element.showModal();
      },
    };
  }
}

/** When somebody signed in last, as far as the local pool knows; Cognito's API does not tell. */
async function lastSignIn(username) {
  const answer = await fetch(`/playground/last-sign-in?${new URLSearchParams({ username })}`, { cache: 'no-store' });
  return (await answer.json()).at;
}
