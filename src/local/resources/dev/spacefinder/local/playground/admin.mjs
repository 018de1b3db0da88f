// The administrator's pane: users, groups, passwords.

import { inWords } from './cognito.mjs';
import { attempt, byId, firstMistake, h, note, onSubmit, show } from './dom.mjs';

const STATES = {
  UNCONFIRMED: 'unconfirmed',
  CONFIRMED: 'confirmed',
  RESET_REQUIRED: 'must reset the password',
  FORCE_CHANGE_PASSWORD: 'must change the password',
};

export function admin({ pool, client, session, mailbox }) {
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
  const rows = h('tbody', {});
  const more = h(
    'button',
    { type: 'button', hidden: true, onclick: () => attempt(outcome, () => load(next), inWords) },
    'More users',
  );
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
  let groups = [];
  let next;

  pane.replaceChildren(
    h(
      'div',
      { class: 'card' },
      h(
        'div',
        { class: 'card-head' },
        h('h3', { id: 'users-title' }, 'Users'),
        h('button', { type: 'button', class: 'quiet', id: 'users-refresh', onclick: reload }, 'Look again'),
      ),
      outcome,
      h(
        'table',
        { 'aria-labelledby': 'users-title' },
        h(
          'thead',
          {},
          h('tr', {}, ...['User', 'State', 'Groups', 'Actions'].map((title) => h('th', { scope: 'col' }, title))),
        ),
        rows,
      ),
      more,
    ),
    h('div', { class: 'columns' }, createUser, createGroup),
    dialog.element,
  );

  onSubmit(
    createUser,
    outcome,
    async ({ username, email, password }) => {
      await client.createUser(username.trim(), email.trim(), password);
      createUser.reset();
      await load();
      await mailbox.look();
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
      await load();
      show(outcome, 'done', `The group ${group} is there.`);
    },
    inWords,
  );

  reload();
  session.watch((tokens) => tokens && reload());

  async function reload() {
    await attempt(outcome, () => load(), inWords);
  }

  /** Shows the first users, or those after a page. */
  async function load(after) {
    const page = await client.users(after);
    groups = (await client.groups()).Groups.map((group) => group.GroupName);
    const shown = await Promise.all(
      page.Users.map(async (user) =>
        row(
          user,
          (await client.groupsOf(user.Username)).Groups.map((group) => group.GroupName),
        ),
      ),
    );
    if (after) {
      rows.append(...shown);
    } else {
      rows.replaceChildren(...shown);
    }
    next = page.PaginationToken;
    more.hidden = !next;
  }

  /** Does something to a user, shows the users as they are then, and gives the focus back to where it was. */
  function change(username, operation, said) {
    return async () => {
      const control = document.activeElement?.dataset.control;
      await attempt(
        outcome,
        async () => {
          await operation();
          await load();
          show(outcome, 'done', said);
          const back = rows.querySelector(`[data-control="${CSS.escape(control ?? '')}"]`);
          (back ?? byId('users-refresh')).focus();
        },
        inWords,
      );
    };
  }

  function row(user, memberships) {
    const name = user.Username;
    const email = user.Attributes.find((attribute) => attribute.Name === 'email')?.Value ?? '';
    const control = (what) => ({ type: 'button', class: 'quiet', 'data-control': `${what} ${name}` });
    const others = groups.filter((group) => !memberships.includes(group));
    return h(
      'tr',
      { 'data-user': name },
      h('th', { scope: 'row' }, name, h('small', {}, email)),
      h('td', { 'data-label': 'State' }, STATES[user.UserStatus] ?? user.UserStatus, user.Enabled ? '' : ', disabled'),
      h(
        'td',
        { 'data-label': 'Groups' },
        h(
          'div',
          { class: 'chips' },
          ...memberships.map((group) =>
            h(
              'span',
              { class: 'chip' },
              group,
              h(
                'button',
                {
                  ...control(`leave ${group}`),
                  class: 'remove',
                  'aria-label': `Remove ${name} from ${group}`,
                  onclick: change(
                    name,
                    () => client.removeFromGroup(name, group),
                    `${name} left ${group}. The next token says so.`,
                  ),
                },
                '×',
              ),
            ),
          ),
          ...others.map((group) =>
            h(
              'button',
              {
                ...control(`join ${group}`),
                class: 'chip add',
                'aria-label': `Add ${name} to ${group}`,
                onclick: change(
                  name,
                  () => client.addToGroup(name, group),
                  `${name} joined ${group}. The next token says so.`,
                ),
              },
              `+ ${group}`,
            ),
          ),
        ),
      ),
      h(
        'td',
        { 'data-label': 'Actions' },
        h(
          'div',
          { class: 'actions' },
          h(
            'button',
            { ...control('password'), 'aria-label': `Set the password of ${name}`, onclick: () => dialog.open(name) },
            'Set password',
          ),
          user.UserStatus === 'UNCONFIRMED'
            ? h(
                'button',
                {
                  ...control('confirm'),
                  'aria-label': `Confirm ${name}`,
                  onclick: change(name, () => client.confirm(name), `${name} is confirmed.`),
                },
                'Confirm',
              )
            : null,
          user.Enabled
            ? h(
                'button',
                {
                  ...control('enable'),
                  'aria-label': `Disable ${name}`,
                  onclick: change(name, () => client.disable(name), `${name} can sign in no more.`),
                },
                'Disable',
              )
            : h(
                'button',
                {
                  ...control('enable'),
                  'aria-label': `Enable ${name}`,
                  onclick: change(name, () => client.enable(name), `${name} can sign in again.`),
                },
                'Enable',
              ),
          h(
            'button',
            {
              ...control('delete'),
              class: 'quiet danger',
              'aria-label': `Delete ${name}`,
              onclick: () =>
                confirm(`Delete ${name}? Spaces of theirs stay.`) &&
                change(name, () => client.remove(name), `${name} is deleted.`)(),
            },
            'Delete',
          ),
        ),
      ),
    );
  }

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
          await load();
          show(outcome, 'done', `${username} has a new password.`);
        },
        inWords,
      );
    });

    return {
      element,
      open(name) {
        username = name;
        form.reset();
        mistake.replaceChildren();
        title.textContent = `Set the password of ${name}`;
        element.showModal();
      },
    };
  }
}
