// Calling the API: its routes, a request, what it answers and why.

import { announce, busy, byId, copyButton, h, note } from './dom.mjs';
import { addressOf, routes } from './openapi.mjs';
import { curl } from './snippets.mjs';

const REASONS = {
  missing_token: 'The route wants to know who calls. Choose a token and send again.',
  malformed_token: 'What was sent is no JSON Web Token: it was cut short or changed.',
  bad_signature: 'Something in the token was changed after the pool had signed it, so the signature fits no more.',
  unknown_key:
    "The token names a key that the pool does not publish: it comes from another pool, or from before the pool's keys were made anew.",
  wrong_algorithm: 'Only RS256 is accepted, so that nobody signs with the public key or not at all.',
  expired: "The token's time is over (exp). Refresh it, or sign in again.",
  not_yet_valid: 'The token begins to be valid later (nbf, iat). Look at the clocks.',
  wrong_issuer: 'Another user pool made the token (iss).',
  wrong_client: "The token was made for an app client that is not on the API's list (aud or client_id).",
  wrong_token_use:
    'The API takes another kind of token (token_use): ID tokens, unless it was set up for access tokens.',
  missing_role:
    'The token is good, but its cognito:groups hold no group that may do this. Join the group, then sign in again: groups are written into the token when it is made.',
  missing_scope: 'The token is good, but its scope does not hold what the route asks for.',
  not_owner: "The token is good, but the space is somebody else's, and the caller is no admin.",
  invalid_token: 'The gateway refused the token before the API saw it.',
};

const STATUSES = {
  304: 'What you have is the newest: the ETag fits If-None-Match.',
  404: 'There is nothing at this address.',
  409: 'Somebody else changed it at the same moment. Read it again and repeat.',
  412: 'It was changed since you read it: the ETag does not fit If-Match.',
  413: 'The body is too large.',
  415: 'The body is not of the kind that the route takes.',
  422: 'The same Idempotency-Key was used for another body.',
  429: 'Too many requests: wait a while.',
  503: 'The API cannot answer now; Retry-After says when to try again.',
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
    const meaning = REASONS[content?.reason] ?? STATUSES[answer.status];
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
