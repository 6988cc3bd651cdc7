"""Past works of the freelancer: one confirmed by its client, one whose client finds the question in the mailbox."""

from accounts.actions import answer_question, ask_by_mail, ask_client, save_work
from accounts.actions.confirmations import Answer
from accounts.models import OrganisationKind, PastWork, Profile
from accounts.queries import freelancer_of
from common.site import site_address
from portal.demo.scenes.cast import organise, register, somebody
from portal.demo.stories import read_stories

NAMED_SKILLS = 2


def play_works() -> None:
    story, freelancer = read_stories("scenes")["works"], somebody("freelancer")
    client = register("pastclient", story["client"])
    company = organise(client, OrganisationKind.COMPANY, story["name"], ("20", "諏訪市"), story["about"])
    profile = freelancer_of(freelancer)
    assert profile is not None
    confirmed, asked = (_add(profile, told) for told in story["work"])
    question = ask_client(confirmed, client=company, actor=freelancer)
    answer_question(question, Answer(is_confirmed=True, by=client))
    ask_by_mail(asked, email=story["email"], actor=freelancer, site=site_address())


def _add(profile: Profile, told: dict[str, str | int]) -> PastWork:
    held = profile.skills.select_related("skill").order_by("-level", "skill__position")[:NAMED_SKILLS]
    return save_work(
        profile,
        None,
        title=str(told["title"]),
        text=str(told["text"]),
        year=int(told["year"]),
        industry=str(told["industry"]),
        role=str(told["role"]),
        skills=[row.skill for row in held],
    )
