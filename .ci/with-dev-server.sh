#!/usr/bin/env bash
# Runs a command while ./mvnw quarkus:dev is up, and stops it afterwards. The server starts with users and spaces of
# its own; its output is in target/dev-server.log.
. "$(dirname "$0")/lib.sh"

state=target/dev-server
log=target/dev-server.log
rm -rf "$state"
mkdir -p "$state"
start "$log" ./mvnw -B -ntp quarkus:dev "-Dlocal.folder=$state"
await 300 "$log" 'Space Finder API is running'
grep -A 12 'Space Finder API is running' "$log"

"$@"
