"""Every read about people and organisations."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from accounts.evidenced import evidence_read, evidenced_skills, proofs_of
from accounts.gaps import ProfileGap, completeness, profile_gaps
from accounts.handles import proposed_handle
from accounts.models import (
    ApiAnswer,
    ApiToken,
    ContactMessage,
    ContactTopic,
    FirmMember,
    FirmRole,
    Invitation,
    LegalDraft,
    LegalKind,
    LegalVersion,
    Mandate,
    Membership,
    Organisation,
    OrganisationKind,
    PartnerFirm,
    Party,
    PartyKind,
    PortfolioItem,
    Profile,
    ProfileQuerySet,
    Reach,
    Role,
    Showcase,
    User,
)
from accounts.states import ContactStatus
from common.japan import today_in_japan
from common.keyset import Key, Ordering, Page, page_of
from vocabulary.models import Skill
from vocabulary.queries import active_skills, concept_index

MOST_SUGGESTIONS = 12
MESSAGES_ON_A_PAGE = 50
PARTY_AND_PLACE = (
    "party__user",
    "party__organisation",
    "party__freelancer",
    "party__personnel",
    "party__firm",
    "prefecture",
    "municipality",
)
EVERYTHING_ELSE = (
    "skills__skill",
    "works",
    "languages",
    "onsite_prefectures",
    "party__organisation__memberships__user",
    "party__firm__members",
    "party__firm__certificates__evidence",
)

__all__ = [
    "ProfileGap",
    "candidate_versions",
    "candidates_for_matching",
    "completeness",
    "contact_queue",
    "evidence_read",
    "evidenced_skills",
    "firm_of",
    "free_handles",
    "freelancer_of",
    "invitations_for",
    "invitations_of",
    "kept_answer",
    "legal_desk",
    "legal_draft_of",
    "legal_text_in_force",
    "legal_texts_in_force",
    "legal_texts_owed_by",
    "legal_texts_to_agree",
    "legal_versions_of",
    "mandate_used_by",
    "mandates_for_page",
    "mandates_of",
    "members_of",
    "memberships_of",
    "needs_welcome",
    "next_legal_number",
    "open_deletion_of",
    "organisations_of",
    "people_behind",
    "people_of_client",
    "people_to_tell",
    "portfolio_of",
    "profile_for_page",
    "profile_gaps",
    "profiles_with_everything",
    "proofs_of",
    "role_of",
    "roles_of",
    "showcase_of",
    "shown_portfolio_of",
    "skills_found_in",
    "support_organisations",
    "team_of",
    "token_by_digest",
    "tokens_of",
]


def organisations_of(user: User) -> QuerySet[Organisation]:
    """Those somebody acts for, the one they joined first first."""
    return Organisation.objects.visible_to(user).order_by("memberships__joined_at", "memberships__pk")


def token_by_digest(digest: str) -> ApiToken | None:
    """With its person and organisation, whatever became of it."""
    return ApiToken.objects.select_related("user", "organisation").filter(digest=digest).first()


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Newest first, those that ended included."""
    return ApiToken.objects.visible_to(user).select_related("organisation")


def kept_answer(user: User, token: ApiToken | None, key: str) -> ApiAnswer | None:
    return ApiAnswer.objects.filter(user=user, token=token, key=key).first()


def freelancer_of(user: User) -> Profile | None:
    """The user's own profile as a freelancer."""
    return _freelancers(user).select_related("party__user").first()


def firm_of(organisation: Organisation) -> Party | None:
    """The party by which a partner firm bids, with its facts; None for every other kind of organisation."""
    firms = Party.objects.filter(kind=PartyKind.PARTNER_FIRM, organisation=organisation)
    return firms.select_related("firm", "profile", "organisation__prefecture").first()


