"""Notices that outlive the sentence they were written for."""

import pytest

from messaging.models import Notification
from messaging.queries import as_told
from tests.factories import make_user


@pytest.mark.django_db
def test_notice_older_than_its_sentence_is_left_out(sentence: str) -> None:
    user = make_user()
    Notification.objects.create(user=user, kind=sentence, facts={}, dedupe_key="lacks the title")
    whole = Notification.objects.create(user=user, kind=sentence, facts={"title": "案件"}, dedupe_key="whole")
    Notification.objects.create(user=user, kind="dropped.long.ago", facts={}, dedupe_key="unknown")
    assert [told.notification for told in as_told(Notification.objects.filter(user=user))] == [whole]
