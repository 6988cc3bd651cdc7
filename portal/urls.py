"""Pages that gather from several apps."""

from django.urls import path

from portal.views import firms, organisations, pages, staff

app_name = "portal"
urlpatterns = [
    path("", pages.landing, name="landing"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("about/", pages.about, name="about"),
    path("organisations/<slug:organisation>/", organisations.organisation, name="organisation"),
    path("firms/<slug:party>/", firms.firm, name="firm"),
    path("dashboard/", pages.dashboard, name="dashboard"),
    path("staff/", staff.home, name="staff"),
    path("staff/search/", staff.search, name="staff_search"),
    path("staff/orders/unanswered/", staff.unanswered, name="staff_unanswered"),
    path("staff/people/<slug:party>/", staff.person, name="staff_person"),
    path("staff/organisations/<slug:organisation>/", staff.organisation, name="staff_organisation"),
    path("me/data/", pages.my_data, name="my_data"),
    path("me/data/download/", pages.my_data_download, name="my_data_download"),
    path("healthz/", pages.health, name="health"),
]
