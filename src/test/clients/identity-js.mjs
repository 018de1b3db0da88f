// A walk with amazon-cognito-identity-js, unchanged but for its endpoint. Run by .ci/clients.sh.
import identity from 'amazon-cognito-identity-js';
import { confirmationCode, env, expectRefusal, same, step } from './walk.mjs';

const { AuthenticationDetails, CognitoUser, CognitoUserAttribute, CognitoUserPool } = identity;
const pool = new CognitoUserPool({ UserPoolId: env.POOL_ID, ClientId: env.CLIENT_ID, endpoint: env.POOL_ENDPOINT });
const username = `identity-js-${env.RUN}`;
const password = 'Long-enough-1';

/** Turns a call with a callback (error, answer) into a promise. */
const called = (call) => new Promise((done, failed) => call((error, answer) => (error ? failed(error) : done(answer))));
const userCalled = (name) => new CognitoUser({ Username: name, Pool: pool });
const signedIn = (user, secret, newPassword) =>
  new Promise((onSuccess, onFailure) => {
    user.authenticateUser(new AuthenticationDetails({ Username: user.getUsername(), Password: secret }), {
      onSuccess,
      onFailure,
      newPasswordRequired: () =>
        newPassword
          ? user.completeNewPasswordChallenge(newPassword, {}, { onSuccess, onFailure })
          : onFailure(new Error('a new password is required')),
    });
  });

step('sign-up');
const email = new CognitoUserAttribute({ Name: 'email', Value: `${username}@example.com` });
same((await called((done) => pool.signUp(username, password, [email], null, done))).userConfirmed, false);
const user = userCalled(username);
await expectRefusal('UserNotConfirmedException', () => signedIn(user, password));
await expectRefusal('CodeMismatchException', () => called((done) => user.confirmRegistration('000000x', false, done)));
await called(async (done) => user.confirmRegistration(await confirmationCode(username), false, done));

step('SRP sign-in');
await expectRefusal('NotAuthorizedException', () => signedIn(user, 'Wrong-password-1'));
const session = await signedIn(user, password);
same(session.getIdToken().payload.email, `${username}@example.com`);
const attributes = await called((done) => user.getUserAttributes(done));
same(attributes.find((a) => a.getName() === 'email_verified').getValue(), 'true');

step('refresh');
const refreshed = await called((done) => user.refreshSession(session.getRefreshToken(), done));
same(refreshed.getAccessToken().payload.origin_jti, session.getAccessToken().payload.origin_jti);

step('global sign-out');
await new Promise((onSuccess, onFailure) => user.globalSignOut({ onSuccess, onFailure }));
await expectRefusal('NotAuthorizedException', () =>
  called((done) => userCalled(username).refreshSession(session.getRefreshToken(), done)),
);

step('new-password challenge');
const invited = await signedIn(userCalled(env.INVITED), env.TEMPORARY_PASSWORD, 'Another-pass-2');
same(invited.getIdToken().payload['cognito:username'], env.INVITED);
