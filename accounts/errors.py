"""Why an action on people or organisations was refused."""


class HandleTakenError(Exception):
    """Somebody else uses this display name."""


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
