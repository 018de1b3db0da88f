#!/usr/bin/env bash
# The users of the pool, by the AWS CLI: of the deployed stack, or with --local of the local user pool.
set -euo pipefail
export AWS_PAGER=''

usage() {
  cat <<'END'
Usage: infra/users.sh [OPTION ...] COMMAND

  create USER EMAIL      make a confirmed user with a verified email and a password that stays
  password USER          set a user's password, which stays
  group USER NAME        add a user to a group, for example admins
  token USER [--access]  sign in and print the ID token, or the access token
  mfa off USER           ask a user for no code any more who has lost the authenticator app
  list                   print the users: name, email, status

  --stack NAME           the deployed stack (default: space-finder)
  --region REGION        its AWS region (default: that of AWS_REGION or of the AWS CLI's profile)
  --local                the local user pool of ./mvnw quarkus:dev

The password is asked for, or taken from SPACES_PASSWORD, and the code of an authenticator app likewise, where one is
needed, or taken from SPACES_TOTP. They are never taken from the command line.
END
}

fail() {
  printf 'users.sh: %s\n' "$*" >&2
  exit 1
}

stack=space-finder region='' local=false token=IdToken
words=()
while [ $# -gt 0 ]; do
  case $1 in
    --stack | --region)
      [ -n "${2:-}" ] || fail "$1 needs a value; see infra/users.sh --help"
      case $1 in
        --stack) stack=$2 ;;
        --region) region=$2 ;;
      esac
      shift
      ;;
    --local) local=true ;;
    --access) token=AccessToken ;;
    -h | --help)
      usage
      exit
      ;;
    -*) fail "does not know '$1'; see infra/users.sh --help" ;;
    *) words+=("$1") ;;
  esac
  shift
done
command=${words[0]:-}
user=${words[1]:-}

# Password and code leave the environment here, so that no program started below inherits them.
given_password=${SPACES_PASSWORD:-} given_code=${SPACES_TOTP:-}
unset SPACES_PASSWORD SPACES_TOTP

# Asks for a password, twice if it is a new one, and leaves it in $password.
read_password() {
  local again
  password=$given_password
  if [ -z "$password" ]; then
    { : </dev/tty; } 2>/dev/null || fail 'there is no terminal to ask for the password: set SPACES_PASSWORD'
    read -rsp "Password of $user: " password </dev/tty 2>/dev/tty
    printf '\n' >/dev/tty
    if [ "${1:-}" = twice ]; then
      read -rsp 'Again: ' again </dev/tty 2>/dev/tty
      printf '\n' >/dev/tty
      [ "$password" = "$again" ] || fail 'the two passwords differ'
    fi
  fi
  [ -n "$password" ] || fail 'the password is empty'
  [[ $password != *[[:cntrl:]]* ]] || fail 'the password has a control character in it'
}

# Asks for the code of the authenticator app, and leaves it in $code.
read_code() {
  code=$given_code
  if [ -z "$code" ]; then
    { : </dev/tty; } 2>/dev/null || fail "$user needs a code of the authenticator app: set SPACES_TOTP"
    read -rp "Code of $user's authenticator app: " code </dev/tty 2>/dev/tty
  fi
  [[ $code =~ ^[0-9]{6}$ ]] || fail 'a code of an authenticator app has six digits'
}

