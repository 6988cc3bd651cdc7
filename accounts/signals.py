"""What accounts announce, each inside the transaction of the action that did it."""

from django.dispatch import Signal

profile_changed = Signal()  # profile: Profile
# ``token`` is the only copy of what opens the invitation; ``site`` is "https://host" for absolute addresses.
member_invited = Signal()  # invitation: Invitation, token: str, site: str
access_changed = Signal()  # user: User, whose account was switched on or off
member_joined = Signal()  # membership: Membership
member_left = Signal()  # membership: Membership, deleted with this transaction
mail_written = Signal()  # to: str, subject: str, body: str
