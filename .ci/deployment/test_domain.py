"""A name of the API's own, and mail by SES."""

import json

from conftest import Api, token

NAME = "api.spaces.example"
SPACE = '{"name":"Hut","location":"Hill"}'


def test_the_stack_says_that_the_api_is_there(named):
    assert named.outputs()["ApiUrl"] == f"https://{NAME}"


def test_the_name_has_a_record_that_leads_to_the_gateway(emulator, named):
    records = emulator.client("route53").list_resource_record_sets(HostedZoneId=named.zone)["ResourceRecordSets"]
    [record] = [record for record in records if record["Name"] == f"{NAME}."]
    gateway = emulator.client("apigateway").get_domain_name(domainName=NAME)
    assert (record["Type"], record["AliasTarget"]["HostedZoneId"]) == ("A", gateway["regionalHostedZoneId"])
    assert record["AliasTarget"]["DNSName"].rstrip(".") == gateway["regionalDomainName"]


def test_the_gateway_takes_no_tls_below_1_2_there(emulator, named):
    gateway = emulator.client("apigateway").get_domain_name(domainName=NAME)
    assert (gateway["securityPolicy"], gateway["endpointConfiguration"]["types"]) == ("TLS_1_2", ["REGIONAL"])


def test_the_api_answers_there_without_a_stage_and_names_its_spaces_by_that_name(site, named):
    """That Location has no stage there says CallersUrlTest: see emulator.GAPS, domain_path."""
    api = Api(named)
    created = api.call("/spaces", token(site, named, "alice"), "POST", SPACE)
    assert (api.base, created.status) == ("", 201), created
    host, *_, space = created.headers["Location"].split("://")[1].split("/")
    assert (host, space) == (NAME, json.loads(created.body)["id"])


def test_its_authorizer_stands_before_it_there_too(named):
    assert Api(named).call("/hello").status == 401


def test_the_pool_sends_its_mail_by_ses(emulator, named):
    pool = emulator.client("cognito-idp").describe_user_pool(UserPoolId=named.outputs()["UserPoolId"])["UserPool"]
    assert (pool["EmailConfiguration"]["EmailSendingAccount"], pool["EmailConfiguration"]["From"]) == ("DEVELOPER", "Spaces <api@spaces.example>")
