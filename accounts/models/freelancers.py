"""What is true of freelancers and of no other kind of party."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.parties import Party


class SideJobPermission(models.TextChoices):
    NOT_NEEDED = "not_needed", _("Not needed (I work for myself)")
    APPROVED = "approved", _("My employer has agreed")
    PENDING = "pending", _("I am asking my employer")
    FORBIDDEN = "forbidden", _("My employer does not allow it")


@pghistory.track()
class Freelancer(models.Model):
    """A person in business for themself, often beside a job whose employer has to agree."""

    party = models.OneToOneField(Party, models.CASCADE, primary_key=True, related_name="freelancer")
    side_job = models.CharField(_("employer's permission"), max_length=12, choices=SideJobPermission, blank=True)

    class Meta:
        verbose_name = _("freelancer")
        verbose_name_plural = _("freelancers")
        constraints = [
            models.CheckConstraint(
                condition=Q(side_job__in=["", *SideJobPermission.values]), name="freelancer_side_job_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.party)
