from django.urls import path

from vocabulary.views import editor, options, phrases

app_name = "vocabulary"

urlpatterns = [
    path("vocabulary/municipalities/", options.municipality_options, name="municipality_options"),
    path("vocabulary/skills/", options.skill_options, name="skill_options"),
    path("staff/vocabulary/", editor.skill_list, name="staff_skills"),
    path("staff/vocabulary/add/", editor.skill_create, name="staff_skill_create"),
    path("staff/vocabulary/phrases/", phrases.phrase_list, name="staff_phrases"),
    path("staff/vocabulary/phrases/<int:phrase>/accept/", phrases.accept, name="staff_phrase_accept"),
    path("staff/vocabulary/phrases/<int:phrase>/reject/", phrases.reject, name="staff_phrase_reject"),
    path("staff/vocabulary/skills/<slug:slug>/", editor.skill_edit, name="staff_skill"),
    path("staff/vocabulary/skills/<slug:slug>/spellings/", editor.alias_add, name="staff_alias_add"),
    path(
        "staff/vocabulary/skills/<slug:slug>/spellings/<int:alias>/remove/",
        editor.alias_remove,
        name="staff_alias_remove",
    ),
]
