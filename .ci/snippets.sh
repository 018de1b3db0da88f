#!/usr/bin/env bash
# Runs every snippet of the playground's "Use it from" against a running ./mvnw quarkus:dev: each must greet its user.
# Needs Node, npm, Python 3 and curl; fetches the rest. Takes the user pool's address (default http://localhost:9229).
. "$(dirname "$0")/lib.sh"

pool=${1:-http://localhost:9229}
temporary_folder
work=$temporary

node --input-type=module - "$pool" "$work" <<'JS'
import { writeFileSync } from 'node:fs';

const { described } = await import(`${process.cwd()}/src/local/resources/dev/spacefinder/local/playground/pool.mjs`);
const { snippets } = await import(`${process.cwd()}/src/local/resources/dev/spacefinder/local/playground/snippets.mjs`);
const [pool, folder] = process.argv.slice(2);
const config = await (await fetch(`${pool}/playground/config.json`)).json();
snippets(described(config, pool)).forEach(({ file, code }) => writeFileSync(`${folder}/${file}`, code));
JS

expect curl 'Hello, visitor' "$(bash "$work/hello.sh" 2>&1)"

python_tools aws
expect 'AWS CLI' 'Hello, visitor' "$(PATH=$tools/python/aws/bin:$PATH bash "$work/hello-aws.sh" 2>&1)"
expect boto3 'Hello, visitor' "$("$tools/python/aws/bin/python" "$work/hello.py" 2>&1)"

./mvnw -B -q dependency:build-classpath -DincludeScope=test -Dmdep.outputFile="$work/classpath"
expect 'AWS SDK for Java' 'Hello, visitor' "$(java -cp "$(cat "$work/classpath")" "$work/Hello.java" 2>&1)"

# Amplify's signs somebody up and waits for the code, which is in the mail box.
node_tools clients src/test/clients
ln -s "$tools/node/clients/node_modules" "$work/node_modules"
user=snippet-$$-$RANDOM
mkfifo "$work/keyboard"
(cd "$work" && exec node hello.mjs "$user" <keyboard >amplify.log 2>&1) &
amplify=$!
exec 3>"$work/keyboard"
for _ in $(seq 100); do
  code=$(curl -s "$pool/playground/mailbox" | python3 -c '
import json, sys
print(next((mail["code"] for mail in json.load(sys.stdin)["messages"] if mail["username"] == sys.argv[1]), ""))' "$user")
  if [ -n "$code" ] || ! kill -0 "$amplify" 2>/dev/null; then break; fi
  sleep 0.1
done
printf '%s\n' "$code" >&3
exec 3>&-
wait "$amplify" || true
expect Amplify "200 {\"message\":\"Hello, $user\"}" "$(cat "$work/amplify.log")"

total
