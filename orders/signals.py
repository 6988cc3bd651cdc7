"""What orders announce, each inside the transaction of the action that did it."""

from django.dispatch import Signal

order_published = Signal()  # order: Order
order_changed = Signal()  # order: Order, version: OrderVersion, actor: User; a new version of an open order
order_ended = Signal()  # order: Order, actor: User | None
bidding_closed = Signal()  # order: Order
bid_submitted = Signal()  # bid: Bid, actor: User
bid_confirmed = Signal()  # bid: Bid, actor: User
bid_withdrawn = Signal()  # bid: Bid, actor: User | None, when the platform took it back
bid_awarded = Signal()  # bid: Bid, actor: User
bid_declined = Signal()  # bid: Bid, actor: User | None
