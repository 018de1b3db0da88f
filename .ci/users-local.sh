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
# Not by a pipe: grep would close it at the line that it looks for, while the list is still being written.
listed=$(users list)
grep -qP "^$user\t$user@example.com\tCONFIRMED\tenabled\t-\$" <<<"$listed" || fail 'list shows the user, confirmed' "$listed"
ok 'list shows the user, confirmed'

token=$(users token "$user")
[ "$(status -H @- "$api/hello" <<<"Authorization: Bearer $token")" = 200 ] || fail 'the ID token reaches GET /hello'
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

pool() {
  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1 \
    aws cognito-idp --endpoint-url "${AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER:-http://localhost:9229}" "$@"
}
code() { # code SECRET STEPS: the code of an authenticator app, some steps from now
  python3 - "$@" <<'END'
import base64, hmac, struct, sys, time
secret = base64.b32decode(sys.argv[1] + "=" * (-len(sys.argv[1]) % 8))
digest = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30 + int(sys.argv[2])), "sha1").digest()
offset = digest[-1] & 15
print(f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}")
END
}

access=$(users token "$user" --access)
secret=$(pool associate-software-token --access-token "$access" --output text --query SecretCode)
pool verify-software-token --access-token "$access" --user-code "$(code "$secret" 0)" >/dev/null
pool set-user-mfa-preference --access-token "$access" --software-token-mfa-settings Enabled=true,PreferredMfa=true
if setsid -w env SPACES_PASSWORD="$password" infra/users.sh --local token "$user" >/dev/null 2>&1; then fail 'the password alone does not'; fi
ok 'the password alone does not'
SPACES_TOTP=$(code "$secret" 1) users token "$user" >/dev/null || fail 'password and code sign in'
ok 'password and code sign in'
users mfa off "$user" >/dev/null
users token "$user" >/dev/null || fail 'after mfa off the password is enough'
ok 'after mfa off the password is enough'

group=local-check-group-$$
users create-group "$group"
users group "$user" "$group"
listed=$(users list)
grep -qP "^$user\t.*\tenabled\tadmins,$group\$" <<<"$listed" || fail 'list shows the groups, one made here among them' "$listed"
ok 'list shows the groups, one made here among them'
users leave "$user" "$group"
expect 'the next ID token has the group no more' "['admins']" "$(users token "$user" | claim cognito:groups)"

# refuses WHAT SENTENCE ARGUMENT...: users.sh fails, and says nothing but that sentence.
refuses() {
  local said
  if said=$(setsid -w env SPACES_PASSWORD="$password" infra/users.sh --local "${@:3}" 2>&1 </dev/null); then fail "$1" "$said"; fi
  [ "$said" = "users.sh: $2" ] || fail "$1: it should say '$2'" "$said"
  ok "$1"
}
refuses 'who is in no such group cannot leave it' "$user is not in the group $group" leave "$user" "$group"
refuses 'nobody is made twice' 'User account already exists' create "$user" "$user@example.com"
refuses 'who may sign in is not deleted' \
  "$user <$user@example.com> may still sign in: disable them first (infra/users.sh disable $user), which can be undone" delete "$user"
users disable "$user"
refuses 'a disabled user does not sign in' 'User is disabled.' token "$user"
users enable "$user"
users token "$user" >/dev/null || fail 'an enabled user does'
ok 'an enabled user does'
users disable "$user"
refuses 'nobody is deleted without a word' 'there is no terminal to ask whether you are sure: add --yes' delete "$user"
users delete "$user" --yes
refuses 'who was deleted is gone' 'User does not exist.' password "$user"
AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=http://localhost:1 \
  refuses 'a pool that does not answer is named' 'the local user pool does not answer at http://localhost:1: start it with ./mvnw quarkus:dev' list
total
