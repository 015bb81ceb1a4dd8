from django.views.generic import RedirectView


class ToSearch(RedirectView):
    """Leads on for good, with the question."""

    pattern_name = "hub_lookup:search"
    permanent = True
    query_string = True
