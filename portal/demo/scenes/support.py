"""A chamber of commerce that acts for two of the demo's companies, with a draft it wrote for one of them."""

import datetime

from accounts.actions import give_mandate
from accounts.models import OrganisationKind, Reach
from common.japan import today_in_japan
from portal.demo.scenes.cast import draft, organise, register, somebody
from portal.demo.stories import read_stories

A_YEAR = datetime.timedelta(days=365)


def play_chamber() -> None:
    adviser, story = register("chamber", "桜ヶ淵 望"), read_stories("scenes")["chamber"]
    chamber = organise(adviser, OrganisationKind.SUPPORT, story["name"], ("20", "岡谷市"), story["about"])
    for login, reach in (("company", Reach.PUBLISH), ("choosing", Reach.ANSWER)):
        owner = somebody(login)
        client = owner.memberships.get().organisation
        give_mandate(client, chamber, reach=reach, valid_until=today_in_japan() + A_YEAR, actor=owner)
    client = somebody("company").memberships.get().organisation
    told = story["order"]
    draft(client, adviser, (told["title"], told["problem"], told["outcome"]), told["must"])
