// The administrator's list of users: a search, a page at a time, and each user's details on demand.

import { inWords } from './cognito.mjs';
import { attempt, byId, h, show } from './dom.mjs';

const STATES = {
  UNCONFIRMED: 'unconfirmed',
  CONFIRMED: 'confirmed',
  RESET_REQUIRED: 'must reset the password',
  FORCE_CHANGE_PASSWORD: 'must change the password',
};

/** What Cognito can look for: one attribute at a time, by its beginning or as a whole. */
const SEARCHES = {
  username: { label: 'Username begins with', filter: ['username', '^='] },
  email: { label: 'Email begins with', filter: ['email', '^='] },
  sub: { label: 'sub is', filter: ['sub', '='] },
  state: { label: 'State is', filter: ['cognito:user_status', '='], values: STATES },
  access: { label: 'Access is', filter: ['status', '='], values: { Enabled: 'enabled', Disabled: 'disabled' } },
};

/** ListUsers' Filter for a search; undefined for everybody. */
export function filterOf(kind, text) {
  const [attribute, comparison] = SEARCHES[kind].filter;
  return text === '' ? undefined : `${attribute} ${comparison} "${text.replace(/[\\"]/g, '\\$&')}"`;
}

const attributeOf = (user, name) =>
  (user.Attributes ?? user.UserAttributes).find((attribute) => attribute.Name === name)?.Value ?? '';

const moment = (seconds) => (seconds === undefined ? 'never' : new Date(seconds * 1000).toLocaleString());

/**
 * @param {object} outcome  where it is said how something went
 * @param {object} dialog   sets a user's password: open(username, done)
 */
