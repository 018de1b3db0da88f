// Calling the API: its routes, a request, what it answers and why.

import { announce, busy, byId, copyButton, h, note } from './dom.mjs';
import { addressOf, placeBelow, routes } from './openapi.mjs';
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
  /** What was typed and what answers brought, by the place of a parameter or body. */
  const typed = new Map();
  const brought = new Map();
  /** The newest entity tag of what stands at an address. */
  const tags = new Map();
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

  const fieldOf = (parameter) => form.elements[`parameter-${parameter.name}`];
  const bodyPlace = () => `${route.method} ${route.path} body`;
  const takesTag = ({ name, in: where }) => where === 'header' && /^if-(none-)?match$/i.test(name);

  /** A description with its `code`, as Markdown has it. */
  const prose = (text) => text.split('`').map((part, index) => (index % 2 === 1 ? h('code', {}, part) : part));

  const sentence = (text) => (text.endsWith('.') ? text : `${text}.`);

  function fieldFor(parameter) {
    const { name, description, example, place } = parameter;
    const about = `about-${name}`;
    return h(
      'div',
      { class: 'parameter' },
      h(
        'label',
        {},
        name,
        h('small', {}, ` ${parameter.in}${parameter.required ? ', required' : ''}`),
        h('input', {
          name: `parameter-${name}`,
          required: parameter.required,
          spellcheck: 'false',
          autocapitalize: 'none',
          autocomplete: 'off',
          value: typed.get(place) || brought.get(place) || '',
          'aria-describedby': `${about} wrong-${name}`,
          oninput: (event) => {
            typed.set(place, event.currentTarget.value);
            address();
          },
        }),
      ),
      h(
        'p',
        { class: 'hint', id: about },
        ...(description ? prose(sentence(description.trim())) : []),
        ...(example === undefined ? [] : [' Example: ', h('code', {}, example)]),
      ),
      h('ul', { class: 'wrong', id: `wrong-${name}`, hidden: true }),
      ...(takesTag(parameter) ? [h('p', { class: 'offer', 'data-offer': name })] : []),
    );
  }

  const bodyField = () => [
    h(
      'div',
      { class: 'parameter' },
      h(
        'label',
        {},
        'Body',
        h('textarea', {
          name: 'body',
          rows: 7,
          spellcheck: 'false',
          value: typed.get(bodyPlace()) ?? route.body,
          'aria-describedby': 'wrong-body',
          oninput: (event) => typed.set(bodyPlace(), event.currentTarget.value),
        }),
      ),
      h('ul', { class: 'wrong', id: 'wrong-body', hidden: true }),
    ),
  ];

  function choose(chosen) {
    route = chosen;
    form.hidden = false;
    response.hidden = true;
    response.replaceChildren();
    form.replaceChildren(
      h(
        'p',
        { class: 'target' },
        h('span', { class: `method ${route.method.toLowerCase()}` }, route.method),
        h('output', { id: 'address', name: 'address' }),
      ),
      ...route.parameters.map(fieldFor),
      ...(route.body ? bodyField() : []),
      h(
        'fieldset',
        { class: 'choice' },
        h('legend', {}, 'Authorization'),
        ...[
          ['id', 'ID token'],
          ['access', 'Access token'],
          ['machine', "A machine's"],
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
      const token = session.tokens?.[kind];
      field.value = token ? `Bearer ${token}` : '';
      field.placeholder = session.tokens
        ? 'There is no ID token: sign in with the scope openid.'
        : 'Sign in first, or the request goes without a token.';
    } else if (kind === 'machine') {
      field.value = session.machine ? `Bearer ${session.machine}` : '';
      field.placeholder = "Get a machine's token first, under Tokens, or the request goes without a token.";
    } else if (kind === 'none') {
      field.value = '';
      field.placeholder = 'No token is sent.';
    } else {
      field.focus();
    }
  }

  function fillAnew() {
    if (route !== null && kind !== 'hand') {
      fill(kind);
    }
  }
  session.watch(fillAnew);
  session.watchMachine(fillAnew);

  const values = () =>
    Object.fromEntries(route.parameters.map((parameter) => [parameter.name, fieldOf(parameter).value.trim()]));

  function address() {
    form.elements.address.value = addressOf(pool.api, route, values());
    offerTag();
  }

  /** Offers the entity tag that an answer brought of what the request is about. */
  function offerTag() {
    const tag = tags.get(form.elements.address.value);
    for (const parameter of route.parameters.filter(takesTag)) {
      form.querySelector(`[data-offer="${parameter.name}"]`).replaceChildren(
        ...(tag
          ? [
              h(
                'button',
                {
                  type: 'button',
                  class: 'quiet',
                  onclick: () => {
                    fieldOf(parameter).value = tag;
                    typed.set(parameter.place, tag);
                    fieldOf(parameter).focus();
                  },
                },
                `Take the ETag ${tag}`,
              ),
            ]
          : []),
      );
    }
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
    busy(form, send, response);
  });

  async function send() {
    explain([]);
    const missing = route.parameters.find((parameter) => parameter.in === 'path' && !values()[parameter.name]);
    if (missing) {
      answerWith(note('problem', `Say which ${missing.name}.`, 'It is part of the address.'));
      announce(`Say which ${missing.name}.`);
      fieldOf(missing).focus();
      return;
    }
    const sent = { route, address: form.elements.address.value };
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
      if (route !== sent.route) {
        return;
      }
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
    const milliseconds = Math.round(performance.now() - begun);
    let content = null;
    try {
      content = JSON.parse(text);
    } catch {
      // Not JSON: shown as it came.
    }
    learn(sent, answer, content);
    if (route === sent.route) {
      showAnswer(answer, text, content, milliseconds);
    }
  }

  /** Keeps what the next request may need of an answer: the id of what there is, and its entity tag. */
  function learn(sent, answer, content) {
    if (!answer.ok) {
      return;
    }
    if (sent.route.method === 'DELETE') {
      tags.delete(sent.address);
      const gone = sent.route.path.endsWith('}')
        ? sent.route.parameters.findLast(({ in: where }) => where === 'path')
        : null;
      if (gone) {
        typed.delete(gone.place);
        brought.delete(gone.place);
      }
      return;
    }
    const below = placeBelow(sent.route.path);
    if (below && answer.status === 201 && content?.id) {
      typed.delete(below);
      brought.set(below, content.id);
    } else if (below && !brought.has(below) && content?.items?.[0]?.id) {
      brought.set(below, content.items[0].id);
    }
    const tag = answer.headers.get('ETag');
    if (tag) {
      tags.set(new URL(answer.headers.get('Location') ?? '', sent.address).href, tag);
    }
    if (route === sent.route) {
      offerTag();
    }
  }

  /** Says beside a field, or beside the body, what the API finds wrong with it. */
  function explain(violations) {
    form.querySelectorAll('.wrong').forEach((list) => {
      list.replaceChildren();
      list.hidden = true;
    });
    form.querySelectorAll('[aria-invalid]').forEach((field) => field.removeAttribute('aria-invalid'));
    for (const { field, message } of violations) {
      const parameter = route.parameters.find(({ name }) => name.toLowerCase() === field.toLowerCase());
      const inBody = route.body && (!parameter || route.members.includes(field));
      if (!inBody && !parameter) {
        continue;
      }
      const list = byId(`wrong-${inBody ? 'body' : parameter.name}`);
      list.append(h('li', {}, h('strong', {}, field), ` ${message}`));
      list.hidden = false;
      (inBody ? form.elements.body : fieldOf(parameter)).setAttribute('aria-invalid', 'true');
    }
  }

  function answerWith(...content) {
    response.hidden = false;
    response.replaceChildren(...content);
  }

  function showAnswer(answer, text, content, milliseconds) {
    const pretty = content === null ? text : JSON.stringify(content, null, 2);
    const violations = answer.status === 400 ? (content?.violations ?? []) : [];
    explain(violations);
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
    announce(
      [
        `Answer ${name}.`,
        meaning ?? content?.message,
        ...violations.map(({ field, message }) => `${field} ${message}.`),
      ]
        .filter(Boolean)
        .join(' '),
    );
  }
}
