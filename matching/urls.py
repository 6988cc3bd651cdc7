"""Rankings by order and by person."""

from django.urls import path

from matching import views

app_name = "matching"
urlpatterns = [
    path("orders/<slug:public_id>/candidates/", views.candidates, name="candidates"),
    path("orders/<slug:public_id>/candidates/<slug:party>/", views.candidate, name="candidate"),
    path("orders/<slug:public_id>/my-match/", views.my_match, name="my_match"),
    path("matches/", views.my_matches, name="my_matches"),
]
