#!/usr/bin/env bash
# Does to the running development server what a developer does in a day, and what others might try: it goes on
# answering, and on loopback alone. Changes sources and gives them back. Needs Python 3. Takes the address of the API
# (default http://localhost:8080), the server's output
# (default target/dev-server.log) and its folder (default target/dev-server).
. "$(dirname "$0")/lib.sh"

api=${1:-http://localhost:8080}
log=${2:-target/dev-server.log}
folder=${3:-target/dev-server}
port=${api##*:}
origin=http://localhost:5173
java=src/main/java/dev/spacefinder/hello/HelloResource.java
settings=src/local/resources/application-dev.properties
template=infra/template.yaml
temporary_folder

save() { for file in "$java" "$settings" "$template"; do cp -p "$file" "$temporary/${file//\//_}"; done; }
# change FILE SCRIPT: with sed; what the server says of it comes after.
change() {
  read=$(($(wc -l <"$log") + 1))
  sed -i "$2" "$1"
}
# give_back FILE: newer than what the server has read.
give_back() {
  read=$(($(wc -l <"$log") + 1))
  cp "$temporary/${1//\//_}" "$1"
}
save
trap 'give_back "$java"; give_back "$settings"; give_back "$template"; finish' EXIT

# status ARGUMENT...: of one call.
status() { curl -s -o /dev/null -m 60 -w '%{http_code}' "$@" || true; }
# answers WHAT: the API is there, after what was done to it.
answers() {
  local found
  found=$(status "$api/hello")
  [ "$found" = 401 ] || fail "after $1, GET /hello is answered $found"
  ok "it answers after $1"
}
# refuses STATUS WHAT ARGUMENT...: a call is refused, and the next one answered.
refuses() {
  local found
  found=$(status "${@:3}")
  [ "$found" = "$1" ] || fail "$2 is answered $found, not $1"
  answers "$2"
}
# told TEXT: the server prints it within half a minute after the last change.
told() {
  for _ in $(seq 150); do
    if tail -n "+$read" "$log" | grep -qF -- "$1"; then
      ok "it says '$1'"
      return
    fi
    sleep 0.2
  done
  fail "the server does not say '$1', but" "$(tail -20 "$log")"
}

upgrade=(-H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13'
  -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==')
refuses 501 "a WebSocket of Dev UI" "${upgrade[@]}" "$api/q/dev-ui/json-rpc-ws"
refuses 501 "a WebSocket" "${upgrade[@]}" "$api/hello"
refuses 501 "CONNECT" -X CONNECT "$api/hello"
refuses 501 "Dev UI" "$api/q/dev-ui/welcome"
refuses 403 "a foreign host" -H 'Host: evil.example' "$api/hello"
refuses 400 "a malformed path" "$api/%zz"
refuses 400 "a malformed query" "$api/hello?a=%zz"
refuses 200 "GET /" "$api/"
head -c 10000000 /dev/zero >"$temporary/large"
refuses 413 "a body of 10 MB" -H 'Expect:' --data-binary @"$temporary/large" "$api/spaces"
status -m 1 -H 'Content-Length: 9' -H 'Expect:' -d half "$api/spaces" >/dev/null
answers 'half a body'
for _ in $(seq 20); do status -m 0.01 "$api/openapi" >/dev/null; done
answers 'callers who went away'

python3 - "$port" <<'END' || fail 'the API is reachable from the network'
import socket, sys
probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
try:
    probe.connect(("192.0.2.1", 9))
    address = probe.getsockname()[0]
except OSError:
    sys.exit(0)
if address.startswith("127."):
    sys.exit(0)
sys.exit(socket.socket().connect_ex((address, int(sys.argv[1]))) == 0)
END
ok 'it is not reachable by another address of the machine'
before=$(curl -s -m 60 "$api/_lambda_/2018-06-01/runtime/invocation/next")
expect 'events are shown to nobody' '"status":404' "$before"

answers 'all this'
change "$java" 's/@Path("\/hello")/@Path("\/hello-again")/'
found=$(status "$api/hello-again")
[ "$found" = 401 ] || fail "a change is not live with the next call: GET /hello-again is answered $found"
ok 'a change is live with the next call'
give_back "$java"
answers 'the change was taken back'

change "$java" '/^class HelloResource/s/$/ nonsense/'
said=$(curl -si -m 60 -H "Origin: $origin" "$api/hello")
expect 'a mistake in Java is a problem document' 'Content-Type: application/problem+json' "$said"
expect 'which names the file' "$java:" "$said"
expect 'and which a page may read' "Access-Control-Allow-Origin: $origin" "$said"
found=$(status -X OPTIONS -H "Origin: $origin" -H 'Access-Control-Request-Method: GET' \
  -H 'Access-Control-Request-Headers: authorization' "$api/hello")
[ "$found" = 204 ] || fail "the page's preflight is answered $found"
give_back "$java"
answers 'the mistake in Java was mended'

change "$settings" 's|^cognito.issuer=.*|cognito.issuer=ftp://nowhere|'
expect 'a mistake in the settings is said' 'cognito.issuer' "$(curl -s -m 60 "$api/hello")"
give_back "$settings"
answers 'the mistake in the settings was mended'

change "$template" 's/MinimumLength: 12/MinimumLength: 8/'
told 'password policy, minimum length: 8, was 12'
change "$template" 's/MinimumLength: 8/MinimumLength: eight/'
told 'The API does not run: The template'"'"'s password policy cannot have the MinimumLength "eight"'
give_back "$template"
told 'password policy, minimum length: 12, was 8'
answers 'the template was mended'

allowed=$(curl -si -m 60 -X OPTIONS -H "Origin: $origin" -H 'Access-Control-Request-Method: GET' \
  -H 'Access-Control-Request-Headers: authorization' "$api/hello")
expect "a page of $origin may call" "access-control-allow-origin: $origin" "${allowed,,}"
[ "$(status -H 'Origin: https://evil.example' "$api/hello")" = 403 ] || fail 'a foreign page may call'
ok 'a foreign page may not call'
# fails WHAT SENTENCE ARGUMENT...: a first start ends, and says the sentence and little else.
fails() {
  local said
  if said=$(timeout 300 ./mvnw -B -ntp quarkus:dev -Ddebug=false -Dlocal.api-port=18080 -Dlocal.pool-port=19229 \
    -Dlocal.dynamodb-port=19230 "-Dlocal.folder=$temporary/state" "${@:3}" </dev/null 2>&1); then
    fail "a start with $1 succeeds"
  fi
  said=$(grep -v '^\[' <<<"$said" || true)
  expect "a start with $1 ends and says why" "$2" "$said"
  [ "$(grep -c . <<<"$said")" -le 3 ] || fail "a start with $1 says more than that" "$said"
}
sed 's/^Resources:/Resources: [/' "$template" >"$temporary/broken.yaml"
sed 's/MinimumLength: 12/MinimumLength: twelve/' "$template" >"$temporary/twelve.yaml"
fails 'a folder that a server uses' 'Another local server uses the folder' "-Dlocal.folder=$folder"
fails 'a broken template' "$temporary/broken.yaml:" "-Dlocal.template=$temporary/broken.yaml"
fails 'a word for a number' 'MinimumLength "twelve"' "-Dlocal.template=$temporary/twelve.yaml"
fails 'a mistake in the settings' 'cognito.issuer' -Dcognito.issuer=ftp://nowhere
fails 'a page for an origin' 'local.origins has "http://localhost:3000/"' -Dlocal.origins=http://localhost:3000/
answers 'starts that failed'
total
