import { read } from './jwt.mjs';

/** Who is signed in, for this browser tab: a reload keeps it, closing the tab ends it. */
export function session(pool) {
  const place = `playground.tokens.${pool.issuer}`;
  const listeners = [];
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