export function users({ client, lastSignIn }, outcome, dialog) {
  const rows = h('tbody', {});
  const more = h('button', { type: 'button', hidden: true, onclick: () => tried(() => load(next)) }, 'More users');
  const search = searchForm();
  const opened = new Map();
  let groups = [];
  let next;
  let asked = 0;

  const element = h(
    'div',
    { class: 'card' },
    h(
      'div',
      { class: 'card-head' },
      h('h3', { id: 'users-title' }, 'Users'),
      h('button', { type: 'button', class: 'quiet', id: 'users-refresh', onclick: reload }, 'Look again'),
    ),
    search,
    outcome,
    h(
      'table',
      { 'aria-labelledby': 'users-title' },
      h('thead', {}, h('tr', {}, ...['User', 'Email', 'State'].map((title) => h('th', { scope: 'col' }, title)))),
      rows,
    ),
    more,
  );

  const tried = (action) => attempt(outcome, action, inWords);

  function reload() {
    return tried(() => load());
  }

  /** Shows the first users that fit, or those after a page. */
  async function load(after) {
    const mine = ++asked;
    const page = await client.users(after, filterOf(search.elements.kind.value, sought()));
    if (mine !== asked) {
      return;
    }
    const found = page.Users.flatMap(row);
    if (after) {
      rows.append(...found);
      found[0]?.querySelector('button').focus();
    } else {
      opened.clear();
      rows.replaceChildren(
        ...(found.length > 0 ? found : [h('tr', {}, h('td', { colspan: 3, class: 'empty' }, 'Nobody fits.'))]),
      );
    }
    next = page.PaginationToken;
    more.hidden = !next;
  }

  function sought() {
    const { kind, text, value } = search.elements;
    return SEARCHES[kind.value].values ? value.value : text.value.trim();
  }

  function searchForm() {
    const text = h('input', { name: 'text', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' });
    const value = h('select', { name: 'value', hidden: true });
    const form = h(
      'form',
      { class: 'sift', novalidate: true, id: 'search-users', 'aria-label': 'Search users' },
      h(
        'label',
        {},
        'Look for',
        h(
          'select',
          { name: 'kind', onchange: choose },
          ...Object.entries(SEARCHES).map(([kind, { label }]) => h('option', { value: kind }, label)),
        ),
      ),
      h('label', {}, 'This', text, value),
      h('button', {}, 'Search'),
      h('button', { type: 'reset', class: 'quiet' }, 'Show all'),
    );

    function choose() {
      const values = SEARCHES[form.elements.kind.value].values;
      text.hidden = Boolean(values);
      value.hidden = !values;
      value.replaceChildren(
        ...Object.entries(values ?? {}).map(([each, label]) => h('option', { value: each }, label)),
      );
    }

    form.addEventListener('submit', (event) => {
      event.preventDefault();
      reload();
    });
    form.addEventListener('reset', () =>
      setTimeout(() => {
        choose();
        reload();
      }),
    );
    return form;
  }

  /** A user's row; its details are fetched when they are opened. */
  function row(user) {
    const name = user.Username;
    const details = h('td', { colspan: 3, class: 'details' });
    const below = h('tr', { 'data-details': name, hidden: true }, details);
    const toggle = h(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'aria-expanded': 'false',
        onclick: () => tried(() => (below.hidden ? open() : close())),
      },
      name,
    );
    const email = h('td', { 'data-label': 'Email' });
    const state = h('td', { 'data-label': 'State' });
    const above = h('tr', { 'data-user': name }, h('th', { scope: 'row' }, toggle), email, state);

    function describe(described) {
      email.textContent = attributeOf(described, 'email');
      state.textContent =
        (STATES[described.UserStatus] ?? described.UserStatus) + (described.Enabled ? '' : ', disabled');
    }

    async function open() {
      await look();
      opened.set(name, look);
      below.hidden = false;
      toggle.setAttribute('aria-expanded', 'true');
    }

    function close() {
      opened.delete(name);
      below.hidden = true;
      toggle.setAttribute('aria-expanded', 'false');
    }

    /** Shows the user as the pool knows them now. */
    async function look() {
      const [known, { Groups }, at] = await Promise.all([client.user(name), client.groupsOf(name), lastSignIn(name)]);
      describe(known);
      details.replaceChildren(
        ...content(
          known,
          Groups.map((group) => group.GroupName),
          at,
        ),
      );
    }

    /** Does something to the user, shows the user as they are then, and leaves the focus where it was. */
    function change(operation, said) {
      return async () => {
        const control = document.activeElement?.dataset.control;
        await tried(async () => {
          await operation();
          await look();
          show(outcome, 'done', said);
          if (control !== undefined) {
            (details.querySelector(`[data-control="${CSS.escape(control)}"]`) ?? toggle).focus();
          }
        });
      };
    }

    async function remove() {
      if (confirm(`Delete ${name}? Spaces of theirs stay.`)) {
        await tried(async () => {
          await client.remove(name);
          const neighbour = below.nextElementSibling ?? above.previousElementSibling?.previousElementSibling;
          opened.delete(name);
          above.remove();
          below.remove();
          show(outcome, 'done', `${name} is deleted.`);
          (neighbour?.querySelector('button') ?? byId('users-refresh')).focus();
        });
      }
    }

    function button(control, label, onclick, properties = {}) {
      return h(
        'button',
        {
          type: 'button',
          class: 'quiet',
          'data-control': control,
          'aria-label': `${label} ${name}`,
          onclick,
          ...properties,
        },
        properties.text ?? label,
      );
    }

    function content(known, memberships, at) {
      const contact = attributeOf(known, 'email');
      const factors = known.UserMFASettingList ?? [];
      const attributes = known.UserAttributes.filter(({ Name }) => Name !== 'email_verified');
      return [
        h(
          'dl',
          { class: 'headers' },
          ...[
            ...attributes.map(({ Name, Value }) => [
              Name,
              Name === 'email'
                ? `${Value}, ${attributeOf(known, 'email_verified') === 'true' ? 'verified' : 'not verified'}`
                : Value,
            ]),
            ['Second factor', factors.length === 0 ? 'none' : 'authenticator app'],
            ['Created', moment(known.UserCreateDate)],
            ['Changed', moment(known.UserLastModifiedDate)],
            ['Last sign-in', at ? new Date(at).toLocaleString() : 'none that is known'],
          ].flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]),
        ),
        h('div', { class: 'chips', role: 'group', 'aria-label': `Groups of ${name}` }, ...chips(memberships)),
        h(
          'div',
          { class: 'actions' },
          known.UserStatus === 'UNCONFIRMED'
            ? button(
                'confirm',
                'Confirm',
                change(() => client.confirm(name), `${name} is confirmed.`),
              )
            : null,
          contact !== '' && attributeOf(known, 'email_verified') !== 'true'
            ? button(
                'verify',
                'Verify the email of',
                change(() => client.verifyEmail(name), `The email of ${name} is verified.`),
                { text: 'Verify the email' },
              )
            : null,
          button(
            'password',
            'Set the password of',
            () => dialog.open(name, () => change(() => {}, `${name} has a new password.`)()),
            {
              text: 'Set password',
            },
          ),
          button(
            'reset',
            'Reset the password of',
            change(() => client.resetPassword(name), `${name} must set a new password: the code is in the mail box.`),
            { text: 'Reset password' },
          ),
          button(
            'sign-out',
            'Sign out everywhere:',
            change(
              () => client.signOutUser(name),
              `Every session of ${name} is over. Tokens that the API has seen last until they expire.`,
            ),
            { text: 'Sign out everywhere' },
          ),
          factors.length > 0
            ? button(
                'factors',
                'Turn off the codes of',
                change(() => client.askNoCodes(name), `${name} signs in without a code.`),
                { text: 'Turn the codes off' },
              )
            : null,
          known.Enabled
            ? button(
                'enable',
                'Disable',
                change(() => client.disable(name), `${name} can sign in no more.`),
              )
            : button(
                'enable',
                'Enable',
                change(() => client.enable(name), `${name} can sign in again.`),
              ),
          button('delete', 'Delete', remove, { class: 'quiet danger' }),
        ),
      ];
    }

    function chips(memberships) {
      return [
        ...memberships.map((group) =>
          h(
            'span',
            { class: 'chip' },
            group,
            h(
              'button',
              {
                type: 'button',
                class: 'remove',
                'data-control': `group ${group}`,
                'aria-label': `Remove ${name} from ${group}`,
                onclick: change(
                  () => client.removeFromGroup(name, group),
                  `${name} left ${group}. The next token says so.`,
                ),
              },
              '×',
            ),
          ),
        ),
        ...groups
          .filter((group) => !memberships.includes(group))
          .map((group) =>
            h(
              'button',
              {
                type: 'button',
                class: 'chip add',
                'data-control': `group ${group}`,
                'aria-label': `Add ${name} to ${group}`,
                onclick: change(
                  () => client.addToGroup(name, group),
                  `${name} joined ${group}. The next token says so.`,
                ),
              },
              `+ ${group}`,
            ),
          ),
      ];
    }

    describe(user);
    return [above, below];
  }

  return {
    element,
    reload,
    /** Shows a user who was created, above the others. */
    add(user) {
      rows.querySelector('.empty')?.parentElement.remove();
      rows.prepend(...row(user));
    },
    /** Learns of the groups that there are, for the users whose details are open too. */
    async lookForGroups() {
      groups = (await client.groups()).Groups.map((group) => group.GroupName);
      await Promise.all([...opened.values()].map((look) => look()));
    },
  };
}
