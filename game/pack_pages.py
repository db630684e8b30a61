"""The page on which a pack is written: from a form, from the database or from a file, with what is wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from game import shelf
from game.models import Pack
from game.ownpack import FEWEST, LONGEST, MOST, TOPICS, OwnPack, faults, from_lines, tidy, to_lines

LONGEST_TEXT = 60_000  # signs of one topic's lines


def typed(request: HttpRequest) -> OwnPack:
    """The pack as the form has it."""
    form = request.POST
    topics, texts = form.getlist("topic")[: TOPICS + 1], form.getlist("words")[: TOPICS + 1]
    blocks = [(tidy(topic), text[:LONGEST_TEXT]) for topic, text in zip(topics, texts, strict=False)]
    several = len(blocks) > 1
    entries = [
        entry
        for number, (topic, text) in enumerate(blocks, start=1)
        for entry in from_lines(topic, text, f"{topic or number}: " if several else "")
    ]
    return OwnPack(tidy(form.get("title", "")), form.get("language", ""), tuple(entries))


def page(
    request: HttpRequest, written: OwnPack, pack: Pack | None = None, *, check: bool = True, said: str = ""
) -> HttpResponse:
    """The form, filled; with all faults when it was filled by somebody."""
    wrong = faults(written) if check else []
    context = {
        "pack": pack,
        "written": written,
        "blocks": [(topic, to_lines(entries)) for topic, entries in written.topics.items()] or [("", "")],
        "faults": wrong,
        "said": said,
        "fewest": FEWEST,
        "most": MOST,
        "longest": LONGEST,
        "most_packs": shelf.MOST,
    }
    return render(request, "game/packs/write.html", context, status=400 if wrong else 200)


def empty() -> OwnPack:
    """Where a new pack starts."""
    return OwnPack("", "ko" if (get_language() or "").startswith("ko") else "en")
