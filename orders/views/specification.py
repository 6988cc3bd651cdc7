"""The order as a paper: a specification to print, in Japanese or English."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from accounts.models import User
from common.japan import JAPAN, era_day, today_in_japan
from orders.models import Order

LANGUAGES = ("ja", "en")


@login_not_required
@require_safe
def specification(request: HttpRequest, public_id: str) -> HttpResponse:
    """Japanese unless English is asked for, whatever the reader's own pages are in: it is a paper for others."""
    user = request.user if isinstance(request.user, User) else None
    order = get_object_or_404(Order.objects.visible_to(user).for_page(), public_id=public_id)
    day = order.published_at.astimezone(JAPAN).date() if order.published_at else today_in_japan()
    language = request.GET.get("lang", "ja")
    with translation.override(language if language in LANGUAGES else "ja"):
        context = {
            "order": order,
            "day": day,
            "era_day": era_day(day),
            "hides_budget": request.GET.get("budget") == "hidden",
            "language": translation.get_language(),
            "now": timezone.now(),
        }
        return render(request, "orders/specification.html", context)
