"""The project's own tests of a deployed stack, through the emulated gateway and the native function down to the table."""

import re

import pytest
from conftest import ORIGINS, deployed_test


def passed(ran):
    """How many tests passed; none may be left out."""
    assert ran.returncode == 0, ran.stdout[-5000:]
    [(run, skipped)] = set(re.findall(r"Tests run: (\d+), Failures: 0, Errors: 0, Skipped: (\d+)\n", ran.stdout + "\n"))
    assert skipped == "0"
    return int(run)


@pytest.mark.parametrize("user", ["alice", "ada"])
def test_pass_for(prod, user):
    assert passed(deployed_test(prod, user)) >= 15
