"""The link of an invitation and the mail that carries it."""

import hashlib
import secrets

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import ConsentLink, Invitation, Membership, PastWork, User, WorkConfirmation
from accounts.rules import is_addressed_to


def new_token() -> str:
    """43 characters that only the mail holds: in the database until it is sent, and then in the reader's mailbox."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What is stored of a token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def mail_text(invitation: Invitation, token: str, language: str, *, site: str = "") -> tuple[str, str]:
    """(subject, body) in ``language``; ``site`` is "https://host", empty for a link without a host."""
    with translation.override(language or None):
        subject = _("Invitation to join %(company)s on Kakehashi") % {"company": invitation.organisation.name}
        body = render_to_string(
            "accounts/invitation_mail.txt",
            {
                "invitation": invitation,
                "inviter": _name_of_inviter(invitation),
                "link": site + reverse("accounts:invitation", args=[token]),
                "last_day": date_format(localtime(invitation.expires_at), "DATE_FORMAT"),
            },
        )
    return " ".join(subject.split()), body.strip() + "\n"


def consent_mail(link: ConsentLink, token: str, *, site: str = "") -> tuple[str, str]:
    """(subject, body) of the mail that asks a lent person to agree, in the active language."""
    party = link.party
    assert party.organisation is not None
    subject = _("%(company)s asks for your consent") % {"company": party.organisation.name}
    facts = {"party": party, "link": site + reverse("accounts:lending", args=[token])}
    body = render_to_string("accounts/consent_mail.txt", facts)
    return " ".join(subject.split()), body.strip() + "\n"


def confirmation_mail(confirmation: WorkConfirmation, token: str, *, site: str = "") -> tuple[str, str]:
    """(subject, body) of the mail that asks a client to confirm a past work, in the active language."""
    return _question_mail(confirmation, site + reverse("accounts:work_question", args=[token]), site)


def mail_about(work: PastWork, *, site: str) -> tuple[str, str]:
    """(subject, body) of the mail that a client would get about this work today, without a link that works."""
    question = WorkConfirmation(work=work, party=work.profile.party, title=work.title, asked_at=timezone.now())
    return _question_mail(question, _("(Here stands a link that only the client gets.)"), site)


def _question_mail(confirmation: WorkConfirmation, link: str, site: str) -> tuple[str, str]:
    name = confirmation.asker_name
    subject = _("[Kakehashi] %(name)s asks you to confirm a work") % {"name": name}
    facts = {
        "confirmation": confirmation,
        "name": name,
        "link": link,
        "contact": site + reverse("accounts:contact"),
        "last_day": date_format(localtime(confirmation.ends_at), "DATE_FORMAT"),
    }
    return " ".join(subject.split()), render_to_string("accounts/work_question_mail.txt", facts).strip() + "\n"


def invitation_by_token(token: str) -> Invitation | None:
    return Invitation.objects.filter(token_digest=digest_of(token)).select_related("organisation", "invited_by").first()


def situation_of(invitation: Invitation | None, reader: User | AnonymousUser) -> str:
    """How this reader stands to the invitation: unknown, accepted, ended, signed_out, other or open."""
    if invitation is None:
        return "unknown"
    if isinstance(reader, User) and invitation.accepted_at and is_addressed_to(invitation.email, reader):
        is_member = Membership.objects.filter(user=reader, organisation=invitation.organisation_id).exists()
        return "accepted" if is_member else "ended"
    if invitation.accepted_at or invitation.revoked_at or invitation.has_run_out:
        return "ended"
    if not isinstance(reader, User):
        return "signed_out"
    return "open" if is_addressed_to(invitation.email, reader) else "other"


def masked(email: str) -> str:
    """Enough of an address for its owner to recognise it: t…@example.jp."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}…@{host}"


def _name_of_inviter(invitation: Invitation) -> str:
    inviter = invitation.invited_by
    return (inviter.full_name or inviter.email) if inviter else ""
