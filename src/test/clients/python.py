#!/usr/bin/env python3
"""A walk with boto3 and pycognito, unchanged but for their endpoint. Run by .ci/clients.sh."""
import os
import re
import time

import boto3
import pyotp
from botocore.exceptions import ClientError
from pycognito import Cognito
from pycognito.exceptions import ForceChangePasswordException, SoftwareTokenMFAChallengeException

env = os.environ
username, password = f"python-{env['RUN']}", "Long-enough-1"


def user(name):
    # pycognito verifies the tokens it gets, with issuer and keys of this endpoint.
    return Cognito(env["POOL_ID"], env["CLIENT_ID"], username=name,
                   boto3_client_kwargs={"endpoint_url": env["POOL_ENDPOINT"]})


def refused(name, call):
    try:
        call()
    except ClientError as error:
        assert error.response["Error"]["Code"] == name, error
        return
    raise AssertionError(f"{name} was expected")


def wrong(code):
    return "000000" if code != "000000" else "000001"


print("   sign-up")
person = user(username)
person.set_base_attributes(email=f"{username}@example.com")
person.register(username, password)
refused("UserNotConfirmedException", lambda: person.authenticate(password))
refused("CodeMismatchException", lambda: person.confirm_sign_up("000000x", username))
with open(env["POOL_LOG"], encoding="utf-8") as log:
    code = re.findall(rf"Confirmation code for {username} \(\S+\): (\d{{6}})", log.read())[-1]
person.confirm_sign_up(code, username)

print("   SRP sign-in")
refused("NotAuthorizedException", lambda: person.authenticate("Wrong-password-1"))
person.authenticate(password)
assert person.id_claims["email"] == f"{username}@example.com"
assert person.get_user().email_verified is True

print("   refresh")
before = person.access_token
person.renew_access_token()
assert person.access_token != before

print("   TOTP")
cognito = boto3.client("cognito-idp", endpoint_url=env["POOL_ENDPOINT"])
app = pyotp.TOTP(person.associate_software_token())
assert person.verify_software_token(app.now(), "telephone")
person.set_user_mfa_preference(sms_mfa=False, software_token_mfa=True, preferred="SOFTWARE_TOKEN")
try:
    person.authenticate(password)
    raise AssertionError("a challenge was expected")
except SoftwareTokenMFAChallengeException as challenge:
    # A code is good once, so that of the next step is taken, which drift allows.
    right = app.at(time.time() + 30)
    refused("CodeMismatchException",
            lambda: person.respond_to_software_token_mfa_challenge(wrong(right), challenge.get_tokens()))
    person.respond_to_software_token_mfa_challenge(right, challenge.get_tokens())
assert person.id_claims["email"] == f"{username}@example.com"
person.set_user_mfa_preference(sms_mfa=False, software_token_mfa=False)
person.authenticate(password)

print("   global sign-out")
cognito.global_sign_out(AccessToken=person.access_token)
refused("NotAuthorizedException", person.renew_access_token)

print("   new-password challenge")
invited = user(env["INVITED"])
try:
    invited.authenticate(env["TEMPORARY_PASSWORD"])
    raise AssertionError("a challenge was expected")
except ForceChangePasswordException:
    invited.new_password_challenge(env["TEMPORARY_PASSWORD"], "Another-pass-2")
assert invited.access_token
