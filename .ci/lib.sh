# shellcheck shell=bash
# What the scripts of this folder share: source it first. It goes to the top of the checkout.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools=$PWD/target/tools
passed=0
temporary=''
servers=()

finish() {
  for server in "${servers[@]}"; do
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  done
  [ -z "$temporary" ] || rm -rf "$temporary"
}
trap finish EXIT

ok() {
  passed=$((passed + 1))
  printf 'ok: %s\n' "$1"
}
# fail WHAT [OUTPUT]: ends the script.
fail() {
  printf 'FAILED: %s\n' "$1" >&2
  [ -z "${2:-}" ] || printf '    %s\n' "${2//$'\n'/$'\n    '}" >&2
  exit 1
}
# expect WHAT TEXT OUTPUT: the text is in the output.
expect() {
  grep -qF -- "$2" <<<"$3" || fail "$1: there is no '$2' in" "$3"
  ok "$1"
}
total() { printf '%s: %s passed\n' "$(basename "$0")" "$passed"; }

# claim NAME: what the token on standard input says.
claim() {
  python3 -c '
import base64, json, sys
part = sys.stdin.read().split(".")[1]
print(json.loads(base64.urlsafe_b64decode(part + "==")).get(sys.argv[1]))' "$1"
}

# temporary_folder: a new one in $temporary, which is removed in the end.
temporary_folder() { temporary=$(mktemp -d); }

# start LOG COMMAND...: runs a server until the script ends, with its output in the log and its process in $server.
start() {
  "${@:2}" </dev/null >"$1" 2>&1 &
  server=$!
  servers+=("$server")
}
# await SECONDS LOG PATTERN: until $server has written a line like the pattern.
await() {
  local deadline=$((SECONDS + $1))
  until grep -qE -- "$3" "$2"; do
    if [ "$SECONDS" -ge "$deadline" ] || ! kill -0 "$server" 2>/dev/null; then
      fail "the server did not say '$3' in $1 s, but" "$(cat "$2")"
    fi
    sleep 0.2
  done
}

# debian_packages COMMAND PACKAGE...: installs the packages where there is no such command.
debian_packages() {
  command -v "$1" >/dev/null && return
  printf 'Installing %s for %s.\n' "${*:2}" "$1"
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${@:2}" >/dev/null
}
# python_tools NAME [REQUIREMENTS]: into target/tools/python/NAME/bin. pip takes no file but those whose hashes stand
# there.
python_tools() {
  local folder=$tools/python/$1 requirements=${2:-.ci/python/$1.txt}
  if ! cmp -s "$requirements" "$folder/requirements.txt"; then
    rm -rf "$folder"
    python3 -m venv "$folder"
    "$folder/bin/pip" install -q --disable-pip-version-check --require-hashes -r "$requirements"
    cp "$requirements" "$folder/requirements.txt"
  fi
}
# node_tools NAME FOLDER: what the folder's package-lock.json names, into target/tools/node/NAME/node_modules.
node_tools() {
  local folder=$tools/node/$1
  if ! cmp -s "$2/package-lock.json" "$folder/installed.json"; then
    rm -rf "$folder"
    mkdir -p "$folder"
    cp "$2"/package*.json "$folder"
    npm --prefix "$folder" ci --silent --no-audit --no-fund || fail "npm ci of $2"
    cp "$folder/package-lock.json" "$folder/installed.json"
  fi
}
# go_tool PACKAGE@VERSION: into target/tools/go. Go checks it with its checksum database.
go_tool() {
  GOBIN=$tools/go go install "$1"
}
