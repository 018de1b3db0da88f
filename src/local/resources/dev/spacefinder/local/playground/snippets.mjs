// The same sign-in and call, for other clients. Each is a whole program: the build runs every one of them.

/** Text as one word of a POSIX shell. */
export const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** A request as a curl command. */
export function curl(method, url, headers = {}, body) {
  return [
    `curl -i ${method === 'GET' ? '' : `-X ${method} `}${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body ? [`-d ${quoted(body)}`] : []),
  ].join(' \\\n  ');
}

/**
 * @param {object} pool endpoint, region, userPoolId, clientId, issuer, api, local, emulated; users, of whom the last one signs in
 * @returns {{id: string, title: string, file: string, run: string, code: string}[]} what to save under which name, and how to run it
 */
export function snippets({ endpoint, region, userPoolId, clientId, issuer, api, local, emulated, users }) {
  const { username, password } = users.at(-1) ?? { username: 'USERNAME', password: 'PASSWORD' };
  const elsewhere = local || emulated;
  const newcomer = local ? 'newcomer' : 'USERNAME';
  const amplifyConfiguration = `Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: '${userPoolId}',
      userPoolClientId: '${clientId}'${
        elsewhere
          ? `,
      userPoolEndpoint: '${endpoint}'`
          : ''
      }
    }
  }
});`;

  return [
    {
      id: 'curl',
      title: 'curl',
      file: 'hello.sh',
      run: 'bash hello.sh',
      code: `# Sign in. The password goes as it is: USER_PASSWORD_AUTH.
ANSWER=$(curl -s ${endpoint} \\
  -H 'Content-Type: application/x-amz-json-1.1' \\
  -H 'X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth' \\
  -d @- <<<'{"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": "${clientId}",
             "AuthParameters": {"USERNAME": "${username}", "PASSWORD": "${password}"}}')
ID_TOKEN=$(echo "$ANSWER" | sed 's/.*"IdToken" *: *"\\([^"]*\\)".*/\\1/')

# Call the API.
curl -s ${api}/hello -H @- <<<"Authorization: Bearer $ID_TOKEN"
`,
    },
    {
      id: 'aws-cli',
      title: 'AWS CLI',
      file: 'hello-aws.sh',
      run: 'bash hello-aws.sh',
      code: `${
        local
          ? `# The local pool wants a key and a region, as the CLI does, and believes any.
export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
`
          : ''
      }export AWS_DEFAULT_REGION=${region}

ID_TOKEN=$(aws cognito-idp initiate-auth${elsewhere ? ` --endpoint-url ${endpoint}` : ''} \\
  --client-id ${clientId} --auth-flow USER_PASSWORD_AUTH \\
  --auth-parameters file:///dev/stdin <<<'{"USERNAME": "${username}", "PASSWORD": "${password}"}' \\
  --query AuthenticationResult.IdToken --output text)

curl -s ${api}/hello -H @- <<<"Authorization: Bearer $ID_TOKEN"
`,
    },
    {
      id: 'amplify',
      title: 'Amplify',
      file: 'hello.mjs',
      run: 'npm i aws-amplify && node hello.mjs',
      code: `import { createInterface } from 'node:readline/promises';
import { Amplify } from 'aws-amplify';
import { confirmSignUp, fetchAuthSession, signIn, signUp } from 'aws-amplify/auth';

${amplifyConfiguration}

const username = process.argv[2] ?? '${newcomer}';
const password = ${local ? "'Newcomer-pass-1'" : 'process.env.PASSWORD'};
const email = ${local ? '`${username}@example.com`' : 'process.env.EMAIL'};

// Sign up. ${local ? "The code stands in the playground's mail box and on the server's console." : 'The code comes by mail.'}
await signUp({ username, password, options: { userAttributes: { email } } });
const terminal = createInterface({ input: process.stdin, output: process.stdout });
const confirmationCode = await terminal.question('Code: ');
terminal.close();
await confirmSignUp({ username, confirmationCode });

// Sign in. The password is proved with SRP and never sent.
await signIn({ username, password });
const { tokens } = await fetchAuthSession();
console.log('ID token:', tokens.idToken.toString());
console.log('Access token:', tokens.accessToken.toString());

