"""What kinds of organisation there are, and in which capacity a person belongs to one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Municipality")
    REGION = "region", _("Region")
    JOINT_AUTHORITY = "joint_authority", _("Joint authority")
    MUNICIPAL_COMPANY = "municipal_company", _("Municipal company")
    AGENCY = "agency", _("Government agency")
    ASSOCIATION = "association", _("Association")
    ACADEMIA = "academia", _("Academia")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    BUSINESS = "business", _("Business")


# A practice group admits these unless it says otherwise.
DEFAULT_ELIGIBLE_KINDS = (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION)

# A practice group may choose among these; a business is never among them.
POSSIBLE_ELIGIBLE_KINDS = tuple(kind for kind in OrganisationKind if kind is not OrganisationKind.BUSINESS)


class Capacity(models.TextChoices):
    EMPLOYED = "employed", _("Employed")
    ELECTED = "elected", _("Elected representative")
    CONSULTANT = "consultant", _("Consultant")


class VerifiedBy(models.TextChoices):
    DOMAIN = "domain", _("E-mail domain")
    ADMINISTRATOR = "administrator", _("Administrator")
    IDENTITY_PROVIDER = "identity_provider", _("Identity provider")


class RequestState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")


class SkrGroup(models.TextChoices):
    """SKR's grouping of municipalities, 2023."""

    A1 = "A1", _("Large cities")
    A2 = "A2", _("Commuting municipalities near large cities")
    B3 = "B3", _("Medium-sized towns")
    B4 = "B4", _("Commuting municipalities near medium-sized towns")
    B5 = "B5", _("Commuting municipalities with a low commuting rate near medium-sized towns")
    C6 = "C6", _("Small towns")
    C7 = "C7", _("Commuting municipalities near small towns")
    C8 = "C8", _("Rural municipalities")
    C9 = "C9", _("Rural municipalities with a visitor industry")


class Language(models.TextChoices):
    """A language's name stands in that language."""

    SWEDISH = "sv", "Svenska"
    ENGLISH = "en", "English"
