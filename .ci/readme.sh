#!/usr/bin/env bash
# Runs the commands of the README's first sections, as they stand there, against a server that .ci/with-dev-server.sh started.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# commands HEADING: the shell commands below a heading of the README, up to the next heading.
commands() {
  awk -v heading="$1" '
    !code && /^#+ / { here = ($0 ~ "^#+ " heading "$") }
    /^```/ { code = !code; shell = ($0 == "```bash"); next }
    here && code && shell' README.md
}
# says TEXT OUTPUT: the output has the text in it.
says() {
  if ! grep -qF -- "$1" <<<"$2"; then
    printf 'FAILED: "%s" is missing in:\n%s\n' "$1" "$2"
    exit 1
  fi
  printf 'ok: %s\n' "$1"
}

# The code in the README stands for the one that the server printed, and op for 1Password's.
walk=$(commands 'Sign in and call the API with curl'; commands 'Sign in and call the API with the AWS CLI'; commands Spaces)
said=$(bash -eu <<END
op() { shift 2; ADA_PASSWORD=Third-pass-333 "\$@"; }
code() { grep 'Message to ada ' target/dev-server.log | tail -1 | grep -oE '\b[0-9]{6}\b'; }
${walk//123456/\"\$(code)\"}
as_admin() { aws cognito-idp "\$@" --endpoint-url http://localhost:9229 --user-pool-id us-east-1_SpacesDev; }
as_admin admin-get-user --username ada
as_admin admin-list-groups-for-user --username ada
aws cognito-idp initiate-auth --endpoint-url http://localhost:9229 --auth-flow USER_PASSWORD_AUTH --client-id spacesdevclient \
  --auth-parameters USERNAME=ada,PASSWORD=Third-pass-333
END
)
says '{"message":"Hello, visitor"}' "$said"
says '"reason":"missing_token"' "$said"
says '"groups":["admins"]' "$said"
says '"UserStatus": "CONFIRMED"' "$said"
says '"GroupName": "admins"' "$said"
says '"AuthenticationResult"' "$said"
says 'HTTP/1.1 201 Created' "$said"
says '{"items":[{"id":' "$said"
says '"version":2}' "$said"
says '"reason":"missing_role"' "$said"
says 'HTTP/1.1 204 No Content' "$said"
