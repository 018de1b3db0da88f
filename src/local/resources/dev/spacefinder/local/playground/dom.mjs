/**
 * An element. Properties that begin with "on" are listeners, "dataset" and "class" are what they say, the others are attributes;
 * false, null and undefined leave an attribute out. Children are nodes or texts; text is never read as markup.
 */
export function h(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === false || value === null || value === undefined) {
      continue;
    }
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (key === 'value') {
      element.value = value;
    } else {
      element.setAttribute(key, value === true ? '' : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Tells users of screen readers what happened. */
export function announce(text) {
  byId('announcements').textContent = '';
  setTimeout(() => (byId('announcements').textContent = text), 50);
}

/** A button that copies a text and says so. */
export function copyButton(text, label = 'Copy') {
  return h(
    'button',
    {
      type: 'button',
      class: 'quiet',
      async onclick(event) {
        const button = event.currentTarget;
        try {
          await navigator.clipboard.writeText(typeof text === 'function' ? text() : text);
          button.textContent = 'Copied';
        } catch {
          button.textContent = 'The browser refused';
        }
        announce(button.textContent);
        setTimeout(() => (button.textContent = label), 1500);
      },
    },
    label,
  );
}

/** A sentence on how something went: kind is done, problem or note. */
export function note(kind, title, ...details) {
  return h('div', { class: `note ${kind}` }, h('strong', {}, title), ...details.map((detail) => h('p', {}, detail)));
}

/** Shows a note in its place, brings it on the screen and tells users of screen readers. */
export function show(place, kind, title, ...details) {
  place.replaceChildren(note(kind, title, ...details));
  place.scrollIntoView({ block: 'nearest' });
  announce([title, ...details.filter((detail) => typeof detail === 'string')].join(' '));
}

/**
 * Makes a tab list of the buttons with role=tab: arrow keys, Home and End move, one tab is in the tab order.
 *
 * @returns {Function} selects a tab by its id
 */
export function tabs(list) {
  const all = () => [...list.querySelectorAll('[role=tab]')];
  function select(id, focus = false) {
    for (const tab of all()) {
      const selected = tab.id === id;
      tab.setAttribute('aria-selected', selected);
      tab.tabIndex = selected ? 0 : -1;
      byId(tab.getAttribute('aria-controls')).hidden = !selected;
      if (selected && focus) {
        tab.focus();
      }
    }
  }
  list.addEventListener('click', (event) => {
    const tab = event.target.closest('[role=tab]');
    if (tab) {
      select(tab.id);
    }
  });
  list.addEventListener('keydown', (event) => {
    const at = all().indexOf(document.activeElement);
    const last = all().length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[
      event.key
    ];
    if (at >= 0 && to !== undefined) {
      event.preventDefault();
      select(all()[to].id, true);
    }
  });
  if (all().length > 0) {
    select(all()[0].id);
  }
  return select;
}

/** The first field that its own rules find wrong gets the focus and is explained; null if there is none. */
export function firstMistake(form) {
  const field = [...form.elements].find((element) => element.willValidate && !element.validity.valid);
  for (const element of form.elements) {
    if (element.willValidate) {
      element.setAttribute('aria-invalid', element === field);
    }
  }
  if (!field) {
    return null;
  }
  field.focus();
  const label = field.labels?.[0]?.firstChild.textContent.trim() ?? field.name;
  return `${label}: ${field.validationMessage}`;
}

/**
 * Runs an action when a form is sent: checks the fields, holds the buttons while it runs and shows what went wrong.
 *
 * @param {Function} action  takes the fields' values by name
 * @param {Function} explain turns an error into [title, ...details]
 */
export function onSubmit(form, outcome, action, explain) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const mistake = firstMistake(form);
    if (mistake) {
      show(outcome, 'problem', mistake);
      return;
    }
    await busy(form, () => attempt(outcome, () => action(Object.fromEntries(new FormData(form))), explain), outcome);
  });
}

/** Runs an action and shows what went wrong. */
export async function attempt(outcome, action, explain) {
  try {
    outcome.replaceChildren();
    await action();
  } catch (error) {
    show(outcome, 'problem', ...explain(error));
  }
}

/**
 * Holds a form's buttons while an action runs, so that it is not sent twice. Whoever was on one of them is there again
 * afterwards or, where it is gone, at what is told of the action.
 */
export async function busy(form, action, outcome) {
  const focused = document.activeElement;
  const buttons = [...form.querySelectorAll('button')].filter((button) => !button.disabled);
  form.setAttribute('aria-busy', 'true');
  buttons.forEach((button) => (button.disabled = true));
  try {
    await action();
  } finally {
    buttons.forEach((button) => (button.disabled = false));
    form.removeAttribute('aria-busy');
    const lost = [document.body, null].includes(document.activeElement) || !document.activeElement.checkVisibility();
    if (lost) {
      (focused.isConnected && focused.checkVisibility() ? focused : outcome)?.focus();
    }
  }
}
