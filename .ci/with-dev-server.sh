#!/usr/bin/env bash
# Runs a command while ./mvnw quarkus:dev is up, and stops it afterwards. The server starts with users and spaces of
# its own; its output is in target/dev-server.log. A web page at http://localhost:5173/ may sign in and call.
. "$(dirname "$0")/lib.sh"

state=target/dev-server
log=target/dev-server.log
rm -rf "$state"
mkdir -p "$state"
start "$log" ./mvnw -B -ntp quarkus:dev "-Dlocal.folder=$state" \
  -Dlocal.parameters=CallbackUrl=http://localhost:5173/ \
  -Dquarkus.http.cors.origins=http://localhost:9229,http://localhost:5173
await 300 "$log" 'Space Finder API is running'
grep -A 12 'Space Finder API is running' "$log"

"$@"
