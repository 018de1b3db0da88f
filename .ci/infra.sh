#!/usr/bin/env bash
# Reads infra/template.yaml with cfn-lint and checkov; what it makes is tried by .ci/deployment.sh. Needs Python 3 with
# venv.
. "$(dirname "$0")/lib.sh"

temporary_folder
work=$temporary

# check WHAT COMMAND...: the command succeeds.
check() {
  "${@:2}" >"$work/out" 2>&1 || fail "$1" "$(cat "$work/out")"
  ok "$1"
}
# equal WHAT EXPECTED ACTUAL: the two are the same, and not nothing.
equal() {
  if [ -z "$2" ] || [ "$2" != "$3" ]; then fail "$1" "$(printf 'expected: %s\nbut was:  %s' "$2" "$3")"; fi
  ok "$1"
}

echo '== Tools'
for tool in cfn-lint checkov; do
  python_tools "$tool"
done
"$tools/python/cfn-lint/bin/cfn-lint" --version
echo "checkov $("$tools/python/checkov/bin/checkov" --version)"

echo '== The template, read'
check 'cfn-lint finds nothing, not even to inform of' "$tools/python/cfn-lint/bin/cfn-lint" -c I -t infra/template.yaml
with_checkov() {
  "$tools/python/checkov/bin/checkov" --framework cloudformation --compact --quiet --skip-download -f "$1"
}
check 'checkov finds nothing that is not waived in the template' with_checkov infra/template.yaml
sed "/^  Waf:/,/^  [A-Z][a-zA-Z]*:\$/s/Default: 'false'/Default: 'true'/" infra/template.yaml >"$work/waf.yaml"
check 'checkov finds nothing with Waf=true either' with_checkov "$work/waf.yaml"
sed "/^  UserPoolTier:/,/^  [A-Z][a-zA-Z]*:\$/s/Default: ESSENTIALS/Default: PLUS/" infra/template.yaml >"$work/plus.yaml"
check 'nor with UserPoolTier=PLUS' with_checkov "$work/plus.yaml"
waivers=$(grep -c '^ *- id: CKV' infra/template.yaml)
equal 'every waiver carries its reason' "$waivers" "$(grep -A1 '^ *- id: CKV' infra/template.yaml | grep -c '^ *comment: ..........')"

total