def team_of(firm: PartnerFirm) -> QuerySet[FirmMember]:
    """The team with skills and languages, bridge engineers first."""
    members = firm.members.select_related("user").prefetch_related("skills", "languages")
    return members.order_by(Case(When(role=FirmRole.BRIDGE, then=0), default=1), "pk")


def _freelancers(user: User) -> ProfileQuerySet:
    return Profile.objects.of_kind(PartyKind.FREELANCER).filter(party__user=user)


def people_behind(party_ids: Iterable[int]) -> dict[int, list[int]]:
    """Party id → ids of the active users who act for it: the person, and the members of its organisation."""
    ids = list(party_ids)
    active = User.objects.filter(is_active=True)
    themselves = active.filter(parties__in=ids).values_list("parties", "pk")
    members = active.filter(memberships__organisation__parties__in=ids)
    found: dict[int, set[int]] = {}
    for party, user in (*themselves, *members.values_list("memberships__organisation__parties", "pk")):
        found.setdefault(party, set()).add(user)
    return {party: sorted(users) for party, users in found.items() if party in set(ids)}


def mandate_used_by(user: User, client_id: int) -> Mandate | None:
    """By which mandate somebody acts for a client now; None for its own members."""
    if Membership.objects.filter(user=user, organisation=client_id).exists():
        return None
    mandates = Mandate.objects.live().filter(client=client_id, support__memberships__user=user)
    return mandates.select_related("support").order_by("pk").first()


def mandates_of(user: User) -> QuerySet[Mandate]:
    """Those in force by which somebody acts, with both organisations."""
    live = Mandate.objects.live().filter(support__memberships__user=user)
    return live.select_related("support", "client").order_by("client__name", "pk").distinct()


def support_organisations() -> QuerySet[Organisation]:
    """Those a client can choose from, by name."""
    return Organisation.objects.filter(kind=OrganisationKind.SUPPORT).order_by("name", "pk")


def mandates_for_page(organisation: Organisation) -> QuerySet[Mandate]:
    """All an organisation gave or holds, the newest first."""
    rows = Mandate.objects.filter(Q(support=organisation) | Q(client=organisation))
    return rows.select_related("support", "client", "given_by", "ended_by").order_by("-given_at", "-pk")


def people_of_client(organisation_id: int, reach: str = Reach.DRAFT) -> QuerySet[User]:
    """Active members of an organisation and everybody who acts for it by a mandate that reaches this far."""
    support = Mandate.objects.live(reach).filter(client=organisation_id).values("support")
    acting = Q(memberships__organisation=organisation_id) | Q(memberships__organisation__in=support)
    return User.objects.filter(acting, is_active=True).distinct().order_by("pk")


def people_to_tell(subject: Organisation | Party) -> QuerySet[User]:
    """The active people who answer for a party or an organisation: no viewers."""
    if isinstance(subject, Party):
        people = User.objects.filter(pk__in=people_behind([subject.pk]).get(subject.pk, []))
    else:
        roles = (Role.OWNER, Role.EDITOR)
        people = User.objects.filter(memberships__organisation=subject, memberships__role__in=roles)
    return people.filter(is_active=True).distinct()


def memberships_of(user: User) -> QuerySet[Membership]:
    """In the order of joining, with their organisations."""
    return Membership.objects.filter(user=user).select_related("organisation").order_by("joined_at", "pk")


def roles_of(user: User, organisations: Iterable[Organisation]) -> dict[int, Role]:
    """Organisation id → what somebody may do there, of those of these organisations they are a member of."""
    ids = [organisation.pk for organisation in organisations]
    found = Membership.objects.filter(user=user, organisation__in=ids).values_list("organisation", "role")
    return {organisation: Role(role) for organisation, role in found}


