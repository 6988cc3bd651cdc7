"""A party's own page: who sees it, what it wishes for, the works it shows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.errors import TooManyItemsError
from accounts.forms.showcase import ItemForm, ShowcaseForm
from accounts.models.showcases import MOST_ITEMS
from accounts.queries import portfolio_of, showcase_of
from accounts.views.readers import own_profile, typed_in
from accounts.views.welcome import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def showcase(request: HttpRequest) -> HttpResponse:
    own = own_profile(request)
    form = ShowcaseForm(typed_in(request), instance=showcase_of(own))
    if request.method == "POST" and form.is_valid():
        actions.change_showcase(own, **form.cleaned_data)
        return redirect("accounts:showcase")
    context = {"form": form, "profile": own, "items": portfolio_of(own), "most": MOST_ITEMS}
    return render(request, "accounts/showcase_edit.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def showcase_item_create(request: HttpRequest) -> HttpResponse:
    own = own_profile(request)
    form = ItemForm(typed_in(request), profile=own)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_item(own, None, **form.cleaned_data)
        except TooManyItemsError:
            form.add_error(None, _("You already show as many works as there is room for. Remove one first."))
        else:
            return redirect("accounts:showcase")
    return render(request, "accounts/showcase_item_edit.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def showcase_item(request: HttpRequest, public_id: str) -> HttpResponse:
    own = own_profile(request)
    item = get_object_or_404(portfolio_of(own), public_id=public_id)
    form = ItemForm(typed_in(request), instance=item, profile=own)
    if request.method == "POST" and form.is_valid():
        actions.save_item(own, item, **form.cleaned_data)
        return redirect("accounts:showcase")
    return render(request, "accounts/showcase_item_edit.html", {"form": form, "item": item}, status=status_of(form))


@require_POST
def showcase_item_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    own = own_profile(request)
    actions.remove_item(own, get_object_or_404(portfolio_of(own), public_id=public_id))
    return redirect("accounts:showcase")


@require_POST
def showcase_item_raise(request: HttpRequest, public_id: str) -> HttpResponse:
    own = own_profile(request)
    actions.raise_item(own, get_object_or_404(portfolio_of(own), public_id=public_id))
    return redirect("accounts:showcase")
