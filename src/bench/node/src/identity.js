// Who is calling: the token's signature, issuer, client, use and lifetime.
import { get } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { JwtRsaVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';

const { COGNITO_ISSUER, COGNITO_CLIENT_IDS, COGNITO_JWKS } = process.env;

const verifier = JwtRsaVerifier.create(
  {
    issuer: COGNITO_ISSUER,
    audience: COGNITO_CLIENT_IDS.split(','),
    jwksUri: `${COGNITO_ISSUER}/.well-known/jwks.json`,
    graceSeconds: 5,
    customJwtCheck: ({ payload }) => {
      if (payload.token_use !== 'id') {
        throw new Error(`Token use not allowed: ${payload.token_use}`);
      }
    },
  },
  COGNITO_ISSUER.startsWith('http:') ? { jwksCache: new SimpleJwksCache({ fetcher: { fetch: fetchOverHttp } }) } : {},
);

// The keys are fetched beside the rest of the initialisation; a first request that comes earlier waits for them.
const keys = COGNITO_JWKS ? verifier.cacheJwks(JSON.parse(COGNITO_JWKS)) : verifier.hydrate();
keys?.catch(() => {});

export async function callerOf(headers) {
  const token = (headers?.Authorization ?? headers?.authorization)?.replace(/^Bearer /i, '');
  if (!token) {
    return null;
  }
  await keys;
  try {
    return await verifier.verify(token);
  } catch {
    return null;
  }
}

// aws-jwt-verify fetches over HTTPS only, and the benchmark's pool is a local one.
function fetchOverHttp(uri) {
  return new Promise((resolve, reject) => {
    get(uri, (response) =>
      buffer(response).then(
        ({ buffer, byteOffset, byteLength }) => resolve(buffer.slice(byteOffset, byteOffset + byteLength)),
        reject,
      ),
    ).on('error', reject);
  });
}