def role_of(user: User, organisation: Organisation) -> Role | None:
    role = Membership.objects.filter(user=user, organisation=organisation).values_list("role", flat=True).first()
    return Role(role) if role else None


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Owners first, then editors and viewers, each in the order they joined; with their users."""
    rank = Case(
        *(When(role=role, then=Value(position)) for position, role in enumerate(Role.values)),
        output_field=IntegerField(),
    )
    return organisation.memberships.select_related("user").order_by(rank, "joined_at", "pk")


def invitations_of(organisation: Organisation) -> QuerySet[Invitation]:
    """Those still waiting for an answer, run-out ones included, newest first."""
    return organisation.invitations.undecided().select_related("invited_by").order_by("-created_at", "-pk")


def invitations_for(user: User) -> QuerySet[Invitation]:
    """Seats somebody may take right now."""
    return Invitation.objects.open().filter(email__iexact=user.email).select_related("organisation", "invited_by")


def needs_welcome(user: User) -> bool:
    """Whether somebody has neither a company nor a profile yet, and is lent by nobody."""
    return not (user.is_staff or Membership.objects.filter(user=user).exists() or user.parties.exists())


def profile_for_page(user: User) -> Profile | None:
    """The own profile with everything its page shows."""
    profiles = _freelancers(user).select_related(*PARTY_AND_PLACE)
    return profiles.prefetch_related(*EVERYTHING_ELSE).first()


def showcase_of(profile: Profile) -> Showcase:
    """What was saved, with regions and kinds of work; an unsaved one, which shows nobody anything, before."""
    found = Showcase.objects.filter(profile=profile).prefetch_related("regions", "unwanted").first()
    if found is None:
        return Showcase(profile=profile)
    found.profile = profile
    return found


def portfolio_of(profile: Profile) -> QuerySet[PortfolioItem]:
    """In the order the party chose, with the skills shown and the files; also what administrators have hidden."""
    return PortfolioItem.objects.filter(profile=profile).select_related("file").prefetch_related("skills")


def shown_portfolio_of(profile: Profile) -> QuerySet[PortfolioItem]:
    return portfolio_of(profile).filter(hidden_at__isnull=True)


def candidates_for_matching(party_ids: Iterable[int] | None = None) -> QuerySet[Profile]:
    """Everybody who takes part in matching, with all the engine reads, in the order of their party ids."""
    return profiles_with_everything(party_ids).listed()


def profiles_with_everything(party_ids: Iterable[int] | None = None) -> ProfileQuerySet:
    """Profiles with all the engine reads, whether they take part in matching or not, in the order of their party ids.

    Who may see which of them is the caller's to say.
    """
    profiles = Profile.objects.all()
    if party_ids is not None:
        profiles = profiles.filter(party_id__in=list(party_ids))
    joined = profiles.select_related(*PARTY_AND_PLACE)
    return joined.prefetch_related(*EVERYTHING_ELSE, "party__consents", "party__blocks").order_by("party_id")


def candidate_versions() -> list[tuple[int, int]]:
    """(party id, version) of everybody who takes part in matching, in the order of the ids."""
    return list(Profile.objects.listed().order_by("party_id").values_list("party_id", "version"))


def free_handles(count: int) -> list[str]:
    """Display names to start from that nobody uses."""
    proposed = list(dict.fromkeys(proposed_handle() for _ in range(count * 4)))
    taken = set(
        Party.objects.annotate(folded=Lower("handle")).filter(folded__in=proposed).values_list("folded", flat=True)
    )
    return [handle for handle in proposed if handle not in taken][:count]


def skills_found_in(profile: Profile) -> list[Skill]:
    """Skills that somebody's own words name and their list does not, in the order of the text."""
    words = "\n".join(
        [profile.headline, profile.summary, *(f"{work.title}\n{work.text}" for work in profile.works.all())]
    )
    listed = {row.skill.slug for row in profile.skills.all()}
    named = list(dict.fromkeys(found.concept for found in concept_index().find(words)))
    wanted = [slug for slug in named if slug not in listed][:MOST_SUGGESTIONS]
    known = {skill.slug: skill for skill in active_skills().filter(slug__in=wanted)}
    return [known[slug] for slug in wanted if slug in known]


