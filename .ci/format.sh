#!/usr/bin/env bash
# Gives the shell scripts and what runs in a browser or in Node their one form. With --check it changes nothing, and
# fails where the form is another. For Java that is ./mvnw spotless:apply. Needs Go and npm.
. "$(dirname "$0")/lib.sh"

case ${1:-} in
  '') prettier=--write shfmt=-w ;;
  --check) prettier=--check shfmt=-d ;;
  *) fail "usage: .ci/format.sh [--check]" ;;
esac

go_tool mvdan.cc/sh/v3/cmd/shfmt@v3.14.1
node_tools ci .ci/node

mapfile -t scripts < <(git ls-files '*.sh' .ci/run)
mapfile -t modules < <(git ls-files '*.mjs' '*.js' '*.ts' '*.css' '*.html')
"$tools/go/shfmt" "$shfmt" -- "${scripts[@]}"
"$tools/node/ci/node_modules/.bin/prettier" --log-level warn "$prettier" "${modules[@]}"
