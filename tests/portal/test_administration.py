"""The administrators' pages speak the reader's language, find people by their names and lead to the site and back."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Field
from django.test import Client
from django.urls import reverse
from django.utils import translation

from matching.models import MatchRun
from tests.factories import make_company, make_freelancer, make_order, make_user
from tests.matching.conftest import rank_now

OURS = ("accounts", "matching", "messaging", "orders", "outbox", "vocabulary")
# What a row is found by has no other name in Japanese.
SAME_IN_BOTH = {"ID"}
NOT_SHOWN = {"id", "search_terms"}


def shown_models() -> set[type]:
    registered = [model for model in admin.site._registry if model is not Group]
    rows = [inline.model for model in registered for inline in admin.site._registry[model].inlines]
    return {model for model in (*registered, *rows) if model._meta.app_label in OURS}


def test_every_model_and_field_shown_has_a_japanese_name() -> None:
    english = []
    with translation.override("ja"):
        for model in shown_models():
            fields = [
                field for field in model._meta.get_fields() if isinstance(field, Field) and field.name not in NOT_SHOWN
            ]
            names = [str(model._meta.verbose_name), *(str(field.verbose_name) for field in fields)]
            english += [(model.__name__, name) for name in names if name.isascii() and name not in SAME_IN_BOTH]
    assert english == []


@pytest.fixture
def administrator(transactional_db: None) -> Client:
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("sought", ["出雲 花子", "izumo@example.jp", "umi-oka-31"])
def test_people_are_found_by_legal_name_address_and_handle(administrator: Client, sought: str) -> None:
    make_freelancer(make_user("izumo@example.jp"), handle="umi-oka-31", legal_name="出雲 花子")
    make_freelancer()
    for model in ("accounts_profile", "accounts_user", "accounts_party"):
        page = administrator.get(reverse(f"admin:{model}_changelist"), {"q": sought})
        found = [str(row) for row in page.context["cl"].result_list]
        assert found in (["umi-oka-31"], ["izumo@example.jp"]), model


def test_orders_runs_and_pages_of_the_site_lead_to_each_other(administrator: Client) -> None:
    order = make_order(make_company(), published=True, title="紙の台帳をやめたい")
    make_freelancer(skills=("kintone",))
    rank_now(order)
    run = MatchRun.objects.get()
    MatchRun.objects.update(seconds=0.123456789)
    candidates = reverse("matching:candidates", args=[order.public_id])
    page = administrator.get(reverse("admin:orders_order_change", args=[order.pk])).text
    assert f'href="{candidates}"' in page
    assert f'href="{reverse("orders:detail", args=[order.public_id])}"' in page
    runs = f"{reverse('admin:matching_matchrun_changelist')}?q={order.public_id}"
    assert f'href="{runs}"' in page
    listed = administrator.get(runs).text
    assert "紙の台帳をやめたい" in listed
    assert "0.12<" in listed
    assert "0.123" not in listed
    page = administrator.get(reverse("admin:matching_matchrun_change", args=[run.pk])).text
    assert f'href="{candidates}"' in page
    assert f'href="{reverse("admin:orders_order_change", args=[order.pk])}"' in page
