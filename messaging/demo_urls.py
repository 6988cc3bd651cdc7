"""The demo's mailbox: mounted only where settings.DEMO is on."""

from django.urls import path

from messaging import views

app_name = "mailbox"
urlpatterns = [
    path("mailbox/", views.mailbox, name="list"),
    path("mailbox/<int:pk>/", views.mailbox_message, name="message"),
]
