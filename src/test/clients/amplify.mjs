// A walk with Amplify, unchanged but for its endpoint. Run by .ci/clients.sh.
import { Amplify } from 'aws-amplify';
import {
  confirmSignIn,
  confirmSignUp,
  fetchAuthSession,
  fetchMFAPreference,
  getCurrentUser,
  setUpTOTP,
  signIn,
  signOut,
  signUp,
  updateMFAPreference,
  verifyTOTPSetup,
} from 'aws-amplify/auth';
import { TOTP } from 'otpauth';
import { confirmationCode, env, expectRefusal, same, step } from './walk.mjs';

Amplify.configure({
  Auth: { Cognito: { userPoolId: env.POOL_ID, userPoolClientId: env.CLIENT_ID, userPoolEndpoint: env.POOL_ENDPOINT } },
});
const username = `amplify-${env.RUN}`;
const password = 'Long-enough-1';

step('sign-up');
const { nextStep } = await signUp({
  username,
  password,
  options: { userAttributes: { email: `${username}@example.com` } },
});
same(nextStep.signUpStep, 'CONFIRM_SIGN_UP');
await expectRefusal('UserNotConfirmedException', async () => {
  const { nextStep: next } = await signIn({ username, password });
  // Amplify turns this refusal into a step.
  if (next.signInStep === 'CONFIRM_SIGN_UP') throw Object.assign(new Error(), { name: 'UserNotConfirmedException' });
});
await expectRefusal('CodeMismatchException', () => confirmSignUp({ username, confirmationCode: '000000x' }));
await confirmSignUp({ username, confirmationCode: await confirmationCode(username) });

step('SRP sign-in');
await expectRefusal('NotAuthorizedException', () => signIn({ username, password: 'Wrong-password-1' }));
await signIn({ username, password });
same((await getCurrentUser()).username, username);
const first = (await fetchAuthSession()).tokens;
same(first.idToken.payload.email, `${username}@example.com`);

step('refresh');
const second = (await fetchAuthSession({ forceRefresh: true })).tokens;
same(second.accessToken.payload.origin_jti, first.accessToken.payload.origin_jti);
if (second.accessToken.toString() === first.accessToken.toString()) throw new Error('the token was not refreshed');

step('TOTP');
const setup = await setUpTOTP();
const app = new TOTP({ secret: setup.sharedSecret });
await verifyTOTPSetup({ code: app.generate() });
await updateMFAPreference({ totp: 'PREFERRED' });
same((await fetchMFAPreference()).preferred, 'TOTP');
await signOut();
const asked = await signIn({ username, password });
same(asked.nextStep.signInStep, 'CONFIRM_SIGN_IN_WITH_TOTP_CODE');
// A code is good once, so that of the next step is taken, which drift allows.
const right = app.generate({ timestamp: Date.now() + 30_000 });
await expectRefusal('CodeMismatchException', () =>
  confirmSignIn({ challengeResponse: right === '000000' ? '000001' : '000000' }),
);
same((await confirmSignIn({ challengeResponse: right })).isSignedIn, true);
await updateMFAPreference({ totp: 'DISABLED' });
const last = (await fetchAuthSession()).tokens;

step('global sign-out');
await signOut({ global: true });
await expectRefusal('UserUnAuthenticatedException', () => getCurrentUser());
const answer = await fetch(env.POOL_ENDPOINT, {
  method: 'POST',
  headers: {
    'Content-Type': 'application/x-amz-json-1.1',
    'X-Amz-Target': 'AWSCognitoIdentityProviderService.GetUser',
  },
  body: JSON.stringify({ AccessToken: last.accessToken.toString() }),
});
same((await answer.json()).message, 'Access Token has been revoked');

step('new-password challenge');
const challenge = await signIn({ username: env.INVITED, password: env.TEMPORARY_PASSWORD });
same(challenge.nextStep.signInStep, 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED');
same((await confirmSignIn({ challengeResponse: 'Another-pass-2' })).isSignedIn, true);
await signOut();
