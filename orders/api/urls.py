"""Addresses of orders and bids."""

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from accounts.api.base import PUBLIC_ID
from orders.api import refusals
from orders.api.views import approvals, bids, orders

router = SimpleRouter()
router.register("orders", orders.OrderViewSet, basename="order")
router.register("bids", bids.BidViewSet, basename="bid")
router.register("approvals", approvals.ApprovalViewSet, basename="approval")

refusals.register()
urlpatterns = [
    path("orders/mine/", orders.OwnOrderViewSet.as_view({"get": "list"}), name="own-order-list"),
    re_path(
        rf"^orders/(?P<public_id>{PUBLIC_ID})/bids/$",
        bids.OrderBidViewSet.as_view({"get": "list", "post": "create"}),
        name="order-bid-list",
    ),
    *router.urls,
]
