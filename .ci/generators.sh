#!/usr/bin/env bash
# Makes clients of /openapi with OpenAPI Generator, for TypeScript and for Java, compiles them and walks through a
# running ./mvnw quarkus:dev with each. Needs Node, npm and Python 3; fetches the rest. Takes the addresses of the API
# and of the user pool (default http://localhost:8080 and http://localhost:9229).
. "$(dirname "$0")/lib.sh"

api=${1:-http://localhost:8080}
pool=${2:-http://localhost:9229}
version=7.23.0
sha256=cb087e40001e31eb08ef6140dd5de10938dbeb89016a1fe0481eaa25cd569026
temporary_folder
work=$temporary

generator=$tools/java/openapi-generator-cli-$version.jar
if ! sha256sum -c --status <<<"$sha256  $generator" 2>/dev/null; then
  ./mvnw -B -q -ntp dependency:copy "-Dartifact=org.openapitools:openapi-generator-cli:$version" \
    "-DoutputDirectory=$tools/java"
  sha256sum -c --quiet <<<"$sha256  $generator" || fail "$generator is not the file that .ci/generators.sh expects"
fi
generate() { # generate FOLDER OPTION...: without what only documents and tests the client
  java -jar "$generator" generate -i "$api/openapi" -o "$work/$1" \
    --global-property apiDocs=false,modelDocs=false,apiTests=false,modelTests=false "${@:2}" >"$work/$1.log" 2>&1 ||
    fail "OpenAPI Generator made nothing of $api/openapi" "$(cat "$work/$1.log")"
  local nameless
  nameless=$(grep -o 'Inline schema created as [A-Za-z0-9_]*' "$work/$1.log" || true)
  [ -z "$nameless" ] || fail 'a schema of openapi.yaml has no name of its own: move it to components/schemas' "$nameless"
}

TOKEN=$(curl -sf "$pool" -H 'Content-Type: application/x-amz-json-1.1' \
  -H 'X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth' \
  -d @- <<<'{"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": "spacesdevclient",
             "AuthParameters": {"USERNAME": "visitor", "PASSWORD": "Visitor-pass-1"}}' |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["AuthenticationResult"]["IdToken"])')
export TOKEN

node_tools clients src/test/clients
generate client -g typescript-fetch
cp src/test/clients/generated/walk.ts "$work"
"$tools/node/clients/node_modules/.bin/tsc" --strict --target es2022 --module commonjs --outDir "$work/js" \
  "$work/walk.ts" || fail 'the TypeScript client does not compile'
ok 'the TypeScript client compiles'
expect 'TypeScript' 'The TypeScript client walked through.' "$(node "$work/js/walk.js" 2>&1)"

./mvnw -B -q -ntp dependency:build-classpath -DincludeScope=test -Dmdep.outputFile="$work/classpath"
classpath=$(cat "$work/classpath")
generate java -g java --library native --additional-properties openApiNullable=false,useJakartaEe=true
mapfile -t sources < <(find "$work/java/src/main/java" -name '*.java')
javac -proc:none -nowarn -cp "$classpath" -d "$work/classes" "${sources[@]}" || fail 'the Java client does not compile'
ok 'the Java client compiles'
expect 'Java' 'The Java client walked through.' \
  "$(java -cp "$work/classes:$classpath" src/test/clients/generated/Walk.java 2>&1)"

total
