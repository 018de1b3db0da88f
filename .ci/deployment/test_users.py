"""infra/users.sh on a deployed stack."""

import pytest
from conftest import PASSWORD, token
from tokens import claims

OTHER = 'An-0ther-"pass\\word'


@pytest.fixture(scope="module")
def bob(site, prod, recorded):
    """A user who was made, put into a group and given another password, while everything that could be seen was written down."""
    recorded.forget()
    for command, password in ((["create", "bob", "bob@example.com"], PASSWORD), (["group", "bob", "admins"], ""), (["password", "bob"], OTHER)):
        ran = site.users(*command, stack=prod.name, password=password)
        assert ran.code == 0, ran.said
    ran = site.users("token", "bob", stack=prod.name, password=OTHER)
    assert ran.code == 0, ran.said
    return recorded.processes, recorded.environment, ran.output.strip()


def test_a_user_who_was_made_is_confirmed_with_that_email(site, prod):
    assert "alice\talice@example.com\tCONFIRMED" in site.users("list", stack=prod.name).output.splitlines()


def test_an_id_token_names_the_group(site, prod):
    said = claims(token(site, prod, "ada"))
    assert (said["cognito:groups"], said["token_use"]) == (["admins"], "id")


def test_who_is_in_no_group_has_none_in_the_token(alice):
    assert "cognito:groups" not in claims(alice)


def test_the_access_token_is_had_too(site, prod):
    assert claims(token(site, prod, "alice", "--access"))["token_use"] == "access"


def test_the_new_password_signs_in(bob):
    assert claims(bob[2])["cognito:username"] == "bob"


def test_the_old_password_does_not(site, prod, bob):
    ran = site.users("token", "bob", stack=prod.name, password=PASSWORD)
    assert ran.code != 0 and "NotAuthorizedException" in ran.errors


def test_the_list_of_processes_shows_the_user(bob):
    assert "bob" in bob[0]


@pytest.mark.parametrize("password", [PASSWORD, OTHER])
def test_but_never_the_password(bob, password):
    word = password.split('"')[0].rstrip("-")
    assert word not in bob[0]
    assert bob[1] and word not in bob[1]


@pytest.mark.parametrize(
    "sentence, arguments",
    [
        ("UsernameExistsException", ["create", "alice", "alice@example.com"]),
        ("UserNotFoundException", ["password", "nobody"]),
        ("is no email address", ["create", "carol", "carol"]),
        ("does not know 'sing'", ["sing"]),
        ("takes 1 words after it", ["token"]),
    ],
)
def test_refuses(site, prod, sentence, arguments):
    ran = site.users(*arguments, stack=prod.name, password=PASSWORD)
    assert ran.code != 0 and sentence in ran.errors


def test_asks_for_no_password_without_a_terminal(site, prod):
    ran = site.users("token", "alice", stack=prod.name)
    assert ran.code != 0 and "set SPACES_PASSWORD" in ran.errors


def test_says_that_a_stack_is_not_there(site, prod):
    ran = site.users("list", stack="nowhere")
    assert ran.code != 0 and "cannot read the stack nowhere" in ran.errors
