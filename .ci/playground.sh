#!/usr/bin/env bash
# The playground's modules in Node and its pages in a browser, none of them skipped. Needs Node, Chromium and its driver.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

node --test src/test/playground/*.test.mjs
./mvnw -B -ntp test -Dtest='Playground*Test' | tee target/playground.log
grep -E 'Tests run: [0-9]+, .*Skipped: 0$' target/playground.log || {
  echo 'FAILED: tests in the browser were skipped'
  exit 1
}
