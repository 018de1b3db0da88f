#!/usr/bin/env bash
# What is checked on the running development server: the commands of the documents, users.sh, the playground's
# snippets, generated clients, Swagger UI and the tests of a deployed stack.
. "$(dirname "$0")/lib.sh"

.ci/readme.sh
.ci/users-local.sh
.ci/deployed.sh
.ci/snippets.sh
.ci/generators.sh
.ci/swagger-ui.sh
