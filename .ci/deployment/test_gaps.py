"""What the emulator lacks, by emulator.GAPS. A test that fails here is good news: the gap is closed, so take it from the list."""

import json
import time

import pytest
from botocore.exceptions import ClientError
from conftest import Api, token
from emulator import GAPS, REGION
from tokens import Forger


def test_each_gap_of_the_list_has_its_test():
    assert {f"test_{gap.name}" for gap in GAPS} == {name for name in globals() if name.startswith("test_")} - {"test_each_gap_of_the_list_has_its_test"}


def why_not_created(emulator, name, template):
    """What CloudFormation says against a template; None if it creates it."""
    cloudformation = emulator.client("cloudformation")
    try:
        cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(template))
    except ClientError as refused:
        return str(refused)
    deadline = time.monotonic() + 60
    while (status := cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]).endswith("IN_PROGRESS"):
        assert time.monotonic() < deadline, status
        time.sleep(0.1)
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    cloudformation.delete_stack(StackName=name)
    return None if status == "CREATE_COMPLETE" else " ".join(event.get("ResourceStatusReason", "") for event in events)


def test_metric_math(emulator):
    alarm = {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "ComparisonOperator": "GreaterThanThreshold",
            "EvaluationPeriods": 1,
            "Threshold": 1,
            "Metrics": [
                {"Id": "sum", "Expression": "SUM([one])"},
                {"Id": "one", "ReturnData": False, "MetricStat": {"Stat": "Sum", "Period": 300, "Metric": {"Namespace": "A", "MetricName": "B"}}},
            ],
        },
    }
    assert "metric math" in why_not_created(emulator, "gap-metric-math", {"Resources": {"Alarm": alarm}})


def test_query_definitions(emulator):
    query = {"Type": "AWS::Logs::QueryDefinition", "Properties": {"Name": "gap", "QueryString": "fields @message"}}
    assert "AWS::Logs::QueryDefinition" in why_not_created(emulator, "gap-query-definitions", {"Resources": {"Query": query}})


def test_provider_url(emulator):
    template = {
        "Resources": {"Pool": {"Type": "AWS::Cognito::UserPool"}},
        "Outputs": {"Issuer": {"Value": {"Fn::GetAtt": ["Pool", "ProviderURL"]}}},
    }
    assert "ProviderURL" in why_not_created(emulator, "gap-provider-url", template)


def test_gateway_name(api):
    name = f"{api.host.split('.')[0]}.execute-api.{REGION}.amazonaws.com"
    assert api.call("/hello", Host=name).headers["Content-Type"] != "application/problem+json"


def test_absent_method(api):
    assert api.call("/openapi", method="POST").status == 401


def test_firewall(emulator):
    template = {
        "Resources": {
            "Association": {"Type": "AWS::WAFv2::WebACLAssociation", "Properties": {"ResourceArn": "a", "WebACLArn": "b"}},
            "Log": {"Type": "AWS::WAFv2::LoggingConfiguration", "Properties": {"ResourceArn": "a", "LogDestinationConfigs": ["b"]}},
        }
    }
    said = why_not_created(emulator, "gap-firewall", template)
    assert "AWS::WAFv2::WebACLAssociation" in said and "AWS::WAFv2::LoggingConfiguration" in said


def test_expired_token(emulator, api, alice):
    assert json.loads(api.call("/hello", Forger(emulator, alice).expired()).body)["reason"] == "invalid_token"


def test_access_denied(site, test):
    assert Api(test).call("/hello", token(site, test, "alice")).status == 401


def test_token_use(site, prod, api):
    before = api.invocations()
    refused = api.call("/hello", token(site, prod, "alice", "--access"))
    assert (refused.status, json.loads(refused.body)["reason"]) == (401, "wrong_token_use")
    assert api.invocations() == before + 1


def test_domain_path(site, named):
    created = Api(named).call("/spaces", token(site, named, "alice"), "POST", '{"name":"Hut","location":"Hill"}')
    assert "/v1/spaces/" in created.headers["Location"]


def test_pool_protection(emulator):
    cognito = emulator.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="gap-pool-protection", DeletionProtection="ACTIVE")["UserPool"]["Id"]
    cognito.delete_user_pool(UserPoolId=pool)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        cognito.describe_user_pool(UserPoolId=pool)


def test_signature(site):
    assert site.run("aws", "sts", "get-caller-identity", "--region", REGION, AWS_SECRET_ACCESS_KEY="wrong").code == 0


def test_integration_failure(emulator, prod, api, alice):
    """A function that Lambda refuses to start is a 500 or 502 of AWS's gateway, in the form of DEFAULT_5XX."""
    lambdas = emulator.client("lambda")
    name = prod.outputs()["FunctionName"]
    lambdas.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    try:
        answer = api.call("/hello", alice)
    finally:
        lambdas.delete_function_concurrency(FunctionName=name)
    assert answer.status >= 400
    assert answer.headers["Content-Type"] != "application/problem+json"
