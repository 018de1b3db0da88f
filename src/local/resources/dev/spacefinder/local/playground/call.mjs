// Calling the API: its routes, a request, what it answers and why.

import { announce, busy, byId, copyButton, h, note } from './dom.mjs';
import { addressOf, routes } from './openapi.mjs';
import { curl } from './snippets.mjs';

/** What an answer means that does not say it itself, in its detail. */
const STATUSES = {
  304: 'What you have is the newest: the ETag fits If-None-Match.',
  404: 'There is nothing at this address.',
  413: 'The body is too large.',
  415: 'The body is not of the kind that the route takes.',
};

export function call({ pool, session }) {
  const form = byId('request');
  const response = byId('response');
  const remembered = {};
  let route = null;
  let kind = 'id';

  load();

  async function load() {
    try {
      const answer = await fetch(`${pool.api}/openapi?format=json`, {
        headers: { Accept: 'application/json' },
        cache: 'no-store',
        credentials: 'omit',
      });
      list(routes(await answer.json()));
    } catch {
      byId('routes').replaceChildren(
        note('problem', "The API's document cannot be read.", ...unreachable()),
        h('button', { type: 'button', onclick: load }, 'Try again'),
      );
      form.hidden = true;
    }
  }

  function unreachable() {
    return [
      `Nothing readable came from ${pool.api}/openapi.`,
      `Is the API running, and does it allow the origin ${location.origin} (quarkus.http.cors.origins)?`,
    ];
  }

  function list(all) {
    byId('routes').replaceChildren(
      ...all.map((each, index) =>
        h(
          'label',
          { class: 'route' },
          h('input', { type: 'radio', name: 'route', value: index, onchange: () => choose(each) }),
          h('span', { class: `method ${each.method.toLowerCase()}` }, each.method),
          h('span', { class: 'path' }, each.path),
          h('small', {}, each.summary),
        ),
      ),
    );
    const first = Math.max(
      all.findIndex((each) => each.path === '/hello'),
      0,
    );
    byId('routes').querySelectorAll('input')[first].checked = true;
    choose(all[first]);
  }

  function choose(chosen) {
    route = chosen;
    form.hidden = false;
    const fields = route.parameters.map((parameter) =>
      h(
        'label',
        {},
        parameter.name,
        h('small', {}, ` ${parameter.in}${parameter.required ? ', required' : ''}`),
        h('input', {
          name: `parameter-${parameter.name}`,
          required: parameter.required,
          spellcheck: 'false',
          value: remembered[parameter.name] ?? '',
          oninput: address,
        }),
      ),
    );
    form.replaceChildren(
      h(
        'p',
        { class: 'target' },
        h('span', { class: `method ${route.method.toLowerCase()}` }, route.method),
        h('output', { id: 'address', name: 'address' }),
      ),
      ...fields,
      ...(route.body
        ? [h('label', {}, 'Body', h('textarea', { name: 'body', rows: 7, spellcheck: 'false', value: route.body }))]
        : []),
      h(
        'fieldset',
        { class: 'choice' },
        h('legend', {}, 'Authorization'),
        ...[
          ['id', 'ID token'],
          ['access', 'Access token'],
          ['none', 'None'],
          ['hand', 'By hand'],
        ].map(([value, label]) =>
          h(
            'label',
            {},
            h('input', { type: 'radio', name: 'token', value, checked: value === kind, onchange: () => fill(value) }),
            ` ${label}`,
          ),
        ),
      ),
      h(
        'label',
        { class: 'authorization' },
        h('span', { class: 'visually-hidden' }, 'Authorization header'),
        h('textarea', {
          name: 'authorization',
          rows: 3,
          spellcheck: 'false',
          autocapitalize: 'none',
          oninput: () => {
            kind = 'hand';
            form.elements.token.value = 'hand';
          },
        }),
      ),
      h(
        'div',
        { class: 'actions' },
        h('button', { class: 'primary', id: 'send' }, 'Send'),
        copyButton(
          () => curl(route.method, form.elements.address.value, headers(), form.elements.body?.value),
          'Copy as curl',
        ),
      ),
    );
    fill(kind);
    address();
  }

  function fill(chosen) {
    kind = chosen;
    const field = form.elements.authorization;
    if (kind === 'id' || kind === 'access') {
      field.value = session.tokens ? `Bearer ${session.tokens[kind]}` : '';
      field.placeholder = 'Sign in first, or the request goes without a token.';
    } else if (kind === 'none') {
      field.value = '';
      field.placeholder = 'No token is sent.';
    } else {
      field.focus();
    }
  }

  session.watch(() => {
    if (route !== null && kind !== 'hand') {
      fill(kind);
    }
  });

  const values = () =>
    Object.fromEntries(
      route.parameters.map((parameter) => [parameter.name, form.elements[`parameter-${parameter.name}`].value.trim()]),
    );

  function address() {
    form.elements.address.value = addressOf(pool.api, route, values());
  }

  function headers() {
    const given = values();
    const authorization = form.elements.authorization.value.trim();
    return {
      ...(authorization && { Authorization: authorization }),
      ...(route.body && { 'Content-Type': 'application/json' }),
      ...Object.fromEntries(
        route.parameters
          .filter((parameter) => parameter.in === 'header' && given[parameter.name])
          .map((parameter) => [parameter.name, given[parameter.name]]),
      ),
    };
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    busy(form, send);
  });

  async function send() {
    const missing = route.parameters.find((parameter) => parameter.in === 'path' && !values()[parameter.name]);
    if (missing) {
      answerWith(note('problem', `Say which ${missing.name}.`, 'It is part of the address.'));
      announce(`Say which ${missing.name}.`);
      form.elements[`parameter-${missing.name}`].focus();
      return;
    }
    const begun = performance.now();
    let answer;
    let text;
    try {
      answer = await fetch(form.elements.address.value, {
        method: route.method,
        headers: headers(),
        body: route.body ? form.elements.body.value : undefined,
        cache: 'no-store',
        credentials: 'omit',
      });
      text = await answer.text();
    } catch {
      answerWith(
        note(
          'problem',
          'No answer that the browser lets this page read.',
          `Is the API running at ${pool.api}, and does it allow the origin ${location.origin} (quarkus.http.cors.origins)?`,
        ),
      );
      announce('No answer.');
      return;
    }
    showAnswer(answer, text, Math.round(performance.now() - begun));
  }

  function answerWith(...content) {
    response.hidden = false;
    response.replaceChildren(...content);
  }

  function showAnswer(answer, text, milliseconds) {
    let content = null;
    let pretty = text;
    try {
      content = JSON.parse(text);
      pretty = JSON.stringify(content, null, 2);
    } catch {
      // Not JSON: shown as it came.
    }
    const id = content?.id ?? content?.items?.[0]?.id;
    if (id) {
      remembered.id = id;
    }
    const name = [answer.status, answer.statusText].filter((part) => part !== '').join(' ');
    const meaning = content?.detail ?? STATUSES[answer.status];
    answerWith(
      h(
        'div',
        { class: 'card-head' },
        h('h3', {}, 'Answer'),
        h('span', { class: `badge status ${answer.ok || answer.status === 304 ? 'good' : 'bad'}`, id: 'status' }, name),
        h('span', { class: 'hint' }, `${milliseconds} ms`),
      ),
      ...(meaning ? [note(answer.ok ? 'note' : 'problem', content?.reason ?? content?.title ?? name, meaning)] : []),
      h('h4', {}, 'Headers'),
      h(
        'dl',
        { class: 'headers' },
        ...[...answer.headers].flatMap(([header, value]) => [h('dt', {}, header), h('dd', {}, value)]),
      ),
      h('h4', {}, 'Body'),
      text === ''
        ? h('p', { class: 'hint', id: 'answer-body' }, 'None.')
        : h('pre', { tabindex: 0, role: 'group', 'aria-label': 'Body', id: 'answer-body' }, pretty),
    );
    announce(`Answer ${name}. ${meaning ?? content?.message ?? ''}`);
  }
}
