"""Does any documented route fall over, or answer what its description does not say? Asked by schemathesis."""

from __future__ import annotations

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CheckFunction
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import status_code_conformance

from partnet_vote.platform.web.csrf import Csrf
from tests.builders.installation import Installation

EXAMPLES = 6
CHECKS: list[CheckFunction] = [schemathesis.checks.not_a_server_error, status_code_conformance]
LEAVE = ("/schema", "/staff/session", "/staff/password", "/staff/people/{person_id}")
"""The framework's own, and routes on which a lucky guess would sign the tester out."""


def test_no_route_falls_over_or_says_what_is_not_described(demo: Installation) -> None:
    """Signed in with every office that the demo gives, with a valid token: the guards let the questions through."""
    with httpx.Client(base_url=demo.address, timeout=30) as client:
        headers = _signed_in(client, demo)
        schema = schemathesis.openapi.from_dict(client.get("/schema/openapi.json").json())
        faults: list[str] = []
        count = 0
        for result in schema.get_all_operations():
            operation = result.ok()
            if not any(part in operation.path for part in LEAVE):
                faults += _faults(operation, demo.address, headers)
                count += 1
    assert count > 60
    assert faults == [], "\n" + "\n".join(sorted(set(faults)))


def _signed_in(client: httpx.Client, demo: Installation) -> dict[str, str]:
    csrf = Csrf(demo.keyring.derive("csrf"), https=False)
    client.get("/lipovec/staff/sign-in")
    form = {"email": demo.told.email, "password": demo.told.password}
    token = csrf.sign(f"csrf:{client.cookies[csrf.guest_cookie]}")
    answer = client.post("/lipovec/staff/sign-in", data={"csrf_token": token, **form})
    assert answer.status_code == 303, answer.text
    session = client.cookies[csrf.session_cookie]
    return {"cookie": f"{csrf.session_cookie}={session}", "x-csrf-token": csrf.sign(f"csrf:{session}")}


def _faults(operation: APIOperation, address: str, headers: dict[str, str]) -> list[str]:
    """What the answers to a few generated questions had wrong."""
    found: list[str] = []

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        if "city_slug" in case.path_parameters:
            case.path_parameters["city_slug"] = "lipovec"
        answer = case.call(base_url=address, headers=headers, allow_redirects=False)
        try:
            case.validate_response(answer, checks=CHECKS)
        except (Failure, FailureGroup):
            found.append(f"{operation.label}: {answer.status_code}")

    ask()
    return found
