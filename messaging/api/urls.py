"""Addresses of notices."""

from rest_framework.routers import SimpleRouter

from messaging.api import views

router = SimpleRouter()
router.register("notices", views.NoticeViewSet, basename="notice")
urlpatterns = router.urls
