"""What messaging does when something happens to the right of it."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.contact import confirmation_mail
from accounts.invitations import confirmation_mail as work_confirmation_mail
from accounts.invitations import consent_mail, mail_text
from accounts.models import (
    Appeal,
    ConsentLink,
    ContactMessage,
    DataImport,
    Decision,
    Evidence,
    Invitation,
    Mandate,
    Measure,
    Organisation,
    Party,
    PartyKind,
    Report,
    User,
    WorkConfirmation,
)
from accounts.proofs import confirmation_address
from accounts.queries import people_to_tell
from accounts.signals import (
    access_changed,
    appeal_answered,
    consent_asked,
    contact_received,
    decision_made,
    evidence_brought,
    evidence_decided,
    evidence_ends,
    import_changed,
    mail_written,
    mandate_changed,
    member_invited,
    person_lent_twice,
    report_received,
    work_answered,
    work_asked,
)
from accounts.states import ConfirmationStatus, EvidenceStatus
from common.site import site_address
from messaging.actions import announce, notify_each, post_mail
from messaging.sentences import language_of, register
from outbox.bells import ring_stream

register(
    "contact_received",
    _("A message has arrived at the contact page"),
    _("Message %(number)s waits for an answer."),
    why=_("You get this mail because you are an administrator."),
)
register(
    "person_lent_twice",
    _("Two companies lend the same person"),
    _("%(lender)s wanted to list a person whom %(other)s lends already as %(handle)s. The entry was refused."),
    next_step=_("Please ask both companies for whom this person works."),
    why=_("You get this mail because you are an administrator."),
)

_EVIDENCE_WHY = _("You get this mail because evidence was sent for your profile or your organisation.")
register(
    "evidence_brought",
    _("Evidence waits to be checked"),
    _("%(subject)s has sent evidence."),
    why=_("You get this mail because you are an administrator."),
)
register(
    "evidence_approved",
    _("Your evidence is verified"),
    _("What was sent for %(subject)s has been checked and is accepted. Others see the mark from now on."),
    why=_EVIDENCE_WHY,
)
register(
    "evidence_refused",
    _("Your evidence was not accepted"),
    _("What was sent for %(subject)s could not be accepted. The page says why."),
    next_step=_("Please open the page, and send it again if you can."),
    why=_EVIDENCE_WHY,
)
register(
    "evidence_ends_soon",
    _("Evidence runs out soon"),
    _("Evidence for %(subject)s is valid until %(day)s only."),
    next_step=_("Please send the renewed one before that day, so that the mark stays."),
    why=_EVIDENCE_WHY,
)
register(
    "evidence_expired",
    _("Evidence has run out"),
    _("Evidence for %(subject)s was valid until %(day)s. The mark is not shown any more."),
    next_step=_("Please send the renewed one."),
    why=_EVIDENCE_WHY,
)


register(
    "work_asked",
    _("Please confirm a work"),
    _("%(name)s asks you to confirm that they did this work for your organisation: %(title)s"),
    next_step=_("Please open the page and say yes or no. Others read only that a client confirmed it."),
    why=_("You get this mail because you answer for the organisation."),
)
_WORK_WHY = _("You get this mail because you asked a client to confirm a work.")
register(
    "work_confirmed",
    _("A client has confirmed your work"),
    _("“%(title)s” is confirmed by the client. Others see the mark from now on."),
    why=_WORK_WHY,
)
register(
    "work_refused",
    _("A client did not confirm your work"),
    _("“%(title)s” was not confirmed. Nobody but you sees that."),
    next_step=_("Please look whether its name, year, part and skills are right, and talk with the client."),
    why=_WORK_WHY,
)


register(
    "mandate_active",
    _("%(support)s acts for you"),
    _("%(client)s has given %(support)s a mandate."),
    why=_("You get this mail because you belong to one of the two."),
)
register(
    "mandate_ended",
    _("The mandate between %(client)s and %(support)s has ended"),
    _("%(support)s can no longer act in the name of %(client)s."),
    why=_("You get this mail because you belong to one of the two."),
)


@receiver(mandate_changed)
def tell_of_mandate(sender: Any, mandate: Mandate, **_context: Any) -> None:
    """Everybody of both organisations."""
    sides = [mandate.support_id, mandate.client_id]
    notify_each(
        User.objects.filter(memberships__organisation__in=sides, is_active=True).distinct().order_by("pk"),
        kind=f"mandate_{mandate.status}",
        facts={"client": mandate.client.name, "support": mandate.support.name},
        path=reverse("accounts:mandate", args=[mandate.public_id]),
        dedupe_key=f"mandate {mandate.public_id} {mandate.status}",
        mail=True,
    )


register(
    "report_received",
    _("Something was reported"),
    _("“%(title)s” was reported and waits for a decision."),
    why=_("You get this mail because you are an administrator."),
)
register(
    "decision_made",
    _("The administrators have decided about “%(title)s”"),
    _("Please read the decision and its reason. There you also find how to appeal."),
    why=_("You get this mail because it concerns you or your organisation."),
)
register(
    "report_decided",
    _("Your report was looked at"),
    _("The administrators have looked at “%(title)s” and decided. Thank you for telling them."),
    why=_("You get this mail because you reported it."),
)
register(
    "appeal_answered",
    _("Your appeal is answered"),
    _("The appeal about “%(title)s” is decided. Please read the answer."),
    why=_("You get this mail because you appealed."),
)


@receiver(post_delete, sender=Session)
def end_streams_of_session(sender: Any, instance: Session, **_context: Any) -> None:
    """Streams look at their session whenever they are woken. The call leaves with the commit that ends the session;
    Django's own signal for signing out is sent before it.
    """
    user_id = instance.get_decoded().get(SESSION_KEY)
    if user_id is not None:
        ring_stream([int(user_id)])


@receiver([password_changed, password_reset, password_set, access_changed])
def end_streams_of_user(sender: Any, user: User, **_context: Any) -> None:
    """Their sessions are still there but may no longer be used."""
    with transaction.atomic():
        ring_stream([user.pk])


@receiver(mail_written)
def send_written_mail(sender: Any, to: str, subject: str, body: str, **_context: Any) -> None:
    post_mail(to, subject, body)


@receiver(member_invited)
def send_invitation(sender: Any, invitation: Invitation, token: str, site: str, **_context: Any) -> None:
    """In the language of the person invited where they have an account, else in the page's language now."""
    known = User.objects.filter(email__iexact=invitation.email).first()
    language = language_of(known) if known else translation.get_language() or ""
    subject, body = mail_text(invitation, token, language, site=site)
    post_mail(invitation.email, subject, body)


