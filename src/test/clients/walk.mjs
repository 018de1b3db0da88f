// What the walks with the JavaScript clients share.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

export const env = process.env;
export const same = assert.equal;
export const step = (name) => console.log(`   ${name}`);

/** The code that the pool sent to a user, from its console output. */
export async function confirmationCode(username) {
  const codes = [...(await readFile(env.POOL_LOG, 'utf8')).matchAll(/Confirmation code for (\S+) \(\S+\): (\d{6})/g)];
  return codes.filter(([, name]) => name === username).at(-1)[2];
}

/** Awaits that a call is refused with the error of this name. */
export async function expectRefusal(name, call) {
  try {
    await call();
  } catch (error) {
    assert.equal(error.name === 'Error' ? error.code : error.name, name, error.message);
    return;
  }
  assert.fail(`${name} was expected`);
}
