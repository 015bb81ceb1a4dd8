"""The demo's own pages: start, texts, and a page for each topic."""

from __future__ import annotations

from wagtail.models import Page, Site

from home.models import StandardPage, StartPage
from mobility_hub.directory.models import Topic
from mobility_hub.overview.models import TopicIndexPage, TopicPage

LEAD = "Beslut, siffror och erfarenheter från svenska kommuner, och de nätverk där du kan fråga dem som redan har prövat."

LEAD_EN = "Decisions, figures and experience from Swedish municipalities, and the networks where you can ask those who have tried it."

# What an officer asks, and a summary that stands on the examples of the demo.
QUESTIONS = {
    "elsparkcykel": "Vad får kommunen göra åt elsparkcyklar, och vad har andra valt?",
    "bilpool": "Hur får vi fler att dela bil, i tjänsten och hemma?",
    "lanecykel": "Hur upphandlar vi lånecyklar, och vad kostar det att låta bli?",
    "parkeringsnorm": "Kan vi bygga med färre bilplatser, och vad kräver vi i stället?",
    "upphandling": "Hur har andra upphandlat delad mobilitet, och hur gick det?",
    "datadelning": "Vilka data ska vi begära av uthyrare, och hur får vi använda dem?",
    "tjansteresor": "Hur ställer vi om våra egna resor?",
    "reglering": "Vilka regler har kommunen att ta till?",
    "beteendeforandring": "Vad får människor att resa på ett annat sätt?",
    "kombinerad-mobilitet": "Vad krävs för att flera färdsätt ska fungera som ett?",
}
BRIEFS = {
    "elsparkcykel": (
        "Kommunen äger marken men inte fordonen. Kommuner har valt olika vägar: tillstånd, tak, avgift, anvisade platser, överenskommelse "
        "eller inget avtal alls. Exemplen visar vem som beslutade, när, och vad som hände sedan."
    ),
    "lanecykel": (
        "Fem exempel visar allt från koncession på tjugo år till avveckling efter två. Överprövning har försenat upphandlingar i både "
        "Malmö och Stockholm."
    ),
}

TEXTS = {
    "om": (
        "Om den här sajten",
        "Samverkan om mobilitet är till för dig som arbetar med ny mobilitet i en kommun eller region.",
        "<p>Här finns en översikt över nätverk, exempel på hur andra har gjort, och små arbetsgrupper där kommuner löser praktiska frågor "
        "tillsammans. Leverantörer kan läsa det öppna men deltar inte i grupperna.</p>"
        "<h2>Det här är en exempelsajt</h2><p>Nätverk och exempel kommer ur offentliga källor, som står på varje sida. Personer, kommuner "
        "och diskussioner i grupperna är påhittade.</p>",
    ),
    "tillganglighet": (
        "Tillgänglighet",
        "Så fungerar sajten med tangentbord, skärmläsare och stor text.",
        "<p>Sajten är byggd för att klara WCAG 2.2 på nivå AA. Alla sidor går att använda med enbart tangentbord, utan JavaScript, på en "
        "skärm som är 320 bildpunkter bred och med text i dubbel storlek.</p>"
        "<h2>Så har vi prövat</h2><p>Varje sidtyp prövas automatiskt med axe. Skärmläsare har inte prövats för hand i den här "
        "exempelsajten.</p><h2>Om du hittar brister</h2><p>Den som driver sajten ska här ange hur du når dem. Du kan också anmäla brister "
        'till <a href="https://www.digg.se/tdosanmalan">Myndigheten för digital förvaltning</a>.</p>',
    ),
    "personuppgifter": (
        "Personuppgifter",
        "Vilka uppgifter som sparas om dig, och varför.",
        "<p>När du skapar ett konto sparas namn, mejladress, arbetsgivare och titel. Det du skriver i en arbetsgrupp sparas med ditt namn "
        "och din organisation, och kan vara allmän handling hos de kommuner som deltar.</p><p>Sajten sätter inga kakor för den som bara "
        "läser. När du loggar in sätts två nödvändiga kakor: en för inloggningen och en som skyddar formulär.</p>",
    ),
}

TEXTS_EN = {
    "om": (
        "About this site",
        "For those who work with new mobility in a municipality or a region.",
        "<p>Here is an overview of networks, examples of how others have done it, and small practice groups where municipalities solve "
        "practical questions together. Suppliers may read what is open but take no part in the groups.</p>"
        "<h2>This is a demonstration</h2><p>Networks and examples come from public sources, which stand on each page. People, "
        "municipalities and discussions in the groups are made up.</p>",
    ),
    "tillganglighet": (
        "Accessibility",
        "How the site works with a keyboard, a screen reader and large text.",
        "<p>The site is built to meet WCAG 2.2 at level AA. Every page works by keyboard alone, without JavaScript, on a screen that is "
        "320 pixels wide and with text at double size.</p>"
        "<h2>How it was tested</h2><p>Every type of page is tested automatically with axe. Screen readers have not been tried by hand on "
        "this demonstration.</p><h2>If you find a fault</h2><p>Whoever runs the site writes here how to reach them. You can also report "
        'faults to the <a href="https://www.digg.se/tdosanmalan">Agency for Digital Government</a>.</p>',
    ),
    "personuppgifter": (
        "Personal data",
        "What is kept about you, and why.",
        "<p>When you create an account, your name, e-mail address, employer and title are kept. What you write in a practice group is kept "
        "with your name and your organisation, and can be an official document of the municipalities that take part.</p><p>The site sets "
        "no cookies for those who only read. When you sign in, two necessary cookies are set: one for the session and one that protects "
        "forms.</p>",
    ),
}


def make_start() -> StartPage:
    """Put the start page where Wagtail's welcome page stands, and make the site answer with it."""
    root = Page.objects.get(depth=1)
    start = StartPage(
        title="Så gör andra kommuner med ny mobilitet",
        slug="start",
        lead=LEAD,
        title_en="How other municipalities deal with new mobility",
        lead_en=LEAD_EN,
    )
    root.add_child(instance=start)
    start.save_revision().publish()
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "127.0.0.1", "port": 80, "root_page": start, "site_name": "Samverkan om mobilitet"}
    )
    Page.objects.filter(depth=2, slug="home").exclude(pk=start.pk).delete()
    return start


def make_texts(start: StartPage) -> None:
    for slug, (title, lead, body) in TEXTS.items():
        title_en, lead_en, body_en = TEXTS_EN[slug]
        page = StandardPage(title=title, slug=slug, lead=lead, body=body, title_en=title_en, lead_en=lead_en, body_en=body_en)
        start.add_child(instance=page)
        page.save_revision().publish()


def make_topic_pages() -> None:
    index = TopicIndexPage.objects.get()
    for topic in Topic.objects.order_by("position"):
        page = TopicPage(
            title=topic.name_sv, slug=topic.slug, topic=topic, question=QUESTIONS.get(topic.slug, ""), brief=BRIEFS.get(topic.slug, "")
        )
        index.add_child(instance=page)
        page.save_revision().publish()
