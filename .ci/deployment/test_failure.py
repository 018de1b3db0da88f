"""What goes wrong in AWS: a deployment that fails, a role that lacks a permission."""

import json

import pytest
from conftest import Api


@pytest.fixture(scope="module")
def failed(site, prod, test):
    """A change of the memory that comes with a domain which the other stack has."""
    before = prod.resources(), prod.variables(), prod.outputs(), prod.parameters()
    domain = test.resources()["SpaceUserPoolDomain"]
    return before, site.deploy("--stack", prod.name, "MemorySize=1024", f"DomainPrefix={domain}")


def test_a_deployment_that_fails_says_why(failed):
    _, ran = failed
    assert ran.code != 0
    assert "SpaceUserPoolDomain" in ran.errors and "already" in ran.errors


def test_it_leaves_the_stack_as_it_was(prod, failed):
    before, _ = failed
    assert prod.describe()["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert (prod.resources(), prod.variables(), prod.outputs(), prod.parameters()) == before


def test_the_function_has_the_memory_that_it_had(emulator, prod, failed):
    function = emulator.client("lambda").get_function_configuration(FunctionName=prod.outputs()["FunctionName"])
    assert function["MemorySize"] == 512


def test_the_api_still_answers(api, alice, failed):
    assert api.call("/hello", alice).status == 200


@pytest.fixture
def no_put_item(emulator, prod):
    """Takes dynamodb:PutItem from the function's role, and gives it back."""
    iam = emulator.client("iam")
    role = prod.resources()["FunctionRole"]
    policy = iam.get_role_policy(RoleName=role, PolicyName="serve-the-api")["PolicyDocument"]
    document = json.dumps(policy)
    less = document.replace('"dynamodb:PutItem", ', "").replace(', "dynamodb:PutItem"', "")
    assert "PutItem" in document and "PutItem" not in less
    iam.put_role_policy(RoleName=role, PolicyName="serve-the-api", PolicyDocument=less)
    yield
    iam.put_role_policy(RoleName=role, PolicyName="serve-the-api", PolicyDocument=document)


SPACE = '{"name":"Hut","location":"Hill"}'


def test_without_the_permission_to_write_the_caller_gets_a_problem_that_tells_nothing_of_it(prod, api, alice, no_put_item):
    answer = api.call("/spaces", alice, "POST", SPACE)
    assert answer.status in (500, 503), answer
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(answer.body)
    assert (problem["type"], problem["status"]) == ("about:blank", answer.status)
    for inside in ("dynamodb", "DynamoDb", "PutItem", "AccessDenied", "arn:", prod.outputs()["TableName"], "software.amazon", "Exception"):
        assert inside not in answer.body + str(answer.headers)


def test_with_it_again_the_space_is_made(api, alice):
    assert api.call("/spaces", alice, "POST", SPACE).status == 201


def test_the_role_may_use_no_other_table(emulator, prod, test):
    """IAM's own word: the policy of one stack's function gives nothing of the other's table."""
    role = emulator.client("iam").get_role(RoleName=prod.resources()["FunctionRole"])["Role"]["Arn"]
    account_of = lambda stack: emulator.client("dynamodb").describe_table(TableName=stack.outputs()["TableName"])["Table"]["TableArn"]
    decisions = {
        stack.name: emulator.client("iam").simulate_principal_policy(PolicySourceArn=role, ActionNames=["dynamodb:PutItem"], ResourceArns=[account_of(stack)])["EvaluationResults"][0]["EvalDecision"]
        for stack in (prod, test)
    }
    assert decisions == {prod.name: "allowed", test.name: "implicitDeny"}
