"""The developers' page: every component in its states, with example data. A site mounts ``style_page`` where it wants it.

Its texts are sample content, in Swedish as on the site, and are not translated. Everyone and everything in them is made up.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html

from mobility_hub.templatetags.hub import STOCKHOLM

_START = datetime(2027, 4, 14, 13, 0, tzinfo=STOCKHOLM)
_KINDS = [
    ("municipality", "Kommuner"),
    ("region", "Regioner"),
    ("agency", "Myndigheter"),
    ("academia", "Akademi"),
    ("association", "Föreningar"),
]
_COLOURS = [
    ("paper", "sidans yta"),
    ("sunken", "filter, notis"),
    ("ink", "text, tunga linjer"),
    ("muted", "bitext"),
    ("rule", "tunna linjer"),
    ("edge", "fältkanter, märken"),
    ("accent", "länk, primär"),
    ("tint", "valt, svar"),
    ("notice", "kvar att göra"),
    ("notice-tint", "yta"),
    ("error", "fel i formulär"),
    ("error-tint", "yta"),
]


class SampleForm(forms.Form):
    """One field of every kind; bound to empty data, most of them are wrong."""

    use_required_attribute = False

    name = forms.CharField(label="Namn")
    website = forms.URLField(
        label="Webbadress",
        help_text="Sidan där nätverket beskrivs.",
        assume_scheme="https",
        error_messages={"invalid": "Skriv webbadressen med https:// först"},
    )
    contact = forms.EmailField(
        label="Kontakt för uppgifterna", help_text="En funktion, till exempel trafik@nordvik.example.", required=False
    )
    purpose = forms.CharField(
        label="Vad gör nätverket?", help_text="Högst tre meningar.", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    reach = forms.ChoiceField(label="Omfattning", choices=[("", "Välj"), ("regional", "Regionalt"), ("national", "Nationellt")])
    cost = forms.ChoiceField(label="Kostar det något?", choices=[("no", "Nej"), ("yes", "Ja")], widget=forms.RadioSelect)
    admits = forms.MultipleChoiceField(
        label="Öppet för",
        choices=_KINDS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en som nätverket är öppet för"},
    )
    day = forms.DateField(label="Nästa möte", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label="Klockan", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    agree = forms.BooleanField(label="Uppgifterna får visas öppet", error_messages={"required": "Kryssa i rutan för att gå vidare"})


class SampleFilter(forms.Form):
    topic = forms.ChoiceField(label="Ämne", required=False, choices=[("", "Alla ämnen"), ("shared", "Delad mobilitet")])
    county = forms.ChoiceField(label="Län", required=False, choices=[("", "Alla län"), ("05", "Östergötlands län")])
    admits = forms.ChoiceField(label="Öppet för", required=False, choices=[("", "Alla"), *_KINDS])
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "Alla"), ("active", "Aktiva")])
    unconfirmed = forms.BooleanField(label="Visa även ej bekräftade", required=False)


class SampleAnswer(forms.Form):
    answer = forms.CharField(
        label="Ditt svar", help_text="Skriv @ för att nämna en deltagare.", widget=forms.Textarea(attrs={"rows": 5}), required=False
    )


def style_page(request: HttpRequest) -> HttpResponse:
    return render(request, "mobility_hub/style.html", sample_context(request))


def sample_context(request: HttpRequest) -> dict[str, Any]:
    """Example data for every component, by the component's name."""
    answers = {"faulty-name": "Nätverk för cykelpooler", "faulty-website": "cykelpooler", "faulty-cost": "no"}
    return {
        "colours": _COLOURS,
        "crumbs": [{"label": "Nätverk", "url": "#"}, {"label": "Delad mobilitet", "url": "#"}],
        "faulty_form": SampleForm(answers, prefix="faulty"),
        "sample_form": SampleForm(initial={"day": date(2027, 4, 14), "at": "13:00"}),
        "filter_form": SampleFilter(request.GET or None),
        "answer_form": SampleAnswer(),
        "line": ["kontrollerad 12 mars 2027", {"label": "Länk till digitalt deltagande", "url": "#"}],
        "head_actions": [{"label": "Gör ett underlag", "href": "#", "kind": "primary"}, {"label": "Jämför", "href": "#"}],
        "figures": [{"value": 23000, "label": "fordon före"}, {"value": 8712, "label": "fordon efter"}],
        "page": Paginator(range(200), 20).get_page(request.GET.get("page", 4)),
        **_lists(),
        **_group(),
    }


