// A client of the user pool: JSON 1.1 over POST, the operation named by a header.

import { begin } from './srp.mjs';

const TARGET = 'AWSCognitoIdentityProviderService.';

/** A refusal by the user pool: the name of Cognito's error and its message. */
export class CognitoError extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

/** Further steps that Cognito wants before it gives out tokens. */
export class Challenge {
  constructor(name, session, username) {
    Object.assign(this, { name, session, username });
  }
}

/**
 * @param {object} pool where the pool is and what it is called: endpoint, region, userPoolId, clientId
 */
export function cognito(pool) {
  const ClientId = pool.clientId;
  const UserPoolId = pool.userPoolId;

  async function call(operation, body) {
    let answer;
    try {
      answer = await fetch(pool.endpoint, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': TARGET + operation },
        body: JSON.stringify(body),
        cache: 'no-store',
        credentials: 'omit',
      });
    } catch {
      throw new CognitoError('Unreachable', `Nothing answers at ${pool.endpoint}.`);
    }
    const text = await answer.text();
    let content;
    try {
      content = text === '' ? {} : JSON.parse(text);
    } catch {
      throw new CognitoError(
        'UnreadableAnswer',
        `${pool.endpoint} answered ${answer.status} with something that is not JSON.`,
      );
    }
    if (!answer.ok) {
      const name = content.__type ?? answer.headers.get('x-amzn-ErrorType') ?? `HTTP ${answer.status}`;
      throw new CognitoError(name.split(/[,:]/)[0].split('#').pop(), content.message ?? content.Message ?? '');
    }
    return content;
  }

  /** The tokens of an answer, or the challenge that it ends in. */
  function outcome(answer, username) {
    const result = answer.AuthenticationResult;
    if (!result) {
      return new Challenge(
        answer.ChallengeName,
        answer.Session,
        answer.ChallengeParameters?.USER_ID_FOR_SRP ?? username,
      );
    }
    return { id: result.IdToken, access: result.AccessToken, refresh: result.RefreshToken };
  }

  /** Answers a challenge; the outcome may be another one. */
  async function respond({ name, session, username }, responses) {
    return outcome(
      await call('RespondToAuthChallenge', {
        ClientId,
        ChallengeName: name,
        Session: session,
        ChallengeResponses: { USERNAME: username, ...responses },
      }),
      username,
    );
  }

  // Cognito wants these operations signed with an administrator's AWS key; the local pool believes its own page without.
  const administer = (operation, body) => call(operation, { UserPoolId, ...body });

  return {
    signUp: (Username, email, Password) =>
      call('SignUp', { ClientId, Username, Password, UserAttributes: [{ Name: 'email', Value: email }] }),
    confirmSignUp: (Username, ConfirmationCode) => call('ConfirmSignUp', { ClientId, Username, ConfirmationCode }),
    resendCode: (Username) => call('ResendConfirmationCode', { ClientId, Username }),
    forgotPassword: (Username) => call('ForgotPassword', { ClientId, Username }),
    confirmForgotPassword: (Username, ConfirmationCode, Password) =>
      call('ConfirmForgotPassword', { ClientId, Username, ConfirmationCode, Password }),

    async signInWithSrp(username, password) {
      const srp = begin();
      const challenge = await call('InitiateAuth', {
        ClientId,
        AuthFlow: 'USER_SRP_AUTH',
        AuthParameters: { USERNAME: username, SRP_A: srp.publicValue },
      });
      if (challenge.ChallengeName !== 'PASSWORD_VERIFIER') {
        return outcome(challenge, username);
      }
      const answer = await srp.answer(UserPoolId, password, challenge.ChallengeParameters);
      return outcome(
        await call('RespondToAuthChallenge', {
          ClientId,
          ChallengeName: 'PASSWORD_VERIFIER',
          ChallengeResponses: answer,
          Session: challenge.Session,
        }),
        username,
      );
    },

    async signInWithPassword(username, password) {
      return outcome(
        await call('InitiateAuth', {
          ClientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: username, PASSWORD: password },
        }),
        username,
      );
    },

    answerNewPassword: (challenge, password) => respond(challenge, { NEW_PASSWORD: password }),
    answerCode: (challenge, code) => respond(challenge, { SOFTWARE_TOKEN_MFA_CODE: code }),

    /** A secret for an authenticator app, and the challenge MFA_SETUP that waits for the app's code. */
    async newSecretFor(challenge) {
      const { SecretCode, Session } = await call('AssociateSoftwareToken', { Session: challenge.session });
      return { secret: SecretCode, challenge: { ...challenge, session: Session } };
    },

    async answerSetUp(challenge, UserCode) {
      const { Session } = await call('VerifySoftwareToken', { Session: challenge.session, UserCode });
      return respond({ ...challenge, session: Session }, {});
    },

    newSecret: async (tokens) => (await call('AssociateSoftwareToken', { AccessToken: tokens.access })).SecretCode,
    verifySecret: (tokens, UserCode) => call('VerifySoftwareToken', { AccessToken: tokens.access, UserCode }),
    askForCodes: (tokens, wanted) =>
      call('SetUserMFAPreference', {
        AccessToken: tokens.access,
        SoftwareTokenMfaSettings: { Enabled: wanted, PreferredMfa: wanted },
      }),

    /** New ID and access tokens; the refresh token is a new one only if the client rotates them. */
    async refresh(tokens) {
      const fresh = outcome(await call('GetTokensFromRefreshToken', { ClientId, RefreshToken: tokens.refresh }));
      return { ...fresh, refresh: fresh.refresh ?? tokens.refresh };
    },

    changePassword: (tokens, PreviousPassword, ProposedPassword) =>
      call('ChangePassword', { AccessToken: tokens.access, PreviousPassword, ProposedPassword }),
    changeEmail: (tokens, Value) =>
      call('UpdateUserAttributes', { AccessToken: tokens.access, UserAttributes: [{ Name: 'email', Value }] }),
    sendEmailCode: (tokens) =>
      call('GetUserAttributeVerificationCode', { AccessToken: tokens.access, AttributeName: 'email' }),
    verifyOwnEmail: (tokens, Code) =>
      call('VerifyUserAttribute', { AccessToken: tokens.access, AttributeName: 'email', Code }),
    deleteOwnAccount: (tokens) => call('DeleteUser', { AccessToken: tokens.access }),

    signOut: (tokens) => call('RevokeToken', { ClientId, Token: tokens.refresh }),
    signOutEverywhere: (tokens) => call('GlobalSignOut', { AccessToken: tokens.access }),

    users: (PaginationToken, Filter) => administer('ListUsers', { Limit: 20, PaginationToken, Filter }),
    user: (Username) => administer('AdminGetUser', { Username }),
    groups: (NextToken) => administer('ListGroups', { Limit: 60, NextToken }),
    groupsOf: (Username) => administer('AdminListGroupsForUser', { Username }),
    addToGroup: (Username, GroupName) => administer('AdminAddUserToGroup', { Username, GroupName }),
    removeFromGroup: (Username, GroupName) => administer('AdminRemoveUserFromGroup', { Username, GroupName }),
    createGroup: (GroupName) => administer('CreateGroup', { GroupName }),
    createUser: (Username, email, TemporaryPassword) =>
      administer('AdminCreateUser', {
        Username,
        TemporaryPassword: TemporaryPassword || undefined,
        UserAttributes: [
          { Name: 'email', Value: email },
          { Name: 'email_verified', Value: 'true' },
        ],
      }),
    setPassword: (Username, Password, Permanent) =>
      administer('AdminSetUserPassword', { Username, Password, Permanent }),
    resetPassword: (Username) => administer('AdminResetUserPassword', { Username }),
    signOutUser: (Username) => administer('AdminUserGlobalSignOut', { Username }),
    verifyEmail: (Username) =>
      administer('AdminUpdateUserAttributes', {
        Username,
        UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
      }),
    askNoCodes: (Username) =>
      administer('AdminSetUserMFAPreference', {
        Username,
        SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false },
      }),
    confirm: (Username) => administer('AdminConfirmSignUp', { Username }),
    enable: (Username) => administer('AdminEnableUser', { Username }),
    disable: (Username) => administer('AdminDisableUser', { Username }),
    remove: (Username) => administer('AdminDeleteUser', { Username }),
  };
}

