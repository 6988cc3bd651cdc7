"""The live stream, the notifications and the demo's mailbox."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from messaging import actions, queries
from messaging.stream import open_stream


@login_not_required
@require_GET
async def stream(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Server-sent events; a stranger gets a plain refusal, because a redirect to the login page would be followed."""
    user = await request.auser()
    if not isinstance(user, User) or request.session.session_key is None:
        problem = {"type": "about:blank", "title": "Sign in first", "status": 401}
        return JsonResponse(problem, status=401, content_type="application/problem+json")
    ticket = queries.ticket_of(user, request.session.session_key, request.session)
    return StreamingHttpResponse(
        open_stream(ticket, _place(request)),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"},
    )


def _place(request: HttpRequest) -> int | None:
    """Where the page stopped: the last id it saw, else what it was rendered with, else now."""
    for text in (request.headers.get("Last-Event-ID", ""), request.GET.get("after", "")):
        if text.isascii() and text.isdecimal() and len(text) < 18:
            return int(text)
    return None


@require_GET
def notifications(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    page = queries.notification_page(request.user, request.GET.get("cursor"))
    template = "messaging/notification_list.html" + ("#notices" if request.htmx else "")  # type: ignore[attr-defined]  # HtmxMiddleware
    return render(request, template, {"page": page, "told": queries.as_told(page.rows)})


@require_http_methods(["GET", "HEAD", "POST"])
def notification_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a sentence as read and go where it leads."""
    assert isinstance(request.user, User)
    notification = get_object_or_404(queries.notifications_of(request.user), pk=pk)
    actions.mark_read(notification)
    is_local = url_has_allowed_host_and_scheme(notification.path, allowed_hosts=None)
    return redirect(notification.path if is_local else "messaging:notifications")


@require_POST
def notifications_read(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    actions.mark_all_read(request.user)
    return redirect("messaging:notifications")


@require_GET
def unread_badge(request: HttpRequest) -> HttpResponse:
    """The number beside the bell, asked for again whenever somebody is told something."""
    assert isinstance(request.user, User)
    return render(request, "messaging/unread_badge.html", {"unread_count": queries.unread_count(request.user)})


@login_not_required
@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """The mails the demo would have sent, readable by everybody who reaches the demo."""
    address = request.GET.get("to", "").replace("\x00", "").strip()[:254]
    page = queries.mailbox_page(address, request.GET.get("cursor"))
    return render(request, "messaging/mailbox_list.html", {"page": page, "address": address})


@login_not_required
@require_GET
def mailbox_message(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(queries.mailbox_messages(), pk=pk)
    return render(request, "messaging/mailbox_message.html", {"message": message})