@receiver(contact_received)
def confirm_contact(sender: Any, message: ContactMessage, **_context: Any) -> None:
    """The sender gets a mail, every administrator a notice."""
    subject, body = confirmation_mail(message, site=site_address())
    post_mail(message.email, subject, body)
    notify_each(
        User.objects.filter(is_staff=True, is_active=True),
        kind="contact_received",
        facts={"number": message.public_id},
        path=reverse("accounts:staff_contact_message", args=[message.public_id]),
        dedupe_key=f"contact {message.public_id}",
        mail=True,
    )


@receiver(import_changed)
def show_progress_of_import(sender: Any, data_import: DataImport, **_context: Any) -> None:
    """On the page of whoever brought the file."""
    if data_import.created_by_id is not None:
        announce([data_import.created_by_id], "import-changed", {"import": data_import.public_id})


@receiver(consent_asked)
def send_consent_link(sender: Any, link: ConsentLink, token: str, site: str, **_context: Any) -> None:
    """In the language of the person where they have an account, else in the page's language now."""
    known = User.objects.filter(email__iexact=link.email).first()
    with translation.override(language_of(known) if known else translation.get_language()):
        post_mail(link.email, *consent_mail(link, token, site=site))


@receiver(person_lent_twice)
def tell_administrators_of_person_lent_twice(sender: Any, lender: Organisation, party: Party, **_context: Any) -> None:
    notify_each(
        User.objects.filter(is_staff=True, is_active=True),
        kind="person_lent_twice",
        facts={"lender": lender.name, "handle": party.handle, "other": str(party.organisation)},
        path=reverse("admin:accounts_party_change", args=[party.pk]),
        dedupe_key=f"lent_twice {lender.pk} {party.pk}",
        mail=True,
    )