# A string as JSON has it, without the quotes around it.
escaped() {
  local text=${1//\\/\\\\}
  printf '%s' "${text//\"/\\\"}"
}

# Calls cognito-idp. A password comes to it by standard input (file:///dev/stdin), where no list of processes shows it.
cognito() {
  if $local; then
    aws cognito-idp --endpoint-url "$endpoint" "$@"
  else
    aws cognito-idp "$@"
  fi || fail "the pool refused that, or did not answer: see above. $hint"
}

set_password() {
  printf '%s' "$password" |
    cognito admin-set-user-password --user-pool-id "$pool" --username "$user" --password file:///dev/stdin --permanent
}

output_of() {
  local value
  value=$(aws cloudformation describe-stacks --stack-name "$stack" --output text --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue") ||
    fail "cannot read the stack $stack: deploy it with infra/deploy.sh, or name it with --stack and --region. AWS's own words stand above"
  if [ -z "$value" ] || [ "$value" = None ]; then fail "the stack $stack has no output $1: is it this project's?"; fi
  printf '%s' "$value"
}

find_pool() {
  command -v aws >/dev/null || fail 'the AWS CLI is missing: install it (https://docs.aws.amazon.com/cli)'
  if $local; then
    pool=us-east-1_SpacesDev client=spacesdevclient
    endpoint=${AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER:-http://localhost:9229}
    hint="The local user pool is expected at $endpoint; ./mvnw quarkus:dev starts it."
    unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN
    # The local pool takes any signature.
    export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
  else
    # Version 1 of the AWS CLI reads AWS_DEFAULT_REGION alone.
    region=${region:-${AWS_REGION:-}}
    if [ -n "$region" ]; then export AWS_REGION=$region AWS_DEFAULT_REGION=$region; fi
    pool=$(output_of UserPoolId)
    client=$(output_of UserPoolClientId)
    hint="The pool is $pool of the stack $stack."
  fi
}

# Fails unless the command has as many words as it takes.
takes() {
  [ ${#words[@]} -eq "$1" ] || fail "'$command' takes $(($1 - 1)) words after it; see infra/users.sh --help"
}

case $command in
  create)
    takes 3
    email=${words[2]}
    [[ $email =~ ^[^[:space:],]+@[^[:space:],]+$ ]] || fail "'$email' is no email address"
    find_pool
    read_password twice
    printf '%s' "$password" |
      cognito admin-create-user --user-pool-id "$pool" --username "$user" --temporary-password file:///dev/stdin \
        --message-action SUPPRESS --user-attributes "Name=email,Value=$email" Name=email_verified,Value=true >/dev/null
    set_password
    printf 'Created %s <%s>.\n' "$user" "$email"
    ;;
  password)
    takes 2
    find_pool
    read_password twice
    set_password
    printf 'Set the password of %s.\n' "$user"
    ;;
  group)
    takes 3
    find_pool
    cognito admin-add-user-to-group --user-pool-id "$pool" --username "$user" --group-name "${words[2]}"
    printf 'Added %s to %s; the next token says so.\n' "$user" "${words[2]}"
    ;;
  token)
    takes 2
    find_pool
    read_password
    # As an administrator, who may also where PasswordFlow=false keeps apps from sending passwords.
    answer=$(printf '{"USERNAME":"%s","PASSWORD":"%s"}' "$(escaped "$user")" "$(escaped "$password")" |
      cognito admin-initiate-auth --user-pool-id "$pool" --client-id "$client" --auth-flow ADMIN_USER_PASSWORD_AUTH \
        --auth-parameters file:///dev/stdin --output text --query "[ChallengeName, AuthenticationResult.$token, Session]")
    read -r challenge value session <<<"$answer"
    if [ "$challenge" = SOFTWARE_TOKEN_MFA ]; then
      read_code
      # The session is worth nothing without the code, so it may stand on the command line.
      answer=$(printf '{"USERNAME":"%s","SOFTWARE_TOKEN_MFA_CODE":"%s"}' "$(escaped "$user")" "$code" |
        cognito admin-respond-to-auth-challenge --user-pool-id "$pool" --client-id "$client" --challenge-name "$challenge" \
          --session "$session" --challenge-responses file:///dev/stdin \
          --output text --query "[ChallengeName, AuthenticationResult.$token]")
      read -r challenge value <<<"$answer"
    fi
    [ "$challenge" != MFA_SETUP ] || fail "$user has to set an authenticator app up first, on the sign-in page"
    [ "$challenge" != NEW_PASSWORD_REQUIRED ] || fail "$user has a temporary password: set one that stays with infra/users.sh password $user"
    [ "$challenge" = None ] || fail "the pool asks $user for more than a password ($challenge)"
    printf '%s\n' "$value"
    ;;
  mfa)
    takes 3
    user=${words[2]}
    [ "${words[1]}" = off ] || fail "'mfa' knows only off; users turn it on themselves"
    find_pool
    demanded=$(cognito get-user-pool-mfa-config --user-pool-id "$pool" --output text --query MfaConfiguration)
    [ "$demanded" != ON ] || fail "the pool demands codes of everybody (Mfa=ON), and Cognito resets no authenticator app there: \
delete $user and make the user anew (infra/users.sh create), who then has another sub and owns none of the old spaces"
    cognito admin-set-user-mfa-preference --user-pool-id "$pool" --username "$user" \
      --software-token-mfa-settings Enabled=false,PreferredMfa=false
    printf 'Asks %s for no code any more.\n' "$user"
    ;;
  list)
    takes 1
    find_pool
    cognito list-users --user-pool-id "$pool" --output text \
      --query "Users[].[Username, Attributes[?Name=='email'].Value | [0], UserStatus]"
    ;;
  '')
    usage >&2
    exit 2
    ;;
  *) fail "does not know '$command'; see infra/users.sh --help" ;;
esac
