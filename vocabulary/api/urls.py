"""Addresses of the shared words."""

from rest_framework.routers import SimpleRouter

from vocabulary.api import views

router = SimpleRouter()
router.register("skills", views.SkillViewSet, basename="skill")
router.register("prefectures", views.PrefectureViewSet, basename="prefecture")
router.register("municipalities", views.MunicipalityViewSet, basename="municipality")
router.register("languages", views.LanguageViewSet, basename="language")
router.register("language-levels", views.LevelViewSet, basename="language-level")
urlpatterns = router.urls
