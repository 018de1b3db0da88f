#!/usr/bin/env python3
"""Makes src/test/resources/dev/spacefinder/local/pool/secrets/srp-vectors.json: sign-ins whose client side is pycognito's.

The random numbers (a, b, salt) come from a seed, so that the file can be made again:
    pip install pycognito==2024.5.1 && python3 srp-vectors.py > ../resources/dev/spacefinder/local/pool/secrets/srp-vectors.json
pycognito computes A, the session key and the signature. Of the server's side, only v = g^x and B = k*v + g^b (RFC 5054) are
computed here, x with pycognito's functions.
"""
import base64
import hashlib
import hmac
import json
import random

from pycognito.aws_srp import AWSSRP, hash_sha256, hex_hash, hex_to_long, long_to_hex, pad_hex

POOL = "us-east-1_SpacesDev"
TIMESTAMP = "Wed Jul 1 04:05:06 UTC 2026"
PEOPLE = [("admin", "Admin-pass-1"), ("visitor", "Visitor-pass-1"), ("jörg", "pässwörd-Ü-9 ✓"),
          ("34c84488-e0e1-70ae-d2ee-991ad1a898c8", "Long-enough-1"), ("a", "b")]

chance = random.Random(20260701)
vectors = []
for username, password in PEOPLE * 4:
    srp = AWSSRP(username=username, password=password, pool_id=POOL, client_id="spacesdevclient", client=object())
    srp.small_a_value = chance.getrandbits(1024)
    srp.large_a_value = srp.calculate_a()
    salt, b = chance.getrandbits(128), chance.getrandbits(256)
    identity = hash_sha256(f"{POOL.split('_')[1]}{username}:{password}".encode("utf-8"))
    x = hex_to_long(hex_hash(pad_hex(salt) + identity))
    v = pow(srp.val_g, x, srp.big_n)
    server_b = (srp.val_k * v + pow(srp.val_g, b, srp.big_n)) % srp.big_n
    key = srp.get_password_authentication_key(username, password, server_b, long_to_hex(salt))
    block = base64.b64encode(chance.randbytes(100)).decode()
    message = POOL.split("_")[1].encode() + username.encode() + base64.b64decode(block) + TIMESTAMP.encode()
    vectors.append({
        "username": username, "password": password, "salt": long_to_hex(salt), "b": long_to_hex(b),
        "A": long_to_hex(srp.large_a_value), "verifier": long_to_hex(v), "B": long_to_hex(server_b), "key": key.hex(),
        "secretBlock": block, "timestamp": TIMESTAMP,
        "signature": base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode(),
    })
print(json.dumps(vectors, indent=1))
