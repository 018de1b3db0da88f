#!/usr/bin/env bash
# What is checked on the running development server: the commands of the documents, users.sh, the playground's
# snippets, generated clients, Swagger UI, the tests of a deployed stack, requests made to break it, and what a
# developer may do to the server while it runs.
. "$(dirname "$0")/lib.sh"

.ci/readme.sh
.ci/users-local.sh
.ci/deployed.sh
.ci/snippets.sh
.ci/generators.sh
.ci/swagger-ui.sh
.ci/schemathesis.sh
.ci/local-server.sh