// Call the API.
const answer = await fetch('${api}/hello', { headers: { Authorization: \`Bearer \${tokens.idToken}\` } });
console.log(answer.status, await answer.text());
`,
    },
    {
      id: 'react',
      title: 'React',
      file: 'hello.jsx',
      run: `npm i vite react react-dom aws-amplify @aws-amplify/ui-react && echo '<script type="module" src="hello.jsx"></script>' > index.html && npx vite`,
      code: `import React from 'react';
import { createRoot } from 'react-dom/client';
import { Amplify } from 'aws-amplify';
import { fetchAuthSession } from 'aws-amplify/auth';
import { Authenticator } from '@aws-amplify/ui-react';
import '@aws-amplify/ui-react/styles.css';

${local ? '' : "// The stack's parameter CorsOrigins must name this page's origin.\n"}${amplifyConfiguration}

// Call the API.
async function hello() {
  const { tokens } = await fetchAuthSession();
  const answer = await fetch('${api}/hello', { headers: { Authorization: \`Bearer \${tokens.idToken}\` } });
  return answer.text();
}

function Hello() {
  const [text, setText] = React.useState('');
  React.useEffect(() => {
    hello().then(setText, (error) => setText(error.message));
  }, []);
  return <p>{text}</p>;
}

// Amplify's forms: sign-in with SRP, sign-up, a forgotten password, the code of an authenticator app.
createRoot(document.body.appendChild(document.createElement('div'))).render(
  <Authenticator>{({ signOut }) => <><Hello /><button onClick={signOut}>Sign out</button></>}</Authenticator>
);
`,
    },
    {
      id: 'oidc-client-ts',
      title: 'oidc-client-ts',
      file: 'hello-oidc.mjs',
      run: `npm i vite oidc-client-ts && echo '<script type="module" src="hello-oidc.mjs"></script>' > index.html && npx vite`,
      code: `import { UserManager } from 'oidc-client-ts';

${
  local
    ? ''
    : `// The stack's parameters must know this page: CallbackUrl its address, CorsOrigins its origin.
`
}const here = \`\${location.origin}/\`;
const users = new UserManager({
  authority: '${emulated ? `${endpoint}/${userPoolId}` : issuer}',
  client_id: '${clientId}',
  redirect_uri: here,
  scope: 'openid email'
});

// Sign in on the pool's own page, which comes back here with a code. The code is good for this page alone: PKCE.
const isBack = new URLSearchParams(location.search).has('state');
const user = isBack ? await users.signinCallback() : await users.getUser();
if (!user || user.expired) {
  await users.signinRedirect();
} else {
  history.replaceState(null, '', here);

  // Call the API.
  const answer = await fetch('${api}/hello', { headers: { Authorization: \`Bearer \${user.id_token}\` } });
  document.body.append(await answer.text());
}
`,
    },
    {
      id: 'boto3',
      title: 'boto3',
      file: 'hello.py',
      run: 'pip install boto3 && python3 hello.py',
      code: `import urllib.request

import boto3
from botocore import UNSIGNED
from botocore.config import Config

cognito = boto3.client("cognito-idp", region_name="${region}", config=Config(signature_version=UNSIGNED)${
        elsewhere
          ? `,
                       endpoint_url="${endpoint}"`
          : ''
      })

# Sign in.
result = cognito.initiate_auth(
    ClientId="${clientId}",
    AuthFlow="USER_PASSWORD_AUTH",
    AuthParameters={"USERNAME": "${username}", "PASSWORD": "${password}"},
)["AuthenticationResult"]

# Call the API.
request = urllib.request.Request("${api}/hello", headers={"Authorization": "Bearer " + result["IdToken"]})
print(urllib.request.urlopen(request).read().decode())
`,
    },
    {
      id: 'java',
      title: 'AWS SDK for Java',
      file: 'Hello.java',
      run: 'java -cp "$CLASSPATH" Hello.java   # with software.amazon.awssdk:cognitoidentityprovider and url-connection-client',
      code: `import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;

class Hello {

    public static void main(String[] args) throws Exception {
        try (var cognito = CognitoIdentityProviderClient.builder()
                .region(Region.of("${region}"))${
                  elsewhere
                    ? `
                .endpointOverride(URI.create("${endpoint}"))`
                    : ''
                }
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {

            // Sign in.
            var tokens = cognito.initiateAuth(request -> request
                    .clientId("${clientId}")
                    .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                    .authParameters(Map.of("USERNAME", "${username}", "PASSWORD", "${password}")))
                    .authenticationResult();

            // Call the API.
            var hello = HttpRequest.newBuilder(URI.create("${api}/hello"))
                    .header("Authorization", "Bearer " + tokens.idToken())
                    .build();
            System.out.println(HttpClient.newHttpClient().send(hello, BodyHandlers.ofString()).body());
        }
    }
}
`,
    },
  ];
}
