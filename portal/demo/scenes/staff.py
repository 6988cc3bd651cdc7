"""What waits for the administrator: a report, evidence, words nobody knew, and a first judgement of a ranking."""

from accounts.actions import bring_evidence, report_subject
from accounts.models import EvidenceKind, Party, ReportReason
from accounts.proofs import Claim
from accounts.reported import organisation_subject
from matching.actions import judge
from matching.models import Grade, Slate
from portal.demo.scenes.cast import register, somebody
from portal.demo.stories import read_stories
from vocabulary.actions import propose_phrase


def play_staff() -> None:
    story = read_stories("scenes")["staff"]
    for phrase, beside in story["phrases"]:
        propose_phrase(phrase, beside=beside)
    freelancer, reporter = somebody("freelancer"), register("reporter", "ほしの みお")
    claim = Claim(kind=EvidenceKind.INVOICE_NUMBER, number=story["invoice"])
    bring_evidence(freelancer.parties.get(), claim, actor=freelancer)
    about = somebody("company05").memberships.get().organisation
    report_subject(organisation_subject(about), reason=ReportReason.SPAM, text=story["report"], reporter=reporter)
    ranked = Slate.objects.filter(is_current=True).select_related("run").order_by("pk").first()
    if ranked is not None and ranked.shown:
        first = Party.objects.get(pk=ranked.shown[0])
        judge(ranked.run, first, grade=Grade.VERY_WELL, reason=story["grade"], actor=somebody("admin"))