def legal_texts_in_force() -> list[LegalVersion]:
    """The text of each kind that counts today, in the order of LegalKind."""
    order = {kind: place for place, kind in enumerate(LegalKind.values)}
    return sorted(LegalVersion.objects.in_force(), key=lambda version: order[version.kind])


def legal_text_in_force(kind: LegalKind) -> LegalVersion | None:
    return LegalVersion.objects.in_force().filter(kind=kind).first()


def legal_texts_to_agree() -> list[LegalVersion]:
    """What whoever signs up today agrees to: of every kind that ever asked for consent, the text in force."""
    asking = set(LegalVersion.objects.begun().filter(needs_consent=True).order_by().values_list("kind", flat=True))
    return [version for version in legal_texts_in_force() if version.kind in asking]


def legal_texts_owed_by(user: User) -> list[LegalVersion]:
    """The texts in force that this user is asked to agree to now, in the order of LegalKind."""
    owed = set(LegalVersion.objects.owed_by(user).order_by().values_list("kind", flat=True))
    return [version for version in legal_texts_in_force() if version.kind in owed]


def legal_versions_of(kind: LegalKind) -> QuerySet[LegalVersion]:
    """Every version of a text, newest first, without the long words."""
    return LegalVersion.objects.filter(kind=kind).defer("body_ja", "body_en").order_by("-number")


def legal_draft_of(kind: LegalKind) -> LegalDraft:
    """The draft; where there is none, an unsaved one with the words of the newest version."""
    draft = LegalDraft.objects.filter(kind=kind).first()
    if draft is not None:
        return draft
    newest = LegalVersion.objects.filter(kind=kind).order_by("-number").first()
    words = {"body_ja": newest.body_ja, "body_en": newest.body_en} if newest else {}
    return LegalDraft(kind=kind, **words)


def next_legal_number(kind: LegalKind) -> int:
    newest = LegalVersion.objects.filter(kind=kind).order_by("-number").values_list("number", flat=True).first()
    return (newest or 0) + 1


@dataclass(frozen=True)
class LegalDeskRow:
    """A kind of text as administrators find it in their list."""

    kind: LegalKind
    in_force: LegalVersion | None
    coming: LegalVersion | None
    draft: LegalDraft | None


def legal_desk() -> list[LegalDeskRow]:
    """One row for each kind: what counts today, what is to come, and whether a draft lies ready."""
    words = ("body_ja", "body_en")
    in_force = {version.kind: version for version in LegalVersion.objects.in_force().defer(*words)}
    later = LegalVersion.objects.filter(valid_from__gt=today_in_japan()).defer(*words).order_by("-number")
    coming = {version.kind: version for version in later}
    drafts = {draft.kind: draft for draft in LegalDraft.objects.defer(*words).select_related("edited_by")}
    return [LegalDeskRow(kind, in_force.get(kind), coming.get(kind), drafts.get(kind)) for kind in LegalKind]


_WAITING_LONGEST = Ordering("contact.waiting", (Key("created_at"), Key("public_id")), is_descending=False)
_CHANGED_LAST = Ordering("contact.changed", (Key("changed_at"), Key("public_id")))


def contact_queue(status: ContactStatus, cursor: str | None) -> Page[ContactMessage]:
    """A page of the messages in this state: open ones in the order they came, the others last changed first."""
    ordering = _WAITING_LONGEST if status == ContactStatus.OPEN else _CHANGED_LAST
    messages = ContactMessage.objects.filter(status=status).defer("text", "answer")
    return page_of(messages, ordering, cursor, size=MESSAGES_ON_A_PAGE)


def open_deletion_of(user: User) -> ContactMessage | None:
    """The wish to leave that administrators have not dealt with yet."""
    waiting = ContactMessage.objects.filter(user=user, topic=ContactTopic.DELETION, status=ContactStatus.OPEN)
    return waiting.first()
