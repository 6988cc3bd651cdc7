"""A party's own page: who sees it, what it wishes for, the works it shows."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.actions.showcases import NewFile
from accounts.errors import FileRefusedError, TooManyFilesError, TooManyItemsError
from accounts.forms.showcase import ItemForm, ShowcaseForm
from accounts.models import PortfolioItem, Profile
from accounts.models.showcases import MOST_ITEMS
from accounts.queries import portfolio_of, showcase_of
from accounts.views.readers import address_of, own_profile, person_in_address, reader_of, typed_in
from accounts.views.welcome import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def showcase(request: HttpRequest, party: str = "") -> HttpResponse:
    own = own_profile(request)
    form = ShowcaseForm(typed_in(request), instance=showcase_of(own))
    if request.method == "POST" and form.is_valid():
        actions.change_showcase(own, **form.cleaned_data)
        return redirect(address_of(request, "showcase"))
    context = {"form": form, "items": portfolio_of(own), "most": MOST_ITEMS} | _whose(request, own)
    return render(request, "accounts/showcase_edit.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def showcase_item_create(request: HttpRequest, party: str = "") -> HttpResponse:
    own = own_profile(request)
    return _edited(request, own, ItemForm(typed_in(request), request.FILES or None, profile=own))


@require_http_methods(["GET", "HEAD", "POST"])
def showcase_item(request: HttpRequest, public_id: str, party: str = "") -> HttpResponse:
    own = own_profile(request)
    item = get_object_or_404(portfolio_of(own), public_id=public_id)
    form = ItemForm(typed_in(request), request.FILES or None, instance=item, profile=own)
    return _edited(request, own, form, item)


@require_POST
def showcase_item_remove(request: HttpRequest, public_id: str, party: str = "") -> HttpResponse:
    own = own_profile(request)
    actions.remove_item(own, get_object_or_404(portfolio_of(own), public_id=public_id))
    return redirect(address_of(request, "showcase"))


@require_POST
def showcase_item_raise(request: HttpRequest, public_id: str, party: str = "") -> HttpResponse:
    own = own_profile(request)
    actions.raise_item(own, get_object_or_404(portfolio_of(own), public_id=public_id))
    return redirect(address_of(request, "showcase"))


def _edited(request: HttpRequest, own: Profile, form: ItemForm, item: PortfolioItem | None = None) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and _save(request, own, form, item):
        return redirect(address_of(request, "showcase"))
    context = {"form": form, "item": item} | _whose(request, own)
    return render(request, "accounts/showcase_item_edit.html", context, status=status_of(form))


def _save(request: HttpRequest, own: Profile, form: ItemForm, item: PortfolioItem | None) -> bool:
    """Whether it is kept; else the form says why not."""
    chosen = form.cleaned_data["upload"]
    new_file = NewFile(chosen.name, chosen.content, reader_of(request)) if chosen else None
    try:
        actions.save_item(own, item, **form.facts, new_file=new_file)
    except TooManyItemsError:
        form.add_error(None, _("You already show as many works as there is room for. Remove one first."))
    except TooManyFilesError:
        form.add_error("upload", _("There is no room for another file. Please remove one first."))
    except FileRefusedError:
        form.add_error("upload", _("This file cannot be used here. Please choose another one."))
    return form.is_valid()


def _whose(request: HttpRequest, own: Profile) -> dict[str, Any]:
    return {"profile": own, "is_for_other": bool(person_in_address(request))}