const OVER = /session/;

/** Whether an error ends a sign-in that waits for an answer, so that it has to begin anew. */
export const isOver = (error) => error instanceof CognitoError && OVER.test(error.message);

const HINTS = [
  [
    /Incorrect username or password/,
    'The name or the password is wrong. The pool does not say which, so that nobody can find out who exists.',
  ],
  [/User is disabled/, "An administrator disabled this user. Enable it again in the admin's pane."],
  [
    /Password attempts exceeded/,
    'Too many wrong passwords or codes in a row: wait a little, longer after each further one.',
  ],
  [/emporary password has expired|account has expired/, "Set another password in the admin's pane."],
  [
    /Access Token does not have required scopes/,
    'The pool wants the scope aws.cognito.signin.user.admin for this: sign in with it.',
  ],
  [/Refresh Token has (been revoked|expired)|Invalid Refresh Token/, 'The session is over: sign in again.'],
  [/Access Token has (been revoked|expired)/, 'The session is over for the pool: sign in again.'],
  [
    /Invalid code received for user/,
    'The authenticator app shows another code: enter the one that it shows now. If that is refused too, set the clock of its device.',
  ],
  [/token has already been used/, 'Each code is good once: wait up to 30 seconds for the next one.'],
  [/MFA has not been enabled by the userPool/, "The pool takes no codes: the template's parameter Mfa is OFF."],
  [OVER, 'Too much time went by, or it was answered before: sign in again.'],
  [/Current status is CONFIRMED|already confirmed/, 'Nothing is left to confirm: sign in.'],
  [/no registered\/verified/, 'A code can only go to a verified email address, and this user has none.'],
];

