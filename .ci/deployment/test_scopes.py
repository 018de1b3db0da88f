"""Access tokens with scopes, as TokenUse=access RequireScopes=true asks for them."""

import base64
import json
import urllib.parse
import urllib.request

import pytest
from conftest import Api, token
from tokens import claims


@pytest.fixture(scope="module")
def machine(emulator, test):
    """Gives tokens for client_credentials with the scopes asked for, from the token endpoint."""
    outputs = test.outputs()
    cognito = emulator.client("cognito-idp")
    client = cognito.describe_user_pool_client(UserPoolId=outputs["UserPoolId"], ClientId=outputs["MachineClientId"])["UserPoolClient"]
    basic = base64.b64encode(f"{client['ClientId']}:{client['ClientSecret']}".encode()).decode()

    def sign_in(scope):
        request = urllib.request.Request(
            f"{emulator.endpoint}/oauth2/token",
            data=urllib.parse.urlencode({"grant_type": "client_credentials", "scope": scope}).encode(),
            headers={"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["access_token"]

    return sign_in


@pytest.fixture(scope="module")
def api(test):
    return Api(test)


def test_a_machine_reads_and_writes_with_both_scopes(api, machine):
    both = machine("spaces/read spaces/write")
    created = api.call("/spaces", both, "POST", '{"name":"Shed","location":"Yard"}')
    assert created.status == 201, created
    assert api.call(f"/spaces/{json.loads(created.body)['id']}", both).status == 200
    assert json.loads(created.body)["owner"] == claims(both)["sub"]


def test_a_machine_that_may_read_may_not_write(api, machine):
    reader = machine("spaces/read")
    assert api.call("/spaces", reader).status == 200
    refused = api.call("/spaces", reader, "POST", '{"name":"Shed","location":"Yard"}')
    assert (refused.status, json.loads(refused.body)["reason"]) == (403, "missing_scope")


def test_the_scope_of_a_sign_in_through_the_api_is_not_enough(site, api, test):
    access = token(site, test, "alice", "--access")
    assert claims(access)["scope"] == "aws.cognito.signin.user.admin"
    assert api.call("/hello", access).status == 200
    refused = api.call("/spaces", access)
    assert (refused.status, json.loads(refused.body)["reason"]) == (403, "missing_scope")


def test_an_id_token_has_no_scope_and_is_refused_by_the_gateway(site, api, test):
    before = api.invocations()
    assert api.call("/hello", token(site, test, "alice")).status == 401
    assert api.invocations() == before
