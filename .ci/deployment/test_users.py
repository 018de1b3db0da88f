"""infra/users.sh on a deployed stack."""

import pytest
from conftest import PASSWORD, token
from emulator import REGION
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
    assert "alice\talice@example.com\tCONFIRMED\tenabled\t-" in site.users("list", stack=prod.name).output.splitlines()


def test_the_list_names_the_groups(site, prod):
    assert "ada\tada@example.com\tCONFIRMED\tenabled\tadmins" in site.users("list", stack=prod.name).output.splitlines()


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
    assert ran.code != 0 and ran.errors == "users.sh: Incorrect username or password.\n"


def test_the_list_of_processes_shows_the_user(bob):
    assert "bob" in bob[0]


@pytest.mark.parametrize("password", [PASSWORD, OTHER])
def test_but_never_the_password(bob, password):
    word = password.split('"')[0].rstrip("-")
    assert word not in bob[0]
    assert bob[1] and word not in bob[1]


@pytest.fixture(scope="module")
def carol(site, prod):
    """A user in two groups, one of which was made for her."""
    for command in (["create", "carol", "carol@example.com"], ["create-group", "painters"], ["group", "carol", "painters"], ["group", "carol", "admins"]):
        ran = site.users(*command, stack=prod.name, password=PASSWORD)
        assert ran.code == 0, ran.said


# In this order, until she is gone.


def test_a_group_that_was_made_is_in_the_token(site, prod, carol):
    assert sorted(claims(token(site, prod, "carol"))["cognito:groups"]) == ["admins", "painters"]


def test_who_has_left_a_group_has_it_in_the_token_no_more(site, prod, carol):
    assert site.users("leave", "carol", "admins", stack=prod.name).code == 0
    assert claims(token(site, prod, "carol"))["cognito:groups"] == ["painters"]


def test_nobody_who_may_sign_in_is_deleted(site, prod, carol):
    refused = site.users("delete", "carol", "--yes", stack=prod.name)
    assert refused.code != 0 and "disable them first" in refused.errors


def test_a_disabled_user_does_not_sign_in(site, prod, carol):
    assert site.users("disable", "carol", stack=prod.name).code == 0
    assert site.users("token", "carol", stack=prod.name, password=PASSWORD).errors == "users.sh: User is disabled.\n"
    assert "carol\tcarol@example.com\tCONFIRMED\tdisabled\tpainters" in site.users("list", stack=prod.name).output.splitlines()


def test_nobody_is_deleted_without_a_word(site, prod, carol):
    refused = site.users("delete", "carol", stack=prod.name)
    assert refused.code != 0 and "add --yes" in refused.errors


def test_a_slip_of_the_finger_deletes_nobody(site, prod, carol):
    """Asked for the name once more, on a terminal."""
    ran = on_terminal(site, prod, "carl\n", "delete", "carol")
    assert ran.code != 0 and "that is another name, so nobody was deleted" in ran.output
    assert "carol@example.com" in site.users("list", stack=prod.name).output


def test_an_enabled_user_signs_in_again(site, prod, carol):
    assert site.users("enable", "carol", stack=prod.name).code == 0
    token(site, prod, "carol")


def test_a_disabled_user_is_deleted_by_name(site, prod, carol):
    assert site.users("disable", "carol", stack=prod.name).code == 0
    ran = on_terminal(site, prod, "carol\n", "delete", "carol")
    assert ran.code == 0 and "Deleted carol <carol@example.com>." in ran.output, ran.output
    assert "carol@example.com" not in site.users("list", stack=prod.name).output


def on_terminal(site, stack, typed, *arguments):
    """Runs users.sh on a terminal of its own, where that is typed."""
    script = site.folder / "infra/users.sh"
    command = " ".join([str(script), "--region", REGION, "--stack", stack.name, *arguments])
    return site.run("bash", "-c", f"printf '{typed}' | script -qec '{command}' /dev/null", SHELL="/bin/bash")


@pytest.mark.parametrize(
    "sentence, arguments",
    [
        ("User account already exists", ["create", "alice", "alice@example.com"]),
        ("User does not exist.", ["password", "nobody"]),
        ("not found.", ["group", "alice", "nobodies"]),
        ("alice is not in the group admins", ["leave", "alice", "admins"]),
        ("is no email address", ["create", "carol", "carol"]),
        ("does not know 'sing'", ["sing"]),
        ("write: token USER [--access]; see", ["token"]),
    ],
)
def test_refuses(site, prod, sentence, arguments):
    ran = site.users(*arguments, stack=prod.name, password=PASSWORD)
    assert ran.code != 0 and sentence in ran.errors
    assert ran.errors.startswith("users.sh: ") and ran.errors.count("\n") == 1, ran.errors


def test_asks_for_no_password_without_a_terminal(site, prod):
    ran = site.users("token", "alice", stack=prod.name)
    assert ran.code != 0 and "set SPACES_PASSWORD" in ran.errors


def test_says_that_a_stack_is_not_there(site, prod):
    ran = site.users("list", stack="nowhere")
    assert ran.code != 0 and "there is no stack nowhere: deploy it" in ran.errors
