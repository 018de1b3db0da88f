// Puts the page together.

import { account } from './account.mjs';
import { admin } from './admin.mjs';
import { call } from './call.mjs';
import { cognito } from './cognito.mjs';
import { data } from './data.mjs';
import { byId, copyButton, h, note, show, tabs } from './dom.mjs';
import { log } from './log.mjs';
import { comeBack, stay } from './oauth.mjs';
import { addressOf, chosen, inAws, poolOf } from './pool.mjs';
import { session } from './session.mjs';
import { snippets } from './snippets.mjs';
import { tokens } from './tokens.mjs';

function where(pool) {
  byId('where').replaceChildren(
    ...[
      [
        pool.local ? 'Local user pool' : pool.emulated ? 'User pool on this machine' : 'User pool in AWS',
        pool.userPoolId,
      ],
      ['Client', pool.clientId],
      ['API', pool.api],
      ...(pool.emulated ? [['Endpoint', pool.endpoint]] : []),
    ].map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value))),
  );
  if (pool.local) {
    byId('swagger').href = `${pool.api}/q/swagger-ui/`;
    byId('swagger').hidden = false;
  }
}

function poolDialog(pool) {
  const dialog = byId('pool-dialog');
  const form = byId('pool-form');
  byId('own-origin').textContent = location.origin;
  byId('local-pool').hidden = pool.local;
  byId('choose-pool').addEventListener('click', () => {
    if (!pool.local) {
      Object.entries(pool.choice).forEach(([name, value]) => (form.elements[name].value = value));
    }
    byId('pool-outcome').replaceChildren();
    dialog.showModal();
  });
  byId('pool-cancel').addEventListener('click', () => dialog.close());
  byId('local-pool').addEventListener('click', () => {
    stay();
    location.assign('/');
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    try {
      const choice = chosen(Object.fromEntries(new FormData(form)));
      stay();
      location.assign(addressOf(inAws(choice)));
    } catch (error) {
      show(byId('pool-outcome'), 'problem', error.message);
    }
  });
}

function useItFrom(pool) {
  const all = snippets(pool);
  byId('use-tabs').replaceChildren(
    ...all.map(({ id, title }) =>
      h('button', { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': `panel-${id}` }, title),
    ),
  );
  byId('use-panels').replaceChildren(
    ...all.map(({ id, file, run, code }) =>
      h(
        'div',
        { role: 'tabpanel', id: `panel-${id}`, 'aria-labelledby': `tab-${id}` },
        h(
          'div',
          { class: 'card-head' },
          h('p', {}, 'Save as ', h('code', {}, file), ', run ', h('code', {}, run)),
          copyButton(code),
        ),
        h('pre', { tabindex: 0, role: 'group', 'aria-label': file }, code),
      ),
    ),
  );
  tabs(byId('use-tabs'));
}

async function start() {
  const arrival = comeBack();
  if (arrival?.leaves) {
    return;
  }
  const pool = await poolOf(location.search);
  const context = { pool, client: cognito(pool), session: session(pool) };
  where(pool);
  poolDialog(pool);
  tokens(context);
  context.mailbox = account(context);
  call(context);
  admin(context);
  data(context);
  log(context);
  useItFrom(pool);
  if (arrival) {
    await context.mailbox.arrive(arrival);
  }
  document.documentElement.dataset.ready = 'true';
}

start().catch((error) =>
  byId('main').prepend(
    note('problem', 'The page could not start.', error.message, h('a', { href: '/' }, 'Open it for the local pool.')),
  ),
);
