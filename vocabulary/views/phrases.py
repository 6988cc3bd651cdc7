"""The queue of words nobody's skill list knew: an administrator says what they mean, or that they are no skill."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.staff import staff_only
from vocabulary import actions
from vocabulary.forms import PhraseForm, taken
from vocabulary.models import ProposedPhrase
from vocabulary.queries import page_of_phrases


@require_safe
@staff_only
def phrase_list(request: HttpRequest) -> HttpResponse:
    page = page_of_phrases(request.GET.get("cursor"))
    rows = [(phrase, PhraseForm(auto_id=f"phrase-{phrase.pk}-%s")) for phrase in page.rows]
    return render(request, "vocabulary/phrase_list.html", {"page": page, "rows": rows})


@require_POST
@staff_only
def accept(request: HttpRequest, phrase: int) -> HttpResponse:
    found = get_object_or_404(ProposedPhrase, pk=phrase)
    form = PhraseForm(request.POST, auto_id=f"phrase-{phrase}-%s")
    if form.is_valid():
        try:
            actions.accept_phrase(found, form.cleaned_data["q"])
        except actions.AliasTakenError as error:
            form.add_error("q", taken(error))
        else:
            messages.success(request, _("From now on “%(phrase)s” is understood.") % {"phrase": found.text})
            return redirect("vocabulary:staff_phrases")
    return render(request, "vocabulary/phrase_list.html", {"rows": [(found, form)], "refused": form}, status=422)


@require_POST
@staff_only
def reject(request: HttpRequest, phrase: int) -> HttpResponse:
    found = get_object_or_404(ProposedPhrase, pk=phrase)
    actions.reject_phrase(found)
    messages.success(request, _("“%(phrase)s” is put aside.") % {"phrase": found.text})
    return redirect("vocabulary:staff_phrases")
