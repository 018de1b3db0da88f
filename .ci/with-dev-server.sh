#!/usr/bin/env bash
# Runs a command while ./mvnw quarkus:dev is up, and stops it afterwards. The server starts
# with users and spaces of its own; its output is in target/dev-server.log.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

state=target/dev-server
rm -rf "$state"
mkdir -p "$state"
log=target/dev-server.log
./mvnw -B -ntp quarkus:dev "-Dlocal.folder=$state" </dev/null >"$log" 2>&1 &
server=$!
finish() {
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
}
trap finish EXIT

for _ in $(seq 300); do
  ! grep -q 'Space Finder API is running' "$log" || break
  kill -0 "$server" || break
  sleep 1
done
grep -q 'Space Finder API is running' "$log" || {
  cat "$log"
  echo 'The server did not start.' >&2
  exit 1
}
grep -A 12 'Space Finder API is running' "$log"

"$@"
