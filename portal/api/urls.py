"""Every address under /api/."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from portal.api import views

app_name = "api"

v1: list[URLPattern | URLResolver] = [
    path("", views.StartView.as_view(), name="start"),
    path("schema/", views.SchemaView.as_view(), name="schema"),
    path("docs/", views.DocsView.as_view(), name="docs"),
    path("problems/<slug:code>/", views.ProblemView.as_view(), name="problem"),
    path("", include("vocabulary.api.urls")),
    path("", include("accounts.api.urls")),
    path("", include("messaging.api.urls")),
    path("", include("orders.api.urls")),
    path("", include("matching.api.urls")),
]
urlpatterns = [
    path("v1/", include(v1)),
    re_path(r"^(?P<address>.*)$", views.NowhereView.as_view(), name="nowhere"),
]
