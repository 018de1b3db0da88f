#!/usr/bin/env bash
# Runs every snippet of the playground's "Use it from" against a running ./mvnw quarkus:dev: each must greet its user;
# those for a browser in Chromium. Needs Node, npm, Python 3, curl, Chromium and its driver; fetches the rest. Takes the
# user pool's address (default http://localhost:9229).
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
for (const { file, run, code } of snippets(described(config, pool))) {
  writeFileSync(`${folder}/${file}`, code);
  writeFileSync(`${folder}/${file}.run`, run);
}
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

# Those for a browser are served as their commands say, with the packages that are there already.
in_chromium() { # in_chromium WHAT FILE
  local site=$tools/node/clients/site
  rm -rf "$site"
  mkdir "$site"
  cp "$work/$2" "$site"
  (cd "$site" && bash -c "$(sed -E 's/^npm i [^&]*&& (.*) && npx vite$/\1/' "$work/$2.run")")
  start "$work/vite.log" env NO_COLOR=1 "$tools/node/clients/node_modules/.bin/vite" "$site" --strictPort --force
  await 30 "$work/vite.log" 'http://localhost:5173/'
  expect "$1" '{"message":"Hello, visitor"}' "$(java -cp "$(cat "$work/classpath")" src/test/clients/Browser.java \
    http://localhost:5173/ visitor Visitor-pass-1 'Hello, visitor' 2>&1)"
  kill "$server"
  wait "$server" || true
}
in_chromium React hello.jsx
in_chromium oidc-client-ts hello-oidc.mjs

total
