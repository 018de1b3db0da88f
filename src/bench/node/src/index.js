// GET /hello and GET /spaces/{id} behind a Cognito user pool, as a Node team would deploy them.
import { callerOf } from './identity.js';

// A deployment without a table spares itself the AWS SDK.
const spaces = process.env.SPACES_TABLE && import('./spaces.js');
const SPACE = /^\/spaces\/([^/]+)$/;

export async function handler(event) {
  const caller = await callerOf(event.headers);
  if (!caller) {
    return problem(401, 'Unauthorized');
  }
  if (event.httpMethod === 'GET' && event.path === '/hello') {
    return answer(200, { message: `Hello, ${caller['cognito:username']}` });
  }
  const id = spaces && event.httpMethod === 'GET' && SPACE.exec(event.path)?.[1];
  const space = id && (await (await spaces).findSpace(id));
  return space ? answer(200, space, { ETag: `"${space.version}"` }) : problem(404, 'Not Found');
}

function problem(status, title) {
  return answer(status, { type: 'about:blank', title, status }, { 'Content-Type': 'application/problem+json' });
}

function answer(statusCode, body, headers) {
  return { statusCode, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
