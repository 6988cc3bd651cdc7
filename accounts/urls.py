"""Addresses of the pages about oneself and one's company."""

from django.urls import URLPattern

app_name = "accounts"

urlpatterns: list[URLPattern] = []
