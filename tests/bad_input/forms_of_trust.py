"""The forms of evidence, reports, measures and appeals."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from accounts.models import Appeal, Decision, Evidence, Report
from tests.authorisation.world import World
from tests.bad_input.fields import (
    APPEAL_ANSWER,
    APPROVAL_OF_EVIDENCE,
    MEASURE,
    REFUSAL_OF_EVIDENCE,
    REPORT,
    Field,
    text,
)
from tests.bad_input.form import Form, at


def _about_the_company(name: str) -> Callable[[World], str]:
    """The address called ``name`` where the company is reported, or decided about."""
    return lambda world: reverse(name, args=["organisation", world.ids["organisation"]])


FORMS_OF_TRUST = (
    Form(
        "evidence-number",
        "bidder",
        at("accounts:evidence_bring", "proof"),
        {"number": Field("email", "T7000012050002", 40, required=True)},
        (Evidence,),
    ),
    Form(
        "evidence-approve",
        "staff",
        at("accounts:staff_evidence_approve", "evidence"),
        APPROVAL_OF_EVIDENCE,
        (Evidence,),
    ),
    Form(
        "evidence-refuse", "staff", at("accounts:staff_evidence_refuse", "evidence"), REFUSAL_OF_EVIDENCE, (Evidence,)
    ),
    Form("report", "rival", _about_the_company("accounts:report"), REPORT, (Report,)),
    Form("measure", "staff", _about_the_company("accounts:staff_reported"), MEASURE, (Decision,)),
    Form(
        "measure-of-report", "staff", at("accounts:staff_reported", "subject", "party"), MEASURE, attacked=("reason",)
    ),
    Form(
        "appeal",
        "bidder",
        at("accounts:appeal", "sanction"),
        {"text": text("誤解です。", 2000, required=True)},
        (Appeal,),
    ),
    Form("appeal-answer", "staff", at("accounts:staff_appeal", "appeal"), APPEAL_ANSWER, (Appeal,)),
)
