// What the local server tells of its own accord, as server-sent events.

/**
 * Follows the server while the page is in sight: a browser opens six connections to a server at most, so a hidden tab
 * holds none. Each connection begins with the newest of everything.
 *
 * @param {object}   handlers takes the content of an event, by its name
 * @param {Function} connected is told whether the server is there
 */
export function follow(handlers, connected) {
  let source = null;

  function look() {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (source === null) {
      source = new EventSource('/playground/events');
      source.addEventListener('open', () => connected(true));
      source.addEventListener('error', () => connected(false));
      for (const [name, handle] of Object.entries(handlers)) {
        source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
      }
    }
  }

  document.addEventListener('visibilitychange', look);
  look();
}
