"""How a bucket is opened: its address and service from show.yaml, credentials from the environment alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.destination import Destination
from podbuild.publish.target import Refused
from podbuild.steps.world import World

# What obstore is to be told, by what the environment calls it: the names that the services' own programs use.
_FROM_ENVIRONMENT: Mapping[str, Mapping[str, str]] = {
    "s3": {
        "AWS_ACCESS_KEY_ID": "access_key_id",
        "AWS_SECRET_ACCESS_KEY": "secret_access_key",
        "AWS_SESSION_TOKEN": "session_token",
        "AWS_WEB_IDENTITY_TOKEN_FILE": "web_identity_token_file",
        "AWS_ROLE_ARN": "role_arn",
        "AWS_REGION": "region",
        "AWS_DEFAULT_REGION": "region",
    },
    "gs": {
        "GOOGLE_APPLICATION_CREDENTIALS": "application_credentials",
        "GOOGLE_SERVICE_ACCOUNT": "service_account",
        "GOOGLE_SERVICE_ACCOUNT_KEY": "service_account_key",
    },
    "az": {
        "AZURE_STORAGE_ACCOUNT_NAME": "account_name",
        "AZURE_STORAGE_ACCOUNT_KEY": "account_key",
        "AZURE_STORAGE_SAS_KEY": "sas_key",
        "AZURE_CLIENT_ID": "client_id",
        "AZURE_CLIENT_SECRET": "client_secret",
        "AZURE_TENANT_ID": "tenant_id",
        "AZURE_FEDERATED_TOKEN_FILE": "federated_token_file",
    },
}
# One of these must be known, else the libraries ask a service of the cloud's own machines, and wait for it.
_ENOUGH: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "s3": (("access_key_id", "secret_access_key"), ("web_identity_token_file", "role_arn")),
    "gs": (("application_credentials",), ("service_account",), ("service_account_key",)),
    "az": (
        ("account_name", "account_key"),
        ("account_name", "sas_key"),
        ("account_name", "client_id", "client_secret", "tenant_id"),
        ("account_name", "client_id", "federated_token_file", "tenant_id"),
    ),
}
_ENDPOINT_KEYS: Mapping[str, str] = {"s3": "endpoint", "gs": "base_url", "az": "endpoint"}


def bucket_config(destination: Destination, scheme: str, world: World) -> dict[str, Any]:
    """What obstore is told beside the address. Raises Refused where credentials are missing."""
    found: dict[str, Any] = {}
    for name, key in _FROM_ENVIRONMENT[scheme].items():
        if value := world.environment.get(name, "").strip():
            found.setdefault(key, value)
    if not any(all(key in found for key in enough) for enough in _ENOUGH[scheme]):
        message = f"there are no credentials for {destination.settings['url']}"
        fix = f"set {credential_names(scheme)} in the environment"
        raise Refused(Diagnostic("target-login", message, destination.place("url"), fix=fix))
    if region := destination.settings.get("region"):
        found["region"] = region
    elif scheme == "s3" and destination.settings.get("endpoint"):
        found.setdefault("region", "auto")  # what R2 asks for; MinIO and B2 take what they are told
    if endpoint := destination.settings.get("endpoint"):
        found[_ENDPOINT_KEYS[scheme]] = endpoint.rstrip("/")
    return found


def credential_names(scheme: str) -> str:
    """The variables that are enough, as they are told: the first way."""
    names: dict[str, str] = {}
    for name, key in _FROM_ENVIRONMENT[scheme].items():
        names.setdefault(key, name)
    return " and ".join(names[key] for key in _ENOUGH[scheme][0])


def bucket_problems(destination: Destination) -> tuple[tuple[str, str, str], ...]:
    """What is wrong with the settings of a bucket: (key, message, fix) each."""
    settings = destination.settings
    url = urlsplit(str(settings.get("url") or ""))
    problems = []
    if url.scheme not in _FROM_ENVIRONMENT or not url.hostname:
        message = f'"{settings.get("url")}" is no address of a bucket'
        problems.append(("url", message, "write s3://BUCKET/FOLDER, gs://… or az://…"))
    for key in ("url", "endpoint", "public_url"):
        parts = urlsplit(str(settings.get(key) or ""))
        if "@" in parts.netloc or parts.query:
            fix = f"take them out, and set {credential_names('s3')} or the like in the environment"
            problems.append((key, "credentials do not belong into show.yaml, which others read", fix))
    endpoint = urlsplit(str(settings.get("endpoint") or ""))
    if settings.get("endpoint") and endpoint.scheme not in ("https", "http"):
        problems.append(("endpoint", f'"{settings["endpoint"]}" is no web address', "begin it with https://"))
    if settings.get("region") and url.scheme in ("gs", "az"):
        problems.append(("region", f"{url.scheme}:// knows no region", "drop it"))
    return tuple(problems)
