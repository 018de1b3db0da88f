#!/usr/bin/env bash
# Sends requests that Schemathesis makes of /openapi to a running ./mvnw quarkus:dev, valid ones and broken ones, alone
# and one after another, as an admin, as a user in no group and without a token: no answer may be a 5xx or one that the
# document does not describe, and no valid request may be refused without its saying so. Needs Python 3. Takes the
# addresses of the API and of the user pool (default http://localhost:8080 and http://localhost:9229), and a seed.
. "$(dirname "$0")/lib.sh"

api=${1:-http://localhost:8080}
pool=${2:-http://localhost:9229}
seed=${3:-20261129}
python_tools schemathesis

token() { # token USER PASSWORD
  curl -sf "$pool" -H 'Content-Type: application/x-amz-json-1.1' \
    -H 'X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth' \
    -d @- <<<'{"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": "spacesdevclient",
               "AuthParameters": {"USERNAME": "'"$1"'", "PASSWORD": "'"$2"'"}}' |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["AuthenticationResult"]["IdToken"])'
}

# answers_as_described WHO TRIES PHASES OPTION...
answers_as_described() {
  local said
  said=$(SCHEMATHESIS_HOOKS=.ci/schemathesis/hooks.py "$tools/python/schemathesis/bin/schemathesis" \
    --config-file .ci/schemathesis/schemathesis.toml run "$api/openapi" --url "$api" --checks all \
    --max-examples "$2" --phases "$3" --seed "$seed" --generation-database none --continue-on-failure --no-color \
    --request-timeout 20 "${@:4}" 2>&1) || fail "$1, with the seed $seed" "$said"
  grep -E '^ +[0-9]+ generated' <<<"$said" || fail "$1: nothing was sent" "$said"
  ok "$1, with the seed $seed"
}

as_admin="Authorization: Bearer $(token admin Admin-pass-1)"
as_visitor="Authorization: Bearer $(token visitor Visitor-pass-1)"
answers_as_described 'an admin is answered as the document says' 25 examples,coverage,fuzzing,stateful -H "$as_admin"
answers_as_described 'a user in no group is too' 25 examples,coverage,fuzzing,stateful -H "$as_visitor"
answers_as_described 'so is who has no token' 10 examples,coverage,fuzzing
total