const HINTS_BY_NAME = {
  UserNotConfirmedException: 'Enter the code from the mail box first, under Confirm.',
  UsernameExistsException: 'Take another name, or sign in with this one.',
  AliasExistsException: 'Another user has verified this email address.',
  InvalidPasswordException: "The pool's password policy stands in infra/template.yaml.",
  CodeMismatchException: 'This is not the newest code that was sent. Look into the mail box.',
  EnableSoftwareTokenMFAException:
    'The code is not of this secret, or is too old. See that the app has this very secret and that the clock of its device is right.',
  ExpiredCodeException: 'The code is too old, or none was asked for. Have another one sent.',
  LimitExceededException: 'Too many tries: wait a while.',
  TooManyRequestsException: 'Too many requests: wait a while.',
  PasswordResetRequiredException: 'An administrator reset this password: set a new one under Forgotten password.',
  UserNotFoundException: 'There is no such user.',
  ResourceNotFoundException: 'The pool does not know this name. Check the pool id, the client id and the group.',
  MissingAuthenticationTokenException: "Administrators' operations are signed with an AWS key.",
  Unreachable: 'Is it running, and is this page allowed to call it?',
};

/** What went wrong and what to do next: a title and details. */
export function inWords(error) {
  if (!(error instanceof CognitoError)) {
    return [error.message];
  }
  const hint = HINTS.find(([pattern]) => pattern.test(error.message))?.[1] ?? HINTS_BY_NAME[error.name];
  return [error.message || error.name, ...(hint ? [hint] : []), `Cognito calls this ${error.name}.`].slice(
    0,
    error.name === 'Unreachable' ? 2 : 3,
  );
}
