"""Makes srp-vectors.json with pycognito, a Cognito client that shares no code with the playground:

    pip install pycognito==2024.5.1
    python3 src/test/playground/make-srp-vectors.py > src/test/playground/srp-vectors.json

The values are those of a fixed seed, so the file comes out the same each time. Salts and public values are looked for
whose first hexadecimal digit is 0, 1 to 7, and 8 to f, as these are hashed differently.
"""
import base64
import datetime
import json
import random
from unittest import mock

from pycognito import aws_srp

random.seed(20260101)
PASSWORDS = ["Visitor-pass-1", "Pässwörd with spaces 1!", "日本語のパスワード-Aa1", "p:a:s:s:W0rd!"]


def number(bits):
    return random.getrandbits(bits)


def leading(digits, candidate, length):
    """The first candidate of the wanted length in hexadecimal digits whose first digit is among these."""
    while True:
        value = candidate()
        text = f"{value:x}".zfill(length)
        if text[0] in digits:
            return value


def vector(salt_digits, b_digits, a_digits, password, moment):
    user_id = f"{number(32):08x}-{number(16):04x}-7{number(12):03x}-9{number(12):03x}-{number(48):012x}"
    client = aws_srp.AWSSRP(user_id, password, "us-east-1_SpacesDev", "client", client=object())

    def public_value():
        client.small_a_value = number(1024)
        return client.calculate_a()

    client.large_a_value = leading(a_digits, public_value, 768)
    salt = leading(salt_digits, lambda: number(128), 32)
    server_value = leading(b_digits, lambda: number(3072) % client.big_n, 768)
    challenge = {
        "USER_ID_FOR_SRP": user_id,
        "USERNAME": user_id,
        "SALT": f"{salt:x}",
        "SRP_B": f"{server_value:x}",
        "SECRET_BLOCK": base64.b64encode(random.randbytes(120)).decode(),
    }

    class Clock(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return moment

        @classmethod
        def utcnow(cls):
            return moment.replace(tzinfo=None)

    with mock.patch.object(aws_srp.datetime, "datetime", Clock):
        answer = client.process_challenge(dict(challenge), {"USERNAME": user_id})
    return {
        "a": f"{client.small_a_value:x}",
        "A": f"{client.large_a_value:x}",
        "password": password,
        "now": moment.isoformat().replace("+00:00", "Z"),
        "challenge": challenge,
        "answer": answer,
    }


if __name__ == "__main__":
    moments = [
        datetime.datetime(2026, 9, 5, 4, 3, 2, tzinfo=datetime.timezone.utc),
        datetime.datetime(2025, 12, 31, 23, 59, 59, tzinfo=datetime.timezone.utc),
        datetime.datetime(2028, 2, 29, 0, 0, 0, tzinfo=datetime.timezone.utc),
    ]
    kinds = ["0", "1234567", "89abcdef"]
    vectors = [
        vector(salt, b, kinds[(i + j) % 3], PASSWORDS[(i + j) % len(PASSWORDS)], moments[(i + 2 * j) % len(moments)])
        for i, salt in enumerate(kinds) for j, b in enumerate(kinds)
    ]
    print(json.dumps({"poolId": "us-east-1_SpacesDev", "vectors": vectors}, indent=1, ensure_ascii=False))
