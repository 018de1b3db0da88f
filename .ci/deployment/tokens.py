"""Tokens as an attacker makes them, and as the pool does: each bad one differs from a good one in one thing."""

import base64
import hashlib
import hmac
import json
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def encode(part):
    data = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(part):
    return json.loads(base64.urlsafe_b64decode(part + "=="))


def claims(token):
    return decode(token.split(".")[1])


class Forger:
    """Makes tokens from a good one, with the pool's own key where nothing but a claim is to be wrong."""

    def __init__(self, emulator, token):
        header, payload, self.signature = token.split(".")
        self.token, self.header, self.claims = token, decode(header), decode(payload)
        pool = self.claims["iss"].rsplit("/", 1)[1]
        # Where the emulator keeps the keys of its pools.
        file = emulator.folder / f"state/cognito-pool-keys/{pool}-{self.claims['token_use']}.pem"
        self.key = serialization.load_pem_private_key(file.read_bytes(), password=None)

    def sign(self, header=(), claims=(), key=None):
        """The good token, signed anew with changed parts."""
        content = f"{encode(self.header | dict(header))}.{encode(self.claims | dict(claims))}"
        signature = (key or self.key).sign(content.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{content}.{encode(signature)}"

    def no_jwt(self):
        return "not.a.token"

    def unsigned(self):
        return f"{encode(self.header | {'alg': 'none'})}.{encode(self.claims)}."

    def public_key_as_secret(self):
        public = self.key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        content = f"{encode(self.header | {'alg': 'HS256'})}.{encode(self.claims)}"
        return f"{content}.{encode(hmac.new(public, content.encode(), hashlib.sha256).digest())}"

    def key_of_a_stranger(self):
        return self.sign(key=rsa.generate_private_key(public_exponent=65537, key_size=2048))

    def unknown_key(self):
        return self.sign(header={"kid": "nobody's"})

    def changed_after_signing(self):
        header, _, signature = self.token.split(".")
        return f"{header}.{encode(self.claims | {'cognito:groups': ['admins']})}.{signature}"

    def expired(self):
        return self.sign(claims={"exp": int(time.time()) - 60})

    def not_yet_valid(self):
        return self.sign(claims={"nbf": int(time.time()) + 600})

    def issuer_of_another_pool(self):
        return self.sign(claims={"iss": self.claims["iss"] + "x"})


BAD = [name for name in vars(Forger) if not name.startswith("_") and name != "sign"]
