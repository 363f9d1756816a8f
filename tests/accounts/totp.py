"""What a phone's authenticator does, written out by RFC 6238 and not with the library under test."""

import base64
import hashlib
import hmac
import struct
import time


def code_at(secret: str, seconds: float | None = None) -> str:
    step = int((time.time() if seconds is None else seconds) // 30)
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[19] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
