"""Packs at the desk: the queue of those that players handed in, files in and out, and what was learned."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from game import packio, shelf, words
from game.learning import Experience, difficulty
from game.models import Pack
from game.ownpack import OwnPack, faults

PREVIEWED = 50  # rows


class Deciding(ActionForm):
    reason = forms.CharField(label=_("reason, when sent back"), max_length=300, required=False)


class Bringing(forms.Form):
    """Either a file, to look at; or what was looked at, to keep."""

    file = forms.FileField(
        label=_("CSV or JSON, up to 200 kB"),
        required=False,
        help_text=_(
            "CSV: the first row is word,aliases,topic,difficulty, with | between aliases. "
            "JSON: as “Take as JSON” writes it."
        ),
    )
    title = forms.CharField(label=_("title, if the file has none"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("language, if the file has none"), choices=settings.LANGUAGES)


class PackAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("title", "spoken", "state", "how_many", "owner", "changed_at")
    list_filter = ("state", "language", ("owner", admin.EmptyFieldListFilter))
    search_fields = ("title", "=key", "=owner")
    ordering = ("-changed_at",)
    action_form = Deciding
    actions = ("approve", "send_back", "take_as_json", "take_as_csv")
    fields = ("title", "key", "spoken", "topic", "owner", "state", "reason", "figures")
    readonly_fields = ("key", "spoken", "topic", "owner", "state", "reason", "figures")
    change_list_template = "admin/game/pack_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Packs come from files or from players."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pack]:
        packs: QuerySet[Pack] = super().get_queryset(request).annotate(how_many=Count("words"))
        return packs

    def get_urls(self) -> Any:
        view = self.admin_site.admin_view(self.bring)
        return [path("bring/", view, name="game_pack_bring"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        words.forget()

    @admin.display(description=_("language"), ordering="language")
    def spoken(self, pack: Pack) -> str:
        return str(dict(settings.LANGUAGES).get(pack.language, pack.language))

    @admin.display(description=_("words"))
    def how_many(self, pack: Any) -> int:
        return int(pack.how_many)

    @admin.display(description=_("what was learned"))
    def figures(self, pack: Pack) -> SafeString:
        """Word by word, as percentages; a dash where nothing is known."""
        seen = words.experience(Pack.objects.filter(pk=pack.pk))
        rows = (
            (
                w.text,
                difficulty(w.difficulty, known),
                known.played,
                _share(known.win_rate),
                _share(known.guess_rate),
            )
            for w in pack.words.order_by("pk")
            for known in [seen.get((pack.key, w.text), Experience())]
        )
        heads = (_("word"), _("difficulty"), _("rounds"), _("liars won"), _("guessed right"))
        return format_html(
            "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
            format_html_join("", "<th>{}</th>", ((head,) for head in heads)),
            format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", rows),
        )

    @admin.action(description=_("Give to everybody"), permissions=["change"])
    def approve(self, request: HttpRequest, packs: QuerySet[Pack]) -> None:
        self._tell(request, shelf.approve(list(packs.values_list("pk", flat=True))))

    @admin.action(description=_("Send back, with a reason"), permissions=["change"])
    def send_back(self, request: HttpRequest, packs: QuerySet[Pack]) -> None:
        reason = request.POST.get("reason", "").strip()[:300]
        if not reason:
            self.message_user(request, gettext("Say why: its owner reads it."), messages.ERROR)
            return
        self._tell(request, shelf.refuse(list(packs.values_list("pk", flat=True)), reason))

    @admin.action(description=_("Take as JSON (one pack)"), permissions=["view"])
    def take_as_json(self, request: HttpRequest, packs: QuerySet[Pack]) -> HttpResponse | None:
        return self._taken(request, packs, packio.to_json, "json")

    @admin.action(description=_("Take as CSV (one pack)"), permissions=["view"])
    def take_as_csv(self, request: HttpRequest, packs: QuerySet[Pack]) -> HttpResponse | None:
        return self._taken(request, packs, packio.to_csv, "csv")

    def bring(self, request: HttpRequest) -> HttpResponse:
        """A file, looked at first: nothing is kept before somebody has seen it without a fault."""
        if not request.user.has_perm("game.add_pack"):
            raise PermissionDenied
        form = Bringing(request.POST or None, request.FILES or None)
        written = self._read(request, form) if request.method == "POST" and form.is_valid() else None
        wrong = faults(written) if written else []
        if written and not wrong and "keep" in request.POST:
            shelf.add(written)
            words.forget()
            self._tell(request, 1)
            return HttpResponseRedirect(reverse("admin:game_pack_changelist"))
        context = self.admin_site.each_context(request) | {
            "opts": self.opts, "form": form, "title": gettext("Bring a pack"),
            "written": written, "faults": wrong,
            "rows": written.entries[:PREVIEWED] if written else (),
            "kept": packio.to_json(written).decode() if written and not wrong else "",
        }  # fmt: skip
        return TemplateResponse(request, "admin/game/bring.html", context)

    def _read(self, request: HttpRequest, form: Bringing) -> OwnPack:
        file, told = form.cleaned_data["file"], form.cleaned_data
        name, body = (file.name, file.read(packio.BIGGEST + 1)) if file else ("", _kept(request))
        return packio.read(name, body, title=told["title"], language=told["language"])

    def _taken(
        self, request: HttpRequest, packs: QuerySet[Pack], write: Any, form: str
    ) -> HttpResponse | None:
        if len(packs) != 1:
            self.message_user(request, gettext("Choose one pack."), messages.ERROR)
            return None
        [pack] = packs
        response = HttpResponse(write(shelf.written(pack)), content_type="application/octet-stream")
        response.headers["Content-Disposition"] = f'attachment; filename="{pack.key}.{form}"'
        return response

    def _tell(self, request: HttpRequest, number: int) -> None:
        told = ngettext("%(n)s pack was changed.", "%(n)s packs were changed.", number) % {"n": number}
        self.message_user(request, told, messages.SUCCESS if number else messages.WARNING)


def _kept(request: HttpRequest) -> bytes:
    return str(request.POST.get("kept", "")).encode()


def _share(rate: float | None) -> str:
    return "–" if rate is None else f"{rate:.0%}"
