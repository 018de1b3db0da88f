#!/usr/bin/env bash
# Opens Swagger UI of a running ./mvnw quarkus:dev in a browser: the API must answer afterwards, as development mode
# passes one request at a time. Needs Chromium. Takes the API's address (default http://localhost:8080).
. "$(dirname "$0")/lib.sh"

api=${1:-http://localhost:8080}
temporary_folder

page=$(chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$temporary" \
  --virtual-time-budget=20000 --dump-dom "$api/q/swagger-ui/" 2>/dev/null)
expect 'Swagger UI shows the routes' 'data-path="/hello"' "$page"
for _ in 1 2 3; do
  status=$(curl -s -o /dev/null -m 5 -w '%{http_code}' "$api/hello" || true)
  [ "$status" = 401 ] || fail "after Swagger UI was opened, GET /hello answered $status within 5 s"
done
ok 'the API answers after Swagger UI was opened'
total
