// The local data: a look into the tables, everything as a file, and the way back to a first start.

import { attempt, byId, h, show } from './dom.mjs';

export function data({ pool, session }) {
  if (!pool.local) {
    byId('data').hidden = true;
    byId('to-data').hidden = true;
    return;
  }
  const form = byId('look-into');
  const list = byId('items');
  const outcome = byId('data-outcome');
  const more = byId('more-items');
  let next = null;
  let read = 0;
  let asked = 0;

  const inWords = (error) => [error.message];
  const tried = (action) => attempt(outcome, action, inWords);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    tried(() => load(null));
  });
  form.elements.table.addEventListener('change', () => tried(() => load(null)));
  more.addEventListener('click', () => tried(() => load(next)));
  byId('reset-data').addEventListener('click', () => tried(reset));
  tried(start);

  async function start() {
    const { tables } = await ask({});
    form.elements.table.replaceChildren(...tables.map((table) => h('option', {}, table)));
    await load(null);
  }

  async function ask(query) {
    const answer = await fetch(`/playground/tables?${new URLSearchParams(query)}`, { cache: 'no-store' });
    if (!answer.ok) {
      throw new Error(await answer.text());
    }
    return answer.json();
  }

  /** Shows the first items that fit, or those after a page. */
  async function load(after) {
    const mine = ++asked;
    const { table, text } = Object.fromEntries(new FormData(form));
    const rows = await ask({ table, text, ...(after && { after }) });
    if (mine !== asked) {
      return;
    }
    const found = rows.items.map(item);
    if (after) {
      list.append(...found);
      found[0]?.querySelector('summary').focus();
      read += rows.read;
    } else {
      list.replaceChildren(...found);
      read = rows.read;
    }
    next = rows.next;
    more.hidden = !next;
    byId('items-read').textContent =
      `${list.childElementCount} of ${read} items that were read` + (next ? '; there are more.' : '; that is all.');
  }

  function item(content) {
    const name = content.name ?? content.text ?? '';
    return h(
      'li',
      {},
      h(
        'details',
        {},
        h('summary', {}, h('span', { class: 'path' }, content.id ?? Object.values(content)[0]), name ? ` ${name}` : ''),
        h('pre', { tabindex: 0, role: 'group', 'aria-label': 'Item' }, JSON.stringify(content, null, 2)),
      ),
    );
  }

  async function reset() {
    if (!confirm('Throw away all local users, spaces and sessions, and begin as at the first start?')) {
      return;
    }
    const answer = await fetch('/playground/reset', { method: 'POST' });
    if (!answer.ok) {
      throw new Error(await answer.text());
    }
    session.end();
    byId('users-refresh').click();
    await load(null);
    show(outcome, 'done', 'Everything is as at a first start.', 'Sign in again: tokens of before are worth nothing.');
  }
}
