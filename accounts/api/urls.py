"""Addresses about people and organisations."""

from typing import Any

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from accounts.api import import_views as imports
from accounts.api import profile_views as profile
from accounts.api import refusals, views
from accounts.api.base import PUBLIC_ID

router = SimpleRouter()
router.register("organisations", views.OrganisationViewSet, basename="organisation")

own: dict[str, Any] = {"get": "retrieve", "post": "create", "patch": "partial_update"}
entry: dict[str, Any] = {"put": "update", "delete": "destroy"}
work: dict[str, Any] = {"patch": "partial_update", "delete": "destroy"}

IMPORT = rf"^imports/(?P<public_id>{PUBLIC_ID})/"
KINDS = "|".join(imports.KINDS)

refusals.register()
urlpatterns = [
    path("me/", views.MeView.as_view(), name="me"),
    path("profile/", profile.ProfileViewSet.as_view(own), name="profile"),
    path("profile/skills/<slug:skill>/", profile.ProfileSkillViewSet.as_view(entry), name="profile-skill"),
    path("profile/languages/<slug:language>/", profile.ProfileLanguageViewSet.as_view(entry), name="profile-language"),
    path("profile/works/", profile.ProfileWorkViewSet.as_view({"post": "create"}), name="profile-work-list"),
    re_path(
        rf"^profile/works/(?P<public_id>{PUBLIC_ID})/$",
        profile.ProfileWorkViewSet.as_view(work),
        name="profile-work-detail",
    ),
    path("imports/", imports.ImportViewSet.as_view({"get": "list"}), name="import-list"),
    re_path(rf"^imports/(?P<what>{KINDS})/$", imports.UploadViewSet.as_view({"post": "create"}), name="import-upload"),
    re_path(rf"{IMPORT}$", imports.ImportViewSet.as_view({"get": "retrieve"}), name="import-detail"),
    re_path(rf"{IMPORT}run/$", imports.ImportViewSet.as_view({"post": "run"}), name="import-run"),
    re_path(rf"{IMPORT}discard/$", imports.ImportViewSet.as_view({"post": "discard"}), name="import-discard"),
    re_path(
        rf"^exports/(?P<what>{KINDS})/(?P<written>csv|jsonl)/$",
        imports.ExportViewSet.as_view({"get": "retrieve"}),
        name="export",
    ),
    *router.urls,
]
