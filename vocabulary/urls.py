from django.urls import path

from vocabulary import views

app_name = "vocabulary"

urlpatterns = [
    path("municipalities/", views.municipality_options, name="municipality_options"),
    path("skills/", views.skill_options, name="skill_options"),
]
