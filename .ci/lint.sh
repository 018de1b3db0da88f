#!/usr/bin/env bash
# Reads what is not Java: the form of scripts and modules, the scripts with shellcheck, the workflows with actionlint.
# Needs Go, npm and Python 3.
. "$(dirname "$0")/lib.sh"

.ci/format.sh --check
ok 'scripts and modules have the form of .ci/format.sh'

python_tools shellcheck
PATH=$tools/python/shellcheck/bin:$PATH
mapfile -t scripts < <(git ls-files '*.sh' .ci/run)
shellcheck -x "${scripts[@]}"
ok 'shellcheck finds nothing in the scripts'

go_tool github.com/rhysd/actionlint/cmd/actionlint@v1.7.7
"$tools/go/actionlint"
ok 'actionlint finds nothing in the workflows'

# An action of another repository is code that runs here: its tag can be moved, its commit cannot.
loose=$(grep -nE '^ *(- )?uses:' .github/workflows/*.yml | grep -vE 'uses: \./|@[0-9a-f]{40} # v[0-9.]+$' || true)
[ -z "$loose" ] || fail 'an action is not pinned by a commit' "$loose"
ok 'every action is pinned by a commit'
