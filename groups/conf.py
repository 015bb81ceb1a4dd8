"""The apps behind a practice group's door, in the order that ``INSTALLED_APPS`` wants them."""

GROUP_APPS = ["groups", "groups.membership", "groups.discussions", "groups.meetings", "groups.hosting"]

# Models of these apps are member-only: never registered in an admin, never a Wagtail page, image or document.
# Two exceptions stand in their own rooms: the doorplate page, and host turns (organisations and dates only).
MEMBER_ONLY_APPS = ("hub_membership", "hub_discussions", "hub_meetings", "hub_hosting")