def _lists() -> dict[str, Any]:
    start = {"label": "Starta en grupp", "href": "#", "hidden": "om lånecykel"}
    return {
        "doors": [
            {
                "title": "Hur har andra gjort?",
                "url": "#",
                "text": "Vad kommunen valde, vem som beslutade och vad som hände sedan.",
                "figures": [{"value": 27, "label": "exempel"}, {"value": 12, "label": "med beslut"}],
            },
            {
                "title": "Vilka nätverk finns?",
                "url": "#",
                "text": "Vem som får vara med och hur de möts.",
                "figures": [{"value": 40, "label": "nätverk"}],
            },
            {
                "title": "Vem vill lösa samma fråga?",
                "url": "#",
                "text": "Små arbetsgrupper med ett resultat och ett datum.",
                "figures": [{"value": 0, "label": "grupper söker deltagare"}],
            },
        ],
        "facts": [
            {"label": "Organ", "value": "Kommunfullmäktige, Nordviks kommun"},
            {"label": "Datum", "value": None},
            {"label": "Grundat", "value": 1990},
            {"label": "Anbud", "value": 0},
            {"label": "Överprövningar", "value": [], "none": "inga"},
            {"label": "Län", "value": ["Stockholms län", "Uppsala län"], "source": "Nordviks kommun, 2026"},
        ],
        "rows_do": [
            {
                "title": "Lånecykel och cykelpool",
                "url": "#",
                "text": "Fem exempel, men inget nätverk där kommuner möts.",
                "actions": [start],
            },
            {
                "title": "Nätverk Mikromobilitet",
                "url": "#",
                "text": "Kommuner, myndigheter och forskare.",
                "status": {"label": "ej bekräftat", "kind": "half"},
            },
        ],
        "rows_date": [{"title": "Nordvik införde tillstånd", "url": "#", "text": "Nytt exempel med beslut.", "date": date(2027, 3, 18)}],
        "rows_fact": [{"title": "Nordvik införde tillstånd", "url": "#", "text": "Tillståndskrav · kommunfullmäktige", "fact": "2021"}],
        "index": [{"label": "Elsparkcykel", "url": "#", "fact": "8 exempel"}, {"label": "Bilpool", "url": "#", "fact": "7 exempel"}],
        "columns": [
            {"label": "Ämne", "kind": "main"},
            {"label": "Nätverk"},
            {"label": "Exempel", "kind": "num"},
            {"label": "Grupper", "kind": "num"},
            {"label": "Det här saknas", "kind": "full"},
        ],
        "table": [
            [{"text": "Delad mobilitet", "url": "#"}, "CIVITAS, Drive Sweden", 1250, 2, "Lånecykel: inget nätverk"],
            [{"text": "Parkering", "url": "#"}, None, 8, 0, "Inget bekräftat nätverk"],
        ],
    }


def _group() -> dict[str, Any]:
    items = [
        (10, "Välkomna", "Informera", "Nordvik"),
        (40, "Avgift per fordon: vad ska vara lika?", "Enas", None),
        (15, "Paus", None, None),
    ]
    agenda, start, number = [], _START, 0
    for minutes, title, purpose, owner in items:
        number += purpose is not None
        agenda.append(
            {
                "start": start,
                "number": number if purpose else None,
                "title": title,
                "purpose": purpose,
                "owner": owner,
                "minutes": minutes,
                "is_break": purpose is None,
                "take": {"label": "Ta punkten", "url": "#"},
            }
        )
        start += timedelta(minutes=minutes)
    return {
        "starts": _START,
        "ends": _START + timedelta(hours=2, minutes=30),
        "subnav": [{"label": "Diskussioner", "url": "#", "current": "page", "count": 6}, {"label": "Möten", "url": "#", "count": 4}],
        "ask": {"label": "Ställ en fråga", "href": "#"},
        "steps": [
            {"label": "Resultat", "value": "Gemensam mall för villkor", "note": "tre kommuner prövar den"},
            {"label": "Klart", "value": "12 juni 2027", "note": "tre möten kvar"},
            {"label": "Nästa steg", "value": None},
        ],
        "posts": [
            _post("Vår nämnd vill se både ett ja och ett nej. Har någon prövat det?", first=True),
            _post("Ja, med tre ändringar.", answer=True, flag="Svar, markerat av deltagare A"),
            _post("Vi tog in ett tredje alternativ.", id="inlagg-2"),
            _post("Hur lång tid tog det?", depth=1),
            _post("Ungefär två dagar.", depth=2, note="ändrat 15 april"),
            _post("Tack!", depth=3, to={"label": "Svar till deltagare A", "url": "#inlagg-2"}),
            _post("Ett vanligt svar."),
        ],
        "agenda": agenda,
        "turns": [{"name": "Nordvik", "note": "tillfrågad 22 mars", "current": True}, {"name": "Söderås", "note": "står på tur därefter"}],
    }


def _post(text: str, **more: object) -> dict[str, object]:
    actions = [{"label": "Svara", "url": "#"}, {"label": "Citera", "url": "#"}]
    by = {"author": "Deltagare A", "role": "trafikplanerare, Nordviks kommun", "when": _START, "actions": actions}
    return {**by, "html": format_html("<p>{}</p>", text), **more}
