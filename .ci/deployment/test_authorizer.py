"""The gateway refuses bad tokens itself, in the API's own form, and the function is not called for them."""

import json

import pytest
from conftest import Api, token
from tokens import BAD, Forger


@pytest.fixture(scope="module")
def forger(emulator, alice):
    return Forger(emulator, alice)


def test_lets_a_token_through_that_was_signed_again_with_the_pools_key(api, forger):
    before = api.invocations()
    answer = api.call("/hello", forger.sign())
    assert (answer.status, json.loads(answer.body)) == (200, {"message": "Hello, alice"})
    assert api.invocations() == before + 1


def test_there_are_nine_kinds_of_bad_tokens():
    assert len(BAD) == 9


@pytest.mark.parametrize("kind", BAD)
def test_refuses_without_calling_the_function(api, forger, kind):
    before = api.invocations()
    answer = api.call("/hello", getattr(forger, kind)())
    assert answer.status == 401, answer
    assert api.invocations() == before


def test_refuses_a_call_without_a_token_likewise(api):
    before = api.invocations()
    assert api.call("/hello").status == 401
    assert api.invocations() == before


def test_refuses_a_good_token_of_another_stacks_pool(site, api, test):
    before = api.invocations()
    assert api.call("/hello", token(site, test, "alice")).status == 401
    assert api.invocations() == before


def test_its_refusal_is_a_problem_that_any_page_may_read(api):
    answer = api.call("/hello")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "WWW-Authenticate" in answer.headers["Access-Control-Expose-Headers"]
    problem = json.loads(answer.body)
    assert (problem["type"], problem["title"], problem["status"], problem["reason"]) == ("about:blank", "Unauthorized", 401, "invalid_token")
    assert problem["requestId"] == answer.headers["X-Request-Id"] != ""


def test_tells_that_a_path_is_not_there(api):
    answer = api.call("/")
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(answer.body)
    assert (answer.status, problem["status"], problem["title"]) == (404, 404, "Not Found")


def test_describes_the_api_to_anyone(api):
    answer = api.call("/openapi", Accept="application/json")
    assert (answer.status, json.loads(answer.body)["openapi"][:2]) == (200, "3.")


def test_a_preflight_needs_no_token_and_is_answered_by_the_function(test):
    answer = Api(test).call(
        "/spaces", method="OPTIONS", Origin="https://a.example", Access_Control_Request_Method="POST", Access_Control_Request_Headers="authorization"
    )
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, "https://a.example")


def test_a_page_of_no_listed_origin_is_not_let_in(test):
    answer = Api(test).call("/spaces", method="OPTIONS", Origin="https://c.example", Access_Control_Request_Method="POST")
    assert "Access-Control-Allow-Origin" not in answer.headers
