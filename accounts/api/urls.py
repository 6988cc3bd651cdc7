"""Addresses about people and organisations."""

from typing import Any

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from accounts.api import firm_views as firms
from accounts.api import import_views as imports
from accounts.api import party_views as parties
from accounts.api import people_views as people
from accounts.api import profile_views as profile
from accounts.api import refusals, views
from accounts.api import showcase_views as showcase
from accounts.api.base import PUBLIC_ID

router = SimpleRouter()
router.register("organisations", views.OrganisationViewSet, basename="organisation")

own: dict[str, Any] = {"get": "retrieve", "post": "create", "patch": "partial_update"}
entry: dict[str, Any] = {"put": "update", "delete": "destroy"}
own_or_change: dict[str, Any] = {"get": "retrieve", "patch": "partial_update"}
work: dict[str, Any] = {"patch": "partial_update", "delete": "destroy"}

ID = rf"(?P<public_id>{PUBLIC_ID})"
PERSON = rf"^people/(?P<party>{PUBLIC_ID})/"
PARTY = rf"^parties/(?P<party>{PUBLIC_ID})/profile/"
FIRM = rf"^organisations/{ID}/firm/"
IMPORT = rf"^imports/{ID}/"
KINDS = "|".join(imports.KINDS)

own_page = [
    path("profile/page/", showcase.ShowcaseViewSet.as_view(own_or_change), name="showcase"),
    path("profile/page/works/", showcase.ShownWorkViewSet.as_view({"post": "create"}), name="showcase-work-list"),
    re_path(rf"^profile/page/works/{ID}/$", showcase.ShownWorkViewSet.as_view(work), name="showcase-work-detail"),
    re_path(
        rf"^profile/page/works/{ID}/raise/$",
        showcase.ShownWorkViewSet.as_view({"post": "up"}),
        name="showcase-work-raise",
    ),
]
of_parties = [
    path("parties/", parties.PartyViewSet.as_view({"get": "list"}), name="party-list"),
    re_path(rf"{PARTY}$", parties.PartyProfileViewSet.as_view(own_or_change), name="party-profile"),
    re_path(
        rf"{PARTY}skills/(?P<skill>[-\w]+)/$", parties.PartySkillViewSet.as_view(entry), name="party-profile-skill"
    ),
    re_path(
        rf"{PARTY}languages/(?P<language>[-\w]+)/$",
        parties.PartyLanguageViewSet.as_view(entry),
        name="party-profile-language",
    ),
    re_path(rf"{PARTY}works/$", parties.PartyWorkViewSet.as_view({"post": "create"}), name="party-profile-work-list"),
    re_path(rf"{PARTY}works/{ID}/$", parties.PartyWorkViewSet.as_view(work), name="party-profile-work-detail"),
]
of_firms = [
    re_path(rf"{FIRM}$", firms.FirmViewSet.as_view(own_or_change), name="firm"),
    re_path(rf"{FIRM}team/$", firms.TeamViewSet.as_view({"post": "create"}), name="firm-team-list"),
    re_path(rf"{FIRM}team/(?P<member>{PUBLIC_ID})/$", firms.TeamViewSet.as_view(work), name="firm-team-detail"),
    re_path(
        rf"{FIRM}certificates/$", firms.CertificateViewSet.as_view({"post": "create"}), name="firm-certificate-list"
    ),
    re_path(
        rf"{FIRM}certificates/(?P<certificate>{PUBLIC_ID})/$",
        firms.CertificateViewSet.as_view(work),
        name="firm-certificate-detail",
    ),
]
of_people = [
    path("people/", people.PeopleViewSet.as_view({"get": "list", "post": "create"}), name="person-list"),
    re_path(rf"{PERSON}$", people.PeopleViewSet.as_view(own_or_change), name="person-detail"),
    re_path(rf"{PERSON}stop/$", people.PeopleViewSet.as_view({"post": "stop"}), name="person-stop"),
    re_path(rf"{PERSON}consent/$", people.PersonConsentViewSet.as_view({"post": "give"}), name="person-consent"),
    re_path(
        rf"{PERSON}consent/withdraw/$",
        people.PersonConsentViewSet.as_view({"post": "withdraw"}),
        name="person-consent-withdraw",
    ),
    re_path(rf"{PERSON}consent/ask/$", people.PersonConsentViewSet.as_view({"post": "ask"}), name="person-consent-ask"),
    re_path(
        rf"{PERSON}trainings/$", people.PersonTrainingViewSet.as_view({"post": "create"}), name="person-training-list"
    ),
    re_path(
        rf"{PERSON}trainings/{ID}/$",
        people.PersonTrainingViewSet.as_view({"delete": "destroy"}),
        name="person-training-detail",
    ),
    re_path(
        rf"{PERSON}commitments/(?P<number>[1-9][0-9]{{0,17}})/end/$",
        people.PersonCommitmentViewSet.as_view({"post": "end"}),
        name="person-commitment-end",
    ),
]

refusals.register()
urlpatterns = [
    path("me/", views.MeView.as_view(), name="me"),
    path("profile/", profile.ProfileViewSet.as_view(own), name="profile"),
    path("profile/skills/<slug:skill>/", profile.ProfileSkillViewSet.as_view(entry), name="profile-skill"),
    path("profile/languages/<slug:language>/", profile.ProfileLanguageViewSet.as_view(entry), name="profile-language"),
    path("profile/works/", profile.ProfileWorkViewSet.as_view({"post": "create"}), name="profile-work-list"),
    re_path(
        rf"^profile/works/{ID}/$",
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
    *own_page,
    *of_parties,
    *of_firms,
    *of_people,
    *router.urls,
]
