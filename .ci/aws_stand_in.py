"""A stand-in for AWS: moto's server, and the pool's keys beside it.

Prints its address once it listens, and runs until its standard input ends. Of the types in infra/template.yaml, moto's
CloudFormation makes some for real (table, roles, function, REST API, ...). What it lacks is added here: the user pool, its clients
and groups are made in moto's own Cognito, and the rest are names that Ref and GetAtt resolve to, with nothing behind them. Which
are which is printed to standard error.
"""

import gzip
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources

import yaml
from moto.cloudformation import parsing
from moto.cloudformation.models import ChangeSet
from moto.cloudformation.responses import CloudFormationResponse
from moto.cognitoidp.models import cognitoidp_backends
from moto.core.common_models import CloudFormationModel
from moto.core.responses import ActionResult
from moto.logs import models  # noqa: F401  (makes the log groups known to CloudFormation)
from moto.moto_server.threaded_moto_server import ThreadedMotoServer


class Keys(BaseHTTPRequestHandler):
    """The JWKS document of the keys that moto signs with, at the issuer of every pool."""

    document = gzip.decompress((resources.files("moto.cognitoidp") / "resources/jwks-public.json.gz").read_bytes())

    def do_GET(self):
        self.send_response(200 if self.path.endswith("/.well-known/jwks.json") else 404)
        self.end_headers()
        self.wfile.write(self.document)

    def log_message(self, *_):
        pass


keys = ThreadingHTTPServer(("127.0.0.1", 0), Keys)


class Stood:
    """A resource of which only the name exists. Its type is the class's own attribute."""

    type = name_property = None

    def __init__(self, name, properties, account, region):
        self.name, self.properties, self.account, self.region = name, properties, account, region
        self.identifier = name
        self.attributes = {"Arn": f"arn:aws:stood:{region}:{account}:{name}"}
        self.make()

    def make(self):
        """Makes what is behind the name, where there is something."""

    def change(self, properties):
        self.properties = properties

    @property
    def physical_resource_id(self):
        return self.identifier

    @classmethod
    def cloudformation_type(cls):
        return cls.type

    @classmethod
    def cloudformation_name_type(cls):
        return cls.name_property

    @classmethod
    def has_cfn_attr(cls, attr):
        return True

    def get_cfn_attribute(self, attr):
        return self.attributes[attr]

    @classmethod
    def create_from_cloudformation_json(cls, name, json, account, region, **_):
        return cls(name, json["Properties"], account, region)

    @classmethod
    def update_from_cloudformation_json(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
        original_resource.change(cloudformation_json["Properties"])
        return original_resource

    @classmethod
    def delete_from_cloudformation_json(cls, *_):
        pass

    def delete(self, *_):
        pass

    def cognito(self):
        return cognitoidp_backends[self.account][self.region]


class UserPool(Stood):
    type, name_property = "AWS::Cognito::UserPool", "UserPoolName"

    def make(self):
        pool = self.cognito().create_user_pool(self.name, self.properties)
        self.identifier = pool.id
        self.attributes = {
            "Arn": pool.arn,
            "ProviderName": f"cognito-idp.{self.region}.amazonaws.com/{pool.id}",
            "ProviderURL": f"http://127.0.0.1:{keys.server_port}/{pool.id}",
        }


class UserPoolClient(Stood):
    type, name_property = "AWS::Cognito::UserPoolClient", "ClientName"

    def make(self):
        secret = str(self.properties.get("GenerateSecret")).lower() == "true"
        self.identifier = self.cognito().create_user_pool_client(self.properties["UserPoolId"], secret, self.properties).id


class UserPoolGroup(Stood):
    type, name_property = "AWS::Cognito::UserPoolGroup", "GroupName"

    def make(self):
        at = self.properties
        self.cognito().create_group(at["UserPoolId"], self.name, at.get("Description"), at.get("RoleArn"), at.get("Precedence"))


NAMED = {"AWS::ApiGateway::Stage": "StageName", "AWS::Cognito::UserPoolDomain": "Domain"}


class AnyTag(yaml.SafeLoader):
    """Reads CloudFormation's short tags for what stands under them."""


AnyTag.add_multi_constructor("!", lambda loader, _, node: node.value)


apply = ChangeSet.apply


def apply_with_outputs(change_set):
    """moto applies a change set to the resources alone; CloudFormation also renews the outputs, and knows of unchanged input."""
    apply(change_set)
    change_set.stack.template_dict = change_set.template_dict
    change_set.stack.output_map = change_set.stack._create_output_map()


def update_termination_protection(request):
    """moto keeps the flag, but lacks the call that sets it."""
    stack = request.cloudformation_backend.get_stack(request._get_param("StackName"))
    stack.enable_termination_protection = request._get_bool_param("EnableTerminationProtection")
    return ActionResult({"StackId": stack.stack_id})


def main():
    with open(sys.argv[1], encoding="utf-8") as template:
        types = {resource["Type"] for resource in yaml.load(template, AnyTag)["Resources"].values()}
    known = {model.cloudformation_type() for model in CloudFormationModel.__subclasses__()}
    ours = {cls.type: cls for cls in (UserPool, UserPoolClient, UserPoolGroup)}
    names = sorted(types - known - ours.keys())
    for name in names:
        ours[name] = type(name.replace("::", ""), (Stood,), {"type": name, "name_property": NAMED.get(name)})
    ChangeSet.apply = apply_with_outputs
    CloudFormationResponse.update_termination_protection = update_termination_protection
    parsing.get_model_list = lambda: [*CloudFormationModel.__subclasses__(), *ours.values()]
    print(f"moto makes: {', '.join(sorted(types & known))}", file=sys.stderr)
    print(f"made in moto's Cognito: {', '.join(sorted(types & {UserPool.type, UserPoolClient.type, UserPoolGroup.type}))}", file=sys.stderr)
    print(f"names with nothing behind them: {', '.join(names)}", file=sys.stderr)
    threading.Thread(target=keys.serve_forever, daemon=True).start()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    # By this name moto knows the addresses of templates in its S3.
    print(f"http://localhost:{server.get_host_and_port()[1]}", flush=True)
    sys.stdin.read()
    server.stop()


main()
