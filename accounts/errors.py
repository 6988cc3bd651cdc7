"""Why an action on people or organisations was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from datetime import date


class HandleTakenError(Exception):
    """Somebody else uses this display name."""


class NotSupportError(Exception):
    """Only a support organisation acts by mandate."""


class NotClientError(Exception):
    """This kind of organisation posts no orders, so there is nothing to do for it."""


class CeilingAboveLawError(Exception):
    """A government's own ceiling lies above what the table of the law allows; ``most_yen`` is that."""

    def __init__(self, most_yen: int) -> None:
        super().__init__()
        self.most_yen = most_yen


class LastOwnerError(Exception):
    """The company would be left without anybody who can manage its members."""


class AlreadyMemberError(Exception):
    """The address belongs to somebody who is a member already."""


class AlreadyInvitedError(Exception):
    """An invitation for this address is still waiting for its answer."""


class TooManyInvitationsError(Exception):
    """The company sent its invitations for today."""


class InvitationEndedError(Exception):
    """The invitation was used, taken back, or ran out."""


class NotAddresseeError(Exception):
    """The invitation is for another e-mail address."""


class TooManyTokensError(Exception):
    """Somebody has as many working tokens as one person may have."""


class NotLenderError(Exception):
    """Only a company of the kind that lends people keeps a list of them."""


class AlreadyLentError(Exception):
    """Another company lends this person already; ``party_id`` is theirs."""

    def __init__(self, party_id: int) -> None:
        super().__init__(party_id)
        self.party_id = party_id


class AlreadyListedError(Exception):
    """The company's own list has this person already. ``field`` is the one by which they are known."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class LicenceMissingError(Exception):
    """Worker dispatch without the number of the licence."""


class TooManyLinksError(Exception):
    """The person was asked often enough for today."""


class LinkEndedError(Exception):
    """The personal link is too old to agree by it; withdrawing stays possible."""


class _HoursError(Exception):
    """``span`` (week or month) from ``starts_on`` is the first that does not fit; amounts are minutes."""

    def __init__(self, span: str, starts_on: date) -> None:
        super().__init__(f"{span} {starts_on}")
        self.span = span
        self.starts_on = starts_on

    @property
    def span_label(self) -> str:
        if self.span == "week":
            return _("the week from %(day)s") % {"day": date_format(self.starts_on, "DATE_FORMAT")}
        return date_format(self.starts_on, "YEAR_MONTH_FORMAT")


class HoursExceededError(_HoursError):
    """More would be promised than the cap allows."""

    def __init__(self, span: str, starts_on: date, *, free: int, wanted: int) -> None:
        super().__init__(span, starts_on)
        self.free = free
        self.wanted = wanted

    @property
    def sentence(self) -> str:
        return _("In %(span)s only %(free)s hours of this person are free; %(wanted)s would be needed.") % {
            "span": self.span_label,
            "free": hours_text(self.free),
            "wanted": hours_text(self.wanted),
        }


class CapBelowPromisedError(_HoursError):
    """A cap would fall below what is promised already."""

    def __init__(self, span: str, starts_on: date, *, promised: int) -> None:
        super().__init__(span, starts_on)
        self.promised = promised

    @property
    def sentence(self) -> str:
        return _("In %(span)s %(promised)s hours are promised already, so the limit cannot be lower than that.") % {
            "span": self.span_label,
            "promised": hours_text(self.promised),
        }


def hours_text(minutes: int) -> str:
    """Whole hours, or with one digit after the point: 7.2 for 432 minutes."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


class AlreadyWaitingError(Exception):
    """Evidence of this kind waits for its decision already."""


class EvidenceIncompleteError(Exception):
    """This kind of evidence is nothing without a paper."""


class CertificateGoneError(Exception):
    """The firm has taken this certificate from its list in the meantime."""


class TooManyReportsError(Exception):
    """Somebody reported as much today as one person may."""


class InForceError(Exception):
    """The same measure is in force already."""


class AppealNotPossibleError(Exception):
    """The decision forbids nothing, or nothing any more."""


class FileRefusedError(Exception):
    """A file is empty, too large, or of a type that is not kept here."""


class TooManyFilesError(Exception):
    """The owner keeps as many files, or as many bytes, as one owner may."""


class NothingToPublishError(Exception):
    """There is no draft of this legal text."""


class LegalTextMovedOnError(Exception):
    """Another version of this legal text was published in the meantime."""


class TooEarlyError(Exception):
    """A version begins today at the earliest, and not before the one it follows."""


class TooManyMessagesError(Exception):
    """So many messages came from this sender, or from everybody, that no more are taken for an hour."""


class AnswerMissingError(Exception):
    """A message counts as answered only with a note of the answer."""


class MoveNotAllowedError(Exception):
    """The message cannot go from its state to this one."""


class ImportMovedError(Exception):
    """The import is in a state from which the step is not possible."""


class NotMemberError(Exception):
    """The account does not belong to the organisation."""


class AlreadyAskedError(Exception):
    """The client of this work is being asked, or has confirmed it."""


class TooManyQuestionsError(Exception):
    """Too many clients were asked lately; ``of_address`` when it is this one client."""

    def __init__(self, *, of_address: bool) -> None:
        super().__init__(of_address)
        self.of_address = of_address


class NameMissingError(Exception):
    """A client of earlier work would be asked by a handle nobody outside the platform knows."""


class OwnWorkError(Exception):
    """Nobody confirms their own work."""


class LinkInWordsError(Exception):
    """What a mail would carry to a stranger holds the address of a website."""


class TooManyItemsError(Exception):
    """The portfolio is full."""
