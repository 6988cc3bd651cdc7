"""Where people read what they were told."""

from django.urls import path

from messaging import views

app_name = "messaging"
urlpatterns = [
    path("stream/", views.stream, name="stream"),
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/read/", views.notifications_read, name="notifications_read"),
    path("notifications/unread/", views.unread_badge, name="unread_badge"),
    path("notifications/<int:pk>/", views.notification_open, name="notification_open"),
]
