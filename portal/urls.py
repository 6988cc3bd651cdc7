"""Pages that gather from several apps."""

from django.urls import path

from portal import views

app_name = "portal"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("about/", views.about, name="about"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("healthz/", views.health, name="health"),
]
