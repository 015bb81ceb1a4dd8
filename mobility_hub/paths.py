"""The path segments of the hub's own addresses, in one place.

Pages of the Wagtail tree have their addresses from their slugs; the slugs that ``hub_setup`` gives stand here too.
"""

# Behind sign-in: every address under these answers an anonymous visitor with the same redirect.
MINE = "mitt"
ABOUT_ME = "om-mig"
MY_GROUPS = "mina-grupper"

# Inside a practice group.
DISCUSSIONS = "diskussioner"
MEETINGS = "moten"
MEMBERS = "deltagare"
HOSTING = "vardskap"
JOIN = "be-om-att-vara-med"
LEAVE = "lamna"
ABOUT = "om-gruppen"

# Open to everyone.
SEARCH = "sok"
MAIL = "mejl"

# Slugs of the index pages.
TOPICS_SLUG = "amnen"
NETWORKS_SLUG = "natverk"
CASES_SLUG = "exempel"
GROUPS_SLUG = "grupper"
