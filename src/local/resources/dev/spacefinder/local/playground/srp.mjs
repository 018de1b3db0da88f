// SRP-6a as Cognito uses it (USER_SRP_AUTH, then PASSWORD_VERIFIER): the 3072-bit group of RFC 3526 and SHA-256.
// Integers are hashed as their two's-complement bytes, as short as they get: one zero byte before a set top bit.

const N = BigInt(
  '0x' +
    'FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD' +
    'EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED' +
    'EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F' +
    '83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B' +
    'E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510' +
    '15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7' +
    'ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C' +
    'BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF',
);
const G = 2n;
const SECRET_BYTES = 128;
const KEY_BYTES = 16;
const KEY_INFO = 'Caldera Derived Key';
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const utf8 = (text) => new TextEncoder().encode(text);
const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
const toInteger = (bytes) => BigInt('0x' + [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(''));

/** The integer's bytes as Cognito hashes them. */
function toBytes(integer) {
  let hex = integer.toString(16);
  if (hex.length % 2 === 1) {
    hex = '0' + hex;
  } else if (hex[0] >= '8') {
    hex = '00' + hex;
  }
  return Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16));
}

function concatenate(...parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((offset, part) => (all.set(part, offset), offset + part.length), 0);
  return all;
}

async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', concatenate(...parts)));
}

async function hmac(key, ...parts) {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, concatenate(...parts)));
}

const mod = (integer) => ((integer % N) + N) % N;

function power(base, exponent) {
  let result = 1n;
  for (let square = mod(base); exponent > 0n; exponent >>= 1n, square = (square * square) % N) {
    if (exponent & 1n) {
      result = (result * square) % N;
    }
  }
  return result;
}

/** A moment as PASSWORD_VERIFIER wants it: English, UTC, the day of the month without a leading zero. */
export function timestamp(date) {
  const time = date.toISOString().slice(11, 19);
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()} ${time} UTC ${date.getUTCFullYear()}`;
}

/**
 * Begins a sign-in.
 *
 * @param {bigint} [a] the client's secret, random unless it is given
 * @returns {{publicValue: string, answer: Function}} SRP_A, and what answers the challenge PASSWORD_VERIFIER
 */
export function begin(a = toInteger(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)))) {
  const A = power(G, a);

  /**
   * @param {string} poolId    the user pool's id
   * @param {string} password  what the user typed
   * @param {object} challenge the ChallengeParameters of PASSWORD_VERIFIER
   * @param {Date}   [now]     the moment of the answer
   * @returns {Promise<object>} the ChallengeResponses that prove the password without sending it
   */
  async function answer(poolId, password, challenge, now = new Date()) {
    const poolName = poolId.slice(poolId.indexOf('_') + 1);
    const userId = challenge.USER_ID_FOR_SRP;
    const B = BigInt('0x' + challenge.SRP_B);
    if (mod(B) === 0n) {
      throw new Error('The user pool sent an SRP value that would give the password away.');
    }
    const u = toInteger(await sha256(toBytes(A), toBytes(B)));
    if (u === 0n) {
      throw new Error('The user pool sent an SRP value that would give the password away.');
    }
    const salt = BigInt('0x' + challenge.SALT);
    const x = toInteger(await sha256(toBytes(salt), await sha256(utf8(`${poolName}${userId}:${password}`))));
    const k = toInteger(await sha256(toBytes(N), toBytes(G)));
    const S = power(B - k * power(G, x), a + u * x);

    const pseudoRandomKey = await hmac(toBytes(u), toBytes(S));
    const key = (await hmac(pseudoRandomKey, utf8(KEY_INFO), Uint8Array.of(1))).slice(0, KEY_BYTES);
    const moment = timestamp(now);
    const signature = await hmac(key, utf8(poolName), utf8(userId), fromBase64(challenge.SECRET_BLOCK), utf8(moment));
    return {
      USERNAME: userId,
      PASSWORD_CLAIM_SECRET_BLOCK: challenge.SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: toBase64(signature),
      TIMESTAMP: moment,
    };
  }

  return { publicValue: A.toString(16), answer };
}
