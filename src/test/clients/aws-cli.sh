#!/usr/bin/env bash
# A walk with the AWS CLI, unchanged but for its endpoint. It cannot do SRP by itself, so it signs in with the password flow.
# Run by .ci/clients.sh.
set -euo pipefail

cognito() { aws cognito-idp --endpoint-url "$POOL_ENDPOINT" --output text "$@"; }
refused() { # refused ERROR COMMAND...: the command must fail with this error
  local error=$1 output
  shift
  if output=$("$@" 2>&1); then
    echo "$error was expected" >&2
    return 1
  fi
  grep -q "($error)" <<<"$output" || {
    echo "$error was expected, not: $output" >&2
    return 1
  }
}
sign_in() { # sign_in USER PASSWORD QUERY
  cognito initiate-auth --client-id "$CLIENT_ID" --auth-flow USER_PASSWORD_AUTH \
    --auth-parameters "USERNAME=$1,PASSWORD=$2" --query "$3"
}
user=aws-cli-$RUN

echo '   sign-up'
cognito sign-up --client-id "$CLIENT_ID" --username "$user" --password Long-enough-1 \
  --user-attributes "Name=email,Value=$user@example.com" >/dev/null
refused UserNotConfirmedException sign_in "$user" Long-enough-1 AuthenticationResult.IdToken
refused CodeMismatchException cognito confirm-sign-up --client-id "$CLIENT_ID" --username "$user" --confirmation-code 000000x
code=$(sed -nE "s/.*Confirmation code for $user \(.*\): ([0-9]{6}).*/\1/p" "$POOL_LOG" | tail -n 1)
cognito confirm-sign-up --client-id "$CLIENT_ID" --username "$user" --confirmation-code "$code"

echo '   sign-in'
refused NotAuthorizedException sign_in "$user" Wrong-password-1 AuthenticationResult.IdToken
read -r access refresh <<<"$(sign_in "$user" Long-enough-1 'AuthenticationResult.[AccessToken,RefreshToken]')"
[ "$(cognito get-user --access-token "$access" --query Username)" = "$user" ]

echo '   refresh'
cognito initiate-auth --client-id "$CLIENT_ID" --auth-flow REFRESH_TOKEN_AUTH --auth-parameters "REFRESH_TOKEN=$refresh" \
  --query AuthenticationResult.IdToken | grep -q '^ey'

echo '   administration'
cognito admin-set-user-password --user-pool-id "$POOL_ID" --username "$user" --password Another-pass-2 --permanent
refused NotAuthorizedException sign_in "$user" Long-enough-1 AuthenticationResult.IdToken
cognito admin-add-user-to-group --user-pool-id "$POOL_ID" --username "$user" --group-name admins
[ "$(cognito admin-list-groups-for-user --user-pool-id "$POOL_ID" --username "$user" --query 'Groups[].GroupName')" = admins ]
[ "$(cognito list-users --user-pool-id "$POOL_ID" --filter "username = \"$user\"" --query 'Users[].UserStatus')" = CONFIRMED ]

echo '   global sign-out'
read -r access refresh <<<"$(sign_in "$user" Another-pass-2 'AuthenticationResult.[AccessToken,RefreshToken]')"
cognito global-sign-out --access-token "$access"
refused NotAuthorizedException cognito get-user --access-token "$access"
refused NotAuthorizedException cognito initiate-auth --client-id "$CLIENT_ID" --auth-flow REFRESH_TOKEN_AUTH \
  --auth-parameters "REFRESH_TOKEN=$refresh"

echo '   new-password challenge'
session=$(sign_in "$INVITED" "$TEMPORARY_PASSWORD" Session)
cognito respond-to-auth-challenge --client-id "$CLIENT_ID" --challenge-name NEW_PASSWORD_REQUIRED --session "$session" \
  --challenge-responses "USERNAME=$INVITED,NEW_PASSWORD=Another-pass-2" --query AuthenticationResult.IdToken | grep -q '^ey'
