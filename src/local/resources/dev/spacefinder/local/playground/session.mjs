import { read } from './jwt.mjs';
import { addressOf } from './pool.mjs';

/** Who is signed in, for this browser tab: a reload keeps it, closing the tab ends it. */
export function session(pool) {
  // Tokens that were got for one API are not at hand for another one, which a link may name.
  const place = `playground.tokens.${pool.local ? pool.issuer : addressOf(pool)}`;
  const listeners = [];
  const machineListeners = [];
  let machine = null;
  let tokens = JSON.parse(sessionStorage.getItem(place));

  function change(changed) {
    tokens = changed;
    if (tokens === null) {
      sessionStorage.removeItem(place);
    } else {
      sessionStorage.setItem(place, JSON.stringify(tokens));
    }
    listeners.forEach((listener) => listener(tokens));
  }

  return {
    /** An access token of a machine, which a reload forgets. */
    get machine() {
      return machine;
    },
    set machine(token) {
      machine = token;
      machineListeners.forEach((listener) => listener());
    },
    watchMachine: (listener) => machineListeners.push(listener),
    get tokens() {
      return tokens;
    },
    get username() {
      return tokens && read(tokens.access).claims.username;
    },
    get groups() {
      return tokens ? (read(tokens.access).claims['cognito:groups'] ?? []) : [];
    },
    begin: change,
    end: () => change(null),
    /** Calls the listener now and whenever somebody signs in or out. */
    watch(listener) {
      listeners.push(listener);
      listener(tokens);
    },
  };
}
