#!/usr/bin/env bash
# Runs the commands of the README's first sections, as they stand there, against a running ./mvnw quarkus:dev.
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

said=$(bash -euc "$(commands 'Sign in and call the API with curl')")
says '{"message":"Hello, visitor"}' "$said"

# The code that the README's confirm-sign-up carries stands for the one that the server printed, op for 1Password's.
walk=$(commands 'Sign in and call the API with the AWS CLI' |
  sed "s/--confirmation-code 123456/--confirmation-code \$(sed -n 's\/.*ada@example.com.*[^0-9]\\\\([0-9]\\\\{6\\\\}\\\\).*\/\\\\1\/p' target\/dev-server.log)/")
said=$(bash -euc "op() { shift 2; VISITOR_PASSWORD=Third-pass-333 \"\$@\"; }; $walk
  aws cognito-idp admin-get-user --user-pool-id us-east-1_SpacesDev --username ada
  aws cognito-idp initiate-auth --auth-flow USER_PASSWORD_AUTH --client-id spacesdevclient --auth-parameters USERNAME=visitor,PASSWORD=Third-pass-333
  aws cognito-idp admin-set-user-password --user-pool-id us-east-1_SpacesDev --username visitor --password Visitor-pass-1 --permanent
  aws cognito-idp admin-list-groups-for-user --user-pool-id us-east-1_SpacesDev --username ada
  aws cognito-idp admin-delete-user --user-pool-id us-east-1_SpacesDev --username ada")
says '"groups":["admins"]' "$said"
says '"UserStatus": "CONFIRMED"' "$said"
says '"GroupName": "admins"' "$said"
