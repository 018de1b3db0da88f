// The log: the calls of the pool and of the API, whoever made them, and what the server announces.

import { byId, h, show } from './dom.mjs';
import { follow } from './live.mjs';

const KEPT = 200;

export function log({ pool, mailbox }) {
  const section = byId('log');
  if (!pool.local) {
    section.hidden = true;
    byId('to-log').hidden = true;
    return;
  }
  const list = byId('calls');
  const filter = byId('log-filter');
  const news = byId('news');
  const empty = h('li', { class: 'empty' }, 'Nothing was called yet.');
  let cleared = 0;
  let known = null;

  function entry(call) {
    const refused = call.status >= 400;
    const item = h(
      'li',
      {
        'data-number': call.number,
        'data-to': call.to,
        'data-refused': String(refused),
        'data-text': `${call.name} ${call.status} ${call.reason ?? ''}`.toLowerCase(),
      },
      h(
        'details',
        {},
        h(
          'summary',
          {},
          h('time', { datetime: call.at }, new Date(call.at).toLocaleTimeString()),
          ' ',
          h('span', { class: 'to' }, call.to === 'api' ? 'API' : 'Pool'),
          ' ',
          h('span', { class: 'path' }, call.name),
          ' ',
          h('span', { class: `badge ${refused ? 'bad' : 'good'}` }, call.status),
          call.reason ? [' ', h('span', { class: 'reason' }, call.reason)] : null,
          ' ',
          h('small', {}, `${call.milliseconds} ms`),
        ),
        ...body('Request', call.request),
        ...body('Answer', call.answer),
      ),
    );
    sift(item);
    return item;
  }

  function sift(item) {
    const { text, to, refused } = filter.elements;
    item.hidden = !(
      Number(item.dataset.number) > cleared &&
      (to.value === '' || item.dataset.to === to.value) &&
      (!refused.checked || item.dataset.refused === 'true') &&
      item.dataset.text.includes(text.value.trim().toLowerCase())
    );
  }

  function settle() {
    const items = [...list.querySelectorAll('li[data-number]')];
    items.slice(KEPT).forEach((item) => item.remove());
    const shown = items.filter((item) => !item.hidden).length;
    if (shown === 0) {
      empty.textContent = items.length === 0 ? 'Nothing was called yet.' : 'No call fits.';
      list.append(empty);
    } else {
      empty.remove();
    }
  }

  function siftAll() {
    list.querySelectorAll('li[data-number]').forEach(sift);
    settle();
  }

  filter.addEventListener('input', siftAll);
  filter.addEventListener('change', siftAll);
  filter.addEventListener('submit', (event) => event.preventDefault());
  byId('log-clear').addEventListener('click', () => {
    cleared = Number(list.querySelector('li[data-number]')?.dataset.number ?? cleared);
    siftAll();
  });

  follow(
    {
      calls(calls) {
        if (Number(calls[0]?.number ?? 0) < cleared) {
          cleared = 0;
        }
        const open = new Set(
          [...list.querySelectorAll('details[open]')].map((each) => each.parentElement.dataset.number),
        );
        list.replaceChildren(...calls.map(entry));
        for (const item of list.children) {
          item.firstElementChild.open = open.has(item.dataset.number);
        }
        settle();
      },
      call(call) {
        list.prepend(entry(call));
        settle();
      },
      mail: (messages) => mailbox.show(messages),
      announcements(all) {
        const fresh = known === null ? [] : all.filter(({ at }) => at > known);
        known = all[0]?.at ?? known ?? '';
        byId('announced').replaceChildren(
          ...all.map(({ text, at }) =>
            h('li', {}, h('time', { datetime: at }, new Date(at).toLocaleTimeString()), ` ${text}`),
          ),
        );
        byId('announced').hidden = all.length === 0;
        if (fresh.length > 0) {
          show(news, 'note', ...fresh.map(({ text }) => text));
          news.firstElementChild.append(
            h('button', { type: 'button', class: 'quiet', onclick: () => news.replaceChildren() }, 'Dismiss'),
          );
        }
      },
    },
    (there) => {
      const badge = byId('log-state');
      badge.className = `badge ${there ? 'good' : 'bad'}`;
      badge.textContent = there ? 'Live' : 'The server is away';
    },
  );
}

function body(title, content) {
  return content === null || content === undefined
    ? []
    : [h('h3', {}, title), h('pre', { tabindex: 0, role: 'group', 'aria-label': title }, pretty(content))];
}

/** JSON in lines; what is none, or was cut, as it is. */
function pretty(content) {
  try {
    return JSON.stringify(JSON.parse(content), null, 2);
  } catch {
    return content;
  }
}
