#!/usr/bin/env bash
# Opens Swagger UI of a running ./mvnw quarkus:dev in a browser: the API must answer afterwards, as development mode passes one
# request at a time. Needs Chromium. Takes the API's address (default http://localhost:8080).
set -euo pipefail

api=${1:-http://localhost:8080}
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT

page=$(chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$profile" \
  --virtual-time-budget=20000 --dump-dom "$api/q/swagger-ui/" 2>/dev/null)
grep -q 'data-path="/hello"' <<<"$page" || {
  echo 'FAILED: Swagger UI does not show GET /hello'
  exit 1
}
echo 'ok: Swagger UI shows the routes'
for _ in 1 2 3; do
  status=$(curl -s -o /dev/null -m 5 -w '%{http_code}' "$api/hello" || true)
  [ "$status" = 401 ] || {
    echo "FAILED: after Swagger UI was opened, GET /hello answered $status within 5 s"
    exit 1
  }
done
echo 'ok: the API answers after Swagger UI was opened'
