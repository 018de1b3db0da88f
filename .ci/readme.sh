#!/usr/bin/env bash
# Checks the documents, and runs their commands, as they stand there, against a server that .ci/with-dev-server.sh started. The list of
# the commands that other scripts run is in .ci/documents.py. Needs Python 3 and the AWS CLI.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# says TEXT: the last output has the text in it.
says() {
  if ! grep -qF -- "$1" <<<"$said"; then
    printf 'FAILED: "%s" is missing in:\n%s\n' "$1" "$said"
    exit 1
  fi
  printf 'ok: %s\n' "$1"
}
# run DOCUMENT [MORE]: its commands and then more of them, in one shell. The code in a document stands for the one that the server
# printed, and op for 1Password's.
run() {
  local commands
  printf '== %s\n' "$1"
  commands=$(python3 .ci/documents.py commands "$1")
  said=$(
    bash -eu <<END
op() { shift 2; ADA_PASSWORD=Third-pass-333 "\$@"; }
code() { grep 'Message to ada ' target/dev-server.log | tail -1 | grep -oE '\b[0-9]{6}\b'; }
${commands//123456/\"\$(code)\"}
${2:-}
END
  )
}

python3 .ci/documents.py check

run README.md
says '{"message":"Hello, visitor"}'
says '"reason":"missing_token"'

run src/local/README.md '
as_admin() { aws cognito-idp "$@" --endpoint-url http://localhost:9229 --user-pool-id us-east-1_SpacesDev; }
as_admin admin-get-user --username ada
as_admin admin-list-groups-for-user --username ada
aws cognito-idp initiate-auth --endpoint-url http://localhost:9229 --auth-flow USER_PASSWORD_AUTH --client-id spacesdevclient \
  --auth-parameters USERNAME=ada,PASSWORD=Third-pass-333'
says '"username":"admin"'
says '"UserStatus": "CONFIRMED"'
says '"GroupName": "admins"'
says '"AuthenticationResult"'
says $'lovelace\tlovelace@example.com\tCONFIRMED'
says '"username":"lovelace","email":"lovelace@example.com","groups":["admins"]'
says '"TableNames"'
says '"Spaces-local"'
says '"username" : "ada"'
says '"token_type":"Bearer"'

run src/main/java/dev/spacefinder/spaces/README.md
says 'HTTP/1.1 201 Created'
says '{"items":[{"id":'
says '"version":2}'
says '"reason":"missing_role"'
says 'HTTP/1.1 204 No Content'

run src/main/java/dev/spacefinder/reviews/README.md
says 'HTTP/1.1 201 Created'
says 'ETag: "2"'
says '"summary":{"count":1,"averageRating":5.00}'
says 'HTTP/1.1 204 No Content'
