"""How a stack goes, as infra/README.md says."""

import pytest
from botocore.exceptions import ClientError
from emulator import Stack

NAME = "spaces-gone"


def test_a_stack_goes_once_its_protection_is_taken_away(emulator, site, prod):
    ran = site.deploy("--stack", NAME, "DeletionProtection=false")
    assert ran.code == 0, ran.said
    stack = Stack(emulator, NAME)
    assert stack.describe()["EnableTerminationProtection"] is False
    outputs, neighbour = stack.outputs(), prod.outputs()

    stack.cloudformation.delete_stack(StackName=NAME)
    stack.cloudformation.get_waiter("stack_delete_complete").wait(StackName=NAME, WaiterConfig={"Delay": 1, "MaxAttempts": 60})

    for service, ask in {
        "cognito-idp": lambda client: client.describe_user_pool(UserPoolId=outputs["UserPoolId"]),
        "dynamodb": lambda client: client.describe_table(TableName=outputs["TableName"]),
        "lambda": lambda client: client.get_function(FunctionName=outputs["FunctionName"]),
    }.items():
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            ask(emulator.client(service))
    assert prod.outputs() == neighbour


def test_a_protected_table_refuses_to_be_deleted(emulator, prod):
    with pytest.raises(ClientError, match="protect"):
        emulator.client("dynamodb").delete_table(TableName=prod.outputs()["TableName"])
