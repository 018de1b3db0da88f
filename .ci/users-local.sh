#!/usr/bin/env bash
# Checks infra/users.sh --local against a running ./mvnw quarkus:dev: a user made with it signs in and reaches the API.
# Needs the AWS CLI. Takes the API's address (default http://localhost:8080).
. "$(dirname "$0")/lib.sh"

api=${1:-http://localhost:8080}
user=local-check-$$
password="L0cal-\"check\\$$"

users() { SPACES_PASSWORD=$password infra/users.sh --local "$@"; }
status() { curl -sS -o /dev/null -w '%{http_code}' "$@"; }

users create "$user" "$user@example.com"
users list | grep -qP "^$user\t$user@example.com\tCONFIRMED\$" || fail 'list shows the user, confirmed'
ok 'list shows the user, confirmed'

token=$(users token "$user")
[ "$(status -H "Authorization: Bearer $token" "$api/hello")" = 200 ] || fail 'the ID token reaches GET /hello'
ok 'the ID token reaches GET /hello'
[ "$(status "$api/hello")" = 401 ] || fail 'no token does not'
ok 'no token does not'

users group "$user" admins
expect 'the next ID token has the group' "['admins']" "$(users token "$user" | claim cognito:groups)"
expect 'the access token is had too' access "$(users token "$user" --access | claim token_use)"

old=$password
password="An0ther-\"check\\$$"
users password "$user"
users token "$user" >/dev/null || fail 'the new password signs in'
ok 'the new password signs in'
if SPACES_PASSWORD=$old infra/users.sh --local token "$user" >/dev/null 2>&1; then fail 'the old password does not'; fi
ok 'the old password does not'
total
