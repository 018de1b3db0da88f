import assert from 'node:assert/strict';
import { test } from 'node:test';

import { filterOf } from '../../local/resources/dev/spacefinder/local/playground/users.mjs';

test('asks for everybody where nothing is looked for', () => assert.equal(filterOf('username', ''), undefined));

for (const [kind, text, filter] of [
  ['username', 'ad', 'username ^= "ad"'],
  ['email', 'ada@', 'email ^= "ada@"'],
  ['sub', 'a-b', 'sub = "a-b"'],
  ['state', 'CONFIRMED', 'cognito:user_status = "CONFIRMED"'],
  ['access', 'Disabled', 'status = "Disabled"'],
  ['username', 'a"b\\c', 'username ^= "a\\"b\\\\c"'],
]) {
  test(`asks for users by ${kind} as Cognito wants it: ${text}`, () => assert.equal(filterOf(kind, text), filter));
}
