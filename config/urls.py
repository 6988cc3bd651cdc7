"""Every address of the platform."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "架け橋 Kakehashi"

urlpatterns = [
    path("", include("portal.urls")),
    path("", include("accounts.urls")),
    path("", include("messaging.urls")),
    path("orders/", include("orders.urls")),
    path("", include("matching.urls")),
    path("", include("vocabulary.urls")),
    path("account/", include("allauth.account.urls")),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("staff/admin/", admin.site.urls),
    path("api/", include("portal.api.urls")),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("messaging.demo_urls")))
