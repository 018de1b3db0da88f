import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { begin, timestamp } from '../../local/resources/dev/spacefinder/local/playground/srp.mjs';

const { poolId, vectors } = JSON.parse(readFileSync(new URL('srp-vectors.json', import.meta.url)));

vectors.forEach((vector, index) =>
  test(`answers the challenge as pycognito does: vector ${index}`, async () => {
    const srp = begin(BigInt('0x' + vector.a));
    assert.equal(srp.publicValue, vector.A);
    assert.deepEqual(await srp.answer(poolId, vector.password, vector.challenge, new Date(vector.now)), vector.answer);
  }),
);

test('answers differently for another password', async () => {
  const [vector] = vectors;
  const answer = await begin(BigInt('0x' + vector.a)).answer(
    poolId,
    vector.password + '!',
    vector.challenge,
    new Date(vector.now),
  );
  assert.notEqual(answer.PASSWORD_CLAIM_SIGNATURE, vector.answer.PASSWORD_CLAIM_SIGNATURE);
});

test('begins each sign-in with a secret of its own', () => {
  assert.notEqual(begin().publicValue, begin().publicValue);
});

test('refuses a server value that is a multiple of the group order', async () => {
  const [vector] = vectors;
  await assert.rejects(
    begin().answer(poolId, vector.password, { ...vector.challenge, SRP_B: '0' }),
    /give the password away/,
  );
});

test('writes the day of the month without a leading zero', () => {
  assert.equal(timestamp(new Date('2026-09-05T04:03:02Z')), 'Sat Sep 5 04:03:02 UTC 2026');
});
