# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who calls: signatures, of ACS3-HMAC-SHA256 and of the older HMAC-SHA1, verified as the real API does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import math
import re
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from . import seed
from .alibaba_refusals import AlibabaRefusal
from .world import Row

ALGORITHM = "ACS3-HMAC-SHA256"
SKEW = timedelta(minutes=15)
AUTHORIZATION = re.compile(rf"{ALGORITHM} Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{{64}})")

# The parameters of the older way.
PARAMETERS = frozenset(
    {"AccessKeyId", "SecurityToken", "Signature", "SignatureMethod", "SignatureNonce", "SignatureVersion", "Timestamp"}
)

UNKNOWN_KEY = ("InvalidAccessKeyId.NotFound", "Specified access key is not found.", 404)
INCOMPLETE = ("IncompleteSignature", "The request signature does not conform to Aliyun standards.")


@dataclass(frozen=True)
class Caller:
    """Who calls: an account, by a key that may do everything or only read."""

    account: str
    reads_only: bool = False


@dataclass(frozen=True)
class Key:
    """What an access key id stands for."""

    secret: str
    caller: Caller
    token: str = ""
    until: float = float("inf")  # in seconds since 1970


def keys() -> dict[str, Key]:
    """Return all keys that are there, by their id."""
    found = {identity: Key(secret, Caller(account)) for account, (identity, secret) in seed.ALIBABA_KEYS.items()}
    account = next(iter(seed.ALIBABA_KEYS))
    identity, secret, token = seed.ALIBABA_STS
    found[identity] = Key(secret, Caller(account), token)
    identity, secret = seed.ALIBABA_READER
    found[identity] = Key(secret, Caller(account, reads_only=True))
    return found


@dataclass
class Signed:
    """What of a request its signature covers; names of headers in lower case."""

    method: str
    query: Iterable[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes
    parameters: Mapping[str, str]  # those of the query and of the form


@dataclass(frozen=True)
class Proof:
    """What a request says about who signed it; ``names`` are the headers that are signed, None in the older way."""

    identity: str
    token: str
    date: str
    nonce: str
    signature: str
    names: list[str] | None


@dataclass
class Doorkeeper:
    """Knows the keys, and every nonce that was used."""

    known: dict[str, Key] = field(default_factory=keys)
    used: set[tuple[str, str]] = field(default_factory=set)

    def issue(self, caller: Caller, seconds: float) -> Row:
        """Return a temporary key for a caller, as STS and the metadata service answer it."""
        until = math.ceil(time.time() + seconds)
        key = Key(uuid.uuid4().hex, caller, f"token-{uuid.uuid4().hex}", until)
        identity = f"STS.{uuid.uuid4().hex}"
        self.known[identity] = key
        return {
            "AccessKeyId": identity,
            "AccessKeySecret": key.secret,
            "SecurityToken": key.token,
            "Expiration": datetime.fromtimestamp(until, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }

    def admit(self, request: Signed) -> Caller:
        """Return who signed a request, or refuse it."""
        proof = _older_proof(request) if _is_older(request) else _proof(request)
        key = self.known.get(proof.identity)
        if key is None or (key.token and not proof.token):
            raise AlibabaRefusal(*UNKNOWN_KEY)
        _check_token(key, proof.token)
        _check_date(proof.date)
        if not _matches(request, proof, key.secret):
            text = "Specified signature is not matched with our calculation."
            raise AlibabaRefusal("SignatureDoesNotMatch", text)
        nonce = (proof.identity, proof.nonce)
        if nonce in self.used:
            raise AlibabaRefusal("SignatureNonceUsed", "Specified signature nonce was used already.")
        self.used.add(nonce)
        return key.caller


def _is_older(request: Signed) -> bool:
    return "authorization" not in request.headers and "AccessKeyId" in request.parameters


def _older_proof(request: Signed) -> Proof:
    given = request.parameters
    if (given.get("SignatureMethod"), given.get("SignatureVersion")) != ("HMAC-SHA1", "1.0") or not given.get("SignatureNonce"):
        raise AlibabaRefusal(*INCOMPLETE)
    identity, token, date = (given.get(name, "") for name in ("AccessKeyId", "SecurityToken", "Timestamp"))
    return Proof(identity, token, date, given["SignatureNonce"], given.get("Signature", ""), names=None)


def _proof(request: Signed) -> Proof:
    header = request.headers.get("authorization", "")
    if not header:
        raise AlibabaRefusal(*UNKNOWN_KEY)
    found = AUTHORIZATION.fullmatch(header)
    if found is None:
        raise AlibabaRefusal(*INCOMPLETE)
    token, date, nonce = (request.headers.get(f"x-acs-{name}", "") for name in ("security-token", "date", "signature-nonce"))
    return Proof(found[1], token, date, nonce, found[3], found[2].split(";"))


def _matches(request: Signed, proof: Proof, secret: str) -> bool:
    if proof.names is None:
        return proof.signature == _older_signature(request, secret)
    _check_names(request.headers, proof.names)
    content = request.headers.get("x-acs-content-sha256", "")
    return content == hashlib.sha256(request.body).hexdigest() and proof.signature == _signature(request, proof.names, secret)


def _check_token(key: Key, token: str) -> None:
    expired = time.time() >= key.until or token in seed.ALIBABA_EXPIRED_TOKENS
    if token == key.token and not expired:
        return
    if expired:
        raise AlibabaRefusal("InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
    if not key.token:
        text = "Specified SecurityToken mismatch with the AccessKey."
        raise AlibabaRefusal("InvalidSecurityToken.MismatchWithAccessKey", text)
    raise AlibabaRefusal("InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.")


def _check_date(text: str) -> None:
    try:
        date = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise AlibabaRefusal("InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.") from None
    if abs(datetime.now(UTC) - date) > SKEW:
        raise AlibabaRefusal("InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")


def _check_names(headers: Mapping[str, str], names: list[str]) -> None:
    """Refuse a signature that leaves out what it has to cover."""
    wanted = {name for name in headers if name.startswith("x-acs-") or name in ("host", "content-type")}
    wanted |= {"x-acs-signature-nonce", "x-acs-content-sha256"}
    if names != sorted(names) or not wanted <= set(names) or not set(names) <= set(headers):
        raise AlibabaRefusal(*INCOMPLETE)


def _older_signature(request: Signed, secret: str) -> str:
    signed = sorted((name, value) for name, value in request.parameters.items() if name != "Signature")
    query = "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in signed)
    text = f"{request.method}&%2F&{quote(query, safe='~')}"
    return base64.b64encode(hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()).decode()


def _signature(request: Signed, names: list[str], secret: str) -> str:
    query = "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(request.query))
    headers = "".join(f"{name}:{request.headers[name].strip()}\n" for name in names)
    parts = (request.method, "/", query, headers, ";".join(names), request.headers["x-acs-content-sha256"])
    text = f"{ALGORITHM}\n{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
