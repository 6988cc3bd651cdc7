"""Addresses of rankings."""

from django.urls import path, re_path

from accounts.api.base import PUBLIC_ID
from matching.api import views

ORDER = rf"^orders/(?P<public_id>{PUBLIC_ID})"

urlpatterns = [
    path("profile/gap-costs/", views.GapCostsViewSet.as_view({"get": "retrieve"}), name="gap-costs"),
    re_path(
        rf"^parties/(?P<party>{PUBLIC_ID})/$", views.PartyPageViewSet.as_view({"get": "retrieve"}), name="party-page"
    ),
    path("matches/", views.OwnMatchViewSet.as_view({"get": "list"}), name="match-list"),
    re_path(rf"{ORDER}/my-match/$", views.OwnMatchViewSet.as_view({"get": "retrieve"}), name="my-match"),
    re_path(rf"{ORDER}/candidates/$", views.CandidateViewSet.as_view({"get": "ranking"}), name="candidate-list"),
    re_path(
        rf"{ORDER}/candidates/(?P<party>{PUBLIC_ID})/$",
        views.CandidateViewSet.as_view({"get": "retrieve"}),
        name="candidate-detail",
    ),
]
