#!/usr/bin/env bash
# What is checked on the running development server: the README's own commands, users.sh, the playground's snippets, and the tests of a
# deployed stack.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

.ci/readme.sh
.ci/users-local.sh
.ci/deployed.sh
.ci/snippets.sh
.ci/swagger-ui.sh