@receiver(evidence_brought)
def tell_administrators_of_evidence(sender: Any, evidence: Evidence, **_context: Any) -> None:
    notify_each(
        User.objects.filter(is_staff=True, is_active=True),
        kind="evidence_brought",
        facts={"subject": str(evidence.subject)},
        path=reverse("accounts:staff_evidence_one", args=[evidence.public_id]),
        dedupe_key=f"evidence {evidence.public_id}",
    )


@receiver([evidence_decided, evidence_ends])
def tell_of_evidence(sender: Any, evidence: Evidence, signal: Any, **_context: Any) -> None:
    """Those who act for the party, or the owners and editors of the organisation."""
    kind = f"evidence_{evidence.status}"
    if signal is evidence_ends and evidence.status == EvidenceStatus.APPROVED:
        kind = "evidence_ends_soon"
    facts = {"subject": str(evidence.subject)}
    if signal is evidence_ends:
        facts["day"] = str(evidence.expires_on)
    notify_each(
        people_to_tell(evidence.subject),
        kind=kind,
        facts=facts,
        path=_verification_page(evidence.subject),
        dedupe_key=f"{kind} {evidence.public_id}",
        mail=True,
    )


@receiver(work_asked)
def ask_client_about_work(sender: Any, confirmation: WorkConfirmation, token: str, site: str, **_context: Any) -> None:
    """By mail, in the language of the client where they have an account; or those who answer for an organisation."""
    if confirmation.client is None:
        known = User.objects.filter(email__iexact=confirmation.email).first()
        with translation.override(language_of(known) if known else translation.get_language()):
            post_mail(confirmation.email, *work_confirmation_mail(confirmation, token, site=site))
        return
    notify_each(
        people_to_tell(confirmation.client),
        kind="work_asked",
        facts={"title": confirmation.title, "name": confirmation.asker_name},
        path=reverse("accounts:work_question_of_client", args=[confirmation.public_id]),
        dedupe_key=f"work_asked {confirmation.public_id}",
        mail=True,
    )


@receiver(work_answered)
def tell_of_answer_about_work(sender: Any, confirmation: WorkConfirmation, **_context: Any) -> None:
    """The freelancer, or the owners and editors of the firm or of the company that lends the person."""
    party, work = confirmation.party, confirmation.work
    if work is None:
        return
    notify_each(
        people_to_tell(party.organisation or party),
        kind="work_confirmed" if confirmation.status == ConfirmationStatus.CONFIRMED else "work_refused",
        facts={"title": confirmation.title},
        path=confirmation_address(party, work),
        dedupe_key=f"work_answered {confirmation.public_id}",
        mail=True,
    )


def _verification_page(subject: Organisation | Party) -> str:
    """Lent people and firms have one each; everybody else finds theirs in the menu."""
    if isinstance(subject, Party) and subject.kind != PartyKind.FREELANCER:
        return reverse("accounts:person_verification", args=[subject.public_id])
    return reverse("accounts:verification")


@receiver(report_received)
def tell_administrators_of_report(sender: Any, report: Report, **_context: Any) -> None:
    notify_each(
        User.objects.filter(is_staff=True, is_active=True),
        kind="report_received",
        facts={"title": report.title},
        path=reverse("accounts:staff_reported", args=[report.subject_kind, report.subject_id]),
        dedupe_key=f"report {report.public_id}",
    )


@receiver(decision_made)
def tell_of_decision(sender: Any, decision: Decision, **_context: Any) -> None:
    """Those concerned where something was decided against them, and, apart from them, whoever reported."""
    facts = {"title": decision.title}
    if decision.measure != Measure.NONE:
        notify_each(
            people_to_tell(decision.responsible),
            kind="decision_made",
            facts=facts,
            path=reverse("accounts:decisions"),
            dedupe_key=f"decision {decision.public_id}",
            mail=True,
        )
    notify_each(
        User.objects.filter(pk__in=decision.reports.values("reporter"), is_active=True),
        kind="report_decided",
        facts=facts,
        path=reverse("portal:dashboard"),
        dedupe_key=f"report_decided {decision.public_id}",
    )


@receiver(appeal_answered)
def tell_of_answered_appeal(sender: Any, appeal: Appeal, **_context: Any) -> None:
    notify_each(
        people_to_tell(appeal.decision.responsible),
        kind="appeal_answered",
        facts={"title": appeal.decision.title},
        path=reverse("accounts:decisions"),
        dedupe_key=f"appeal {appeal.public_id}",
        mail=True,
    )
