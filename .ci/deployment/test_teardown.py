"""How a stack goes, as infra/README.md says."""

import pytest
from botocore.exceptions import ClientError


def test_a_stack_goes_once_its_protection_is_taken_away(emulator, site, prod, named):
    ran = site.deploy("DeletionProtection=false", "TableSuffix=")
    assert ran.code == 0, ran.said
    assert named.describe()["EnableTerminationProtection"] is False
    outputs, neighbour = named.outputs(), prod.outputs()
    assert outputs["TableName"] == "Spaces-space-finder"

    named.cloudformation.delete_stack(StackName=named.name)
    named.cloudformation.get_waiter("stack_delete_complete").wait(StackName=named.name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})

    for service, ask in {
        "cognito-idp": lambda client: client.describe_user_pool(UserPoolId=outputs["UserPoolId"]),
        "dynamodb": lambda client: client.describe_table(TableName=outputs["TableName"]),
        "lambda": lambda client: client.get_function(FunctionName=outputs["FunctionName"]),
    }.items():
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            ask(emulator.client(service))
    assert prod.outputs() == neighbour


def test_its_name_goes_with_it(emulator, named):
    records = emulator.client("route53").list_resource_record_sets(HostedZoneId=named.zone)["ResourceRecordSets"]
    assert "api.spaces.example." not in [record["Name"] for record in records]


def test_a_protected_table_refuses_to_be_deleted(emulator, prod):
    with pytest.raises(ClientError, match="protect"):
        emulator.client("dynamodb").delete_table(TableName=prod.outputs()["TableName"])
