#!/usr/bin/env bash
# Checks infra/users.sh --local against a running ./mvnw quarkus:dev: a user made with it signs in and reaches the API.
# Needs the AWS CLI. Takes the API's address (default http://localhost:8080).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

api=${1:-http://localhost:8080}
user=local-check-$$
password="L0cal-\"check\\$$"

fail() {
  printf 'FAILED: %s\n' "$1"
  exit 1
}
users() { SPACES_PASSWORD=$password infra/users.sh --local "$@"; }
claims() { python3 -c 'import base64, json, sys; part = sys.stdin.read().split(".")[1]; print(json.loads(base64.urlsafe_b64decode(part + "==")))'; }
status() { curl -sS -o /dev/null -w '%{http_code}' "$@"; }

users create "$user" "$user@example.com"
users list | grep -qP "^$user\t$user@example.com\tCONFIRMED\$" || fail 'list shows the user, confirmed'
echo 'ok: list shows the user, confirmed'

token=$(users token "$user")
[ "$(status -H "Authorization: Bearer $token" "$api/hello")" = 200 ] || fail 'the ID token reaches GET /hello'
echo 'ok: the ID token reaches GET /hello'
[ "$(status "$api/hello")" = 401 ] || fail 'no token does not'
echo 'ok: no token does not'

users group "$user" admins
users token "$user" | claims | grep -q "'cognito:groups': \['admins'\]" || fail 'the next ID token has the group'
echo 'ok: the next ID token has the group'
users token "$user" --access | claims | grep -q "'token_use': 'access'" || fail 'the access token is had too'
echo 'ok: the access token is had too'

old=$password
password="An0ther-\"check\\$$"
users password "$user"
users token "$user" >/dev/null || fail 'the new password signs in'
echo 'ok: the new password signs in'
if SPACES_PASSWORD=$old infra/users.sh --local token "$user" >/dev/null 2>&1; then fail 'the old password does not'; fi
echo 'ok: the old password does not'
echo 'users-local: 7 passed, 0 failed'
