#!/usr/bin/env bash
# Points the tests of a deployed stack at a running ./mvnw quarkus:dev, as a user in no group and as an admin. Takes
# the API's address (default http://localhost:8080).
. "$(dirname "$0")/lib.sh"

api=${1:-http://localhost:8080}
for user in visitor:Visitor-pass-1 admin:Admin-pass-1; do
  SPACES_USERNAME=${user%%:*} SPACES_PASSWORD=${user#*:} ./mvnw -B -ntp verify -Dapi.url="$api"
done
