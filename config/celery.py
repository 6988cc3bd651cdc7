"""The Celery application that the worker runs. Web servers load it but send it nothing.

Like the ASGI entry point it guesses no settings.
"""

from celery import Celery

app = Celery("kakehashi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
