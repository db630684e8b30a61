"""Moderators' lists: what they decide goes out as commands, and comes back as events that name them."""

from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events import gateway
from events.admin.base import BoundedPaginator, ReadOnly
from events.messages.commands import DecideReport, ImposeSanction, LiftSanction
from events.models import StoredEvent
from events.schema import Command, Event
from people import reading
from people.models import Person, Report, Sanction, Standing
from people.moderation import SITE
from people.persons import called
from people.titles import REASONS

EARLIER = 10  # sanctions that a report's page shows
DAY, WEEK = 24 * 60, 7 * 24 * 60  # minutes
DURATIONS = [
    (60, _("an hour")),
    (DAY, _("a day")),
    (WEEK, _("a week")),
    (30 * DAY, _("a month")),
    (0, _("until it is lifted")),
]


def send(command: Command, room: str) -> None:
    """Once this request is in the database: whoever handles it then sees the same."""
    transaction.on_commit(partial(gateway.submit, command, room))


class Named(ReadOnly):
    """Rows about a player, whom the staff knows by name."""

    paginator = BoundedPaginator
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).annotate(name=called("player"))
        return rows

    @admin.display(description=_("player"), ordering="player")
    def who(self, row: Any) -> str:
        """By name, and by the id that tells two of the same name apart."""
        return f"{row.name} · {row.player}" if row.name else str(row.player)


class Moderated(Named):
    """Seen by who may view; changed by actions alone, by who may change."""

    search_help_text = _("A player's id, or a whole nickname")

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Who may use the actions: ``change`` of the model."""
        return request.user.has_perm(f"people.change_{self.opts.model_name}")

    def told(self, request: HttpRequest, number: int) -> None:
        said = ngettext(
            "%(n)s order given. It shows here as soon as it is carried out.",
            "%(n)s orders given. They show here as soon as they are carried out.",
            number,
        )
        self.message_user(request, said % {"n": number}, messages.SUCCESS)


class DecisionForm(forms.Form):
    """What becomes of a report."""

    what = forms.ChoiceField(
        label=_("what"),
        choices=[
            ("dismiss", _("Dismiss")),
            ("mute", _("Uphold: mute")),
            ("ban", _("Uphold: ban from the site")),
        ],
        widget=forms.RadioSelect,
    )
    minutes = forms.TypedChoiceField(label=_("for how long"), choices=DURATIONS, coerce=int, initial=DAY)
    reason = forms.CharField(
        label=_("reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The player reads it."),
    )


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = _("state"), "state"
    upheld: ClassVar[dict[str, bool | None]] = {"waiting": None, "upheld": True, "dismissed": False}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("waiting")), ("upheld", _("upheld")), ("dismissed", _("dismissed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> QuerySet[Report]:
        state = self.value()
        return queryset.filter(upheld=self.upheld[state]) if state in self.upheld else queryset


class ReasonFilter(admin.SimpleListFilter):
    """By the reasons' names for people; Django's own would show what the database has for them."""

    title, parameter_name = _("reason"), "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(REASONS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> QuerySet[Report]:
        return queryset.filter(reason=self.value()) if self.value() else queryset


@admin.register(Report)
class ReportAdmin(Moderated):
    list_title = _("Reports")
    list_display = ("at", "titled_reason", "who", "by_whom", "in_room", "upheld", "decided_by")
    list_filter = (StateFilter, ReasonFilter)
    search_fields = ("=player", "=name", "=reporter", "=reporter_name", "=ledger__room")
    search_help_text = _("A player's id, a whole nickname, or a room")
    ordering = ("-at",)
    actions = ("mute_for_a_day", "ban_for_a_week", "dismiss")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).annotate(reporter_name=called("reporter"))
        return rows

    @admin.display(description=_("Reported by"), ordering="reporter")
    def by_whom(self, report: Any) -> str:
        return str(report.reporter_name or report.reporter)

    @admin.display(description=_("room"))
    def in_room(self, report: Report) -> str:
        return report.ledger_id

    @admin.display(description=_("reason"))
    def titled_reason(self, report: Report) -> str:
        return str(REASONS.get(report.reason, report.reason))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The report with the chat around it; who may change it decides here."""
        report = self.get_queryset(request).filter(pk=object_id if object_id.isdecimal() else 0).first()
        if report is None or not self.has_view_permission(request):
            raise PermissionDenied
        undecided = self.has_act_permission(request) and report.upheld is None
        form = DecisionForm(request.POST or None, initial={"reason": self.titled_reason(report)})
        if undecided and request.method == "POST" and form.is_valid():
            self._decided(request, report, form.cleaned_data)
            return HttpResponseRedirect(reverse("admin:people_report_changelist"))
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": self.titled_reason(report),
            "report": report,
            "player_name": self.who(report),
            "reporter_name": self.by_whom(report),
            "earlier": Sanction.objects.filter(player=report.player).order_by("-at")[:EARLIER],
            "lines": lines_of(report),
            "may_read": request.user.has_perm("chat.view_message"),
            "form": form if undecided else None,
        }
        return TemplateResponse(request, "admin/people/report.html", context)

    @admin.action(description=_("Uphold: mute for a day"), permissions=["act"])
    def mute_for_a_day(self, request: HttpRequest, reports: QuerySet[Report]) -> None:
        self._uphold(request, reports, "mute", DAY)

    @admin.action(description=_("Uphold: ban for a week"), permissions=["act"])
    def ban_for_a_week(self, request: HttpRequest, reports: QuerySet[Report]) -> None:
        self._uphold(request, reports, "ban", WEEK)

    @admin.action(description=_("Dismiss"), permissions=["act"])
    def dismiss(self, request: HttpRequest, reports: QuerySet[Report]) -> None:
        undecided = list(reports.filter(upheld=None))
        for one in undecided:
            self._decide(request, one, upheld=False)
        self.told(request, len(undecided))

    def _uphold(self, request: HttpRequest, reports: QuerySet[Report], kind: Any, minutes: int) -> None:
        undecided = list(reports.filter(upheld=None))
        for one in {one.player: one for one in undecided}.values():  # one sanction for several reports
            self._sanction(request, one, kind, minutes, str(REASONS.get(one.reason, one.reason)))
        for one in undecided:
            self._decide(request, one, upheld=True)
        self.told(request, len(undecided))

    def _decided(self, request: HttpRequest, one: Report, answers: dict[str, Any]) -> None:
        upheld = answers["what"] != "dismiss"
        if upheld:
            self._sanction(request, one, answers["what"], answers["minutes"], answers["reason"])
        self._decide(request, one, upheld=upheld)
        self.told(request, 1)

    def _sanction(self, request: HttpRequest, one: Report, kind: Any, minutes: int, reason: str) -> None:
        by = request.user.get_username()
        send(
            ImposeSanction(
                player=one.player, kind=kind, reason=reason, by=by, minutes=minutes or None, report=one.pk
            ),
            SITE,
        )

    def _decide(self, request: HttpRequest, one: Report, *, upheld: bool) -> None:
        decision = DecideReport(report=one.pk, upheld=upheld, by=request.user.get_username())
        send(decision, one.ledger_id)


def lines_of(report: Report) -> list[tuple[StoredEvent, Event]]:
    """The lines around it that the log still has, in order."""
    rows = StoredEvent.objects.filter(event_id__in=report.evidence).order_by("position").defer("sealed")
    return [(row, reading.event_of(row)) for row in rows]


class SanctionForm(forms.ModelForm):  # type: ignore[type-arg]
    minutes = forms.TypedChoiceField(label=_("for how long"), choices=DURATIONS, coerce=int)

    class Meta:
        model = Sanction
        fields = ("player", "kind", "reason")


@admin.register(Sanction)
class SanctionAdmin(Moderated):
    list_title = _("Sanctions")
    list_display = ("at", "who", "kind", "until", "reason", "by", "appeal", "lifted_at", "lifted_by")
    list_filter = ("kind", ("lifted_at", admin.EmptyFieldListFilter), ("appeal", admin.EmptyFieldListFilter))
    search_fields = ("=player", "=name")
    ordering = ("-at",)
    actions = ("lift",)
    form = SanctionForm
    fields = ("player", "kind", "reason", "minutes")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("people.add_sanction")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.list_display if obj else self.fields

    @admin.action(description=_("Lift"), permissions=["act"])
    def lift(self, request: HttpRequest, sanctions: QuerySet[Sanction]) -> None:
        standing = list(sanctions.filter(lifted_at=None))
        for one in standing:
            send(LiftSanction(sanction=one.pk, by=request.user.get_username()), SITE)
        self.told(request, len(standing))

    def save_model(self, request: HttpRequest, obj: Sanction, form: Any, change: bool) -> None:
        """Nothing is saved: the row comes from the event."""
        by, minutes = request.user.get_username(), form.cleaned_data["minutes"] or None
        kind: Any = obj.kind
        imposed = ImposeSanction(player=obj.player, kind=kind, reason=obj.reason, by=by, minutes=minutes)
        send(imposed, SITE)

    def log_addition(self, request: HttpRequest, obj: Sanction, message: Any) -> Any:
        """The event is the record."""

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        self.told(request, 1)
        return HttpResponseRedirect(reverse("admin:people_sanction_changelist"))


@admin.register(Person)
class PersonAdmin(ReadOnly):
    list_title = _("Players")
    list_display = ("player", "nickname", "language", "has_account", "met_at")
    search_fields = ("=player", "nickname__startswith")
    ordering = ("-met_at",)
    exclude = ("user",)  # his name to sign in with is nobody's business
    paginator = BoundedPaginator
    show_full_result_count = False

    @admin.display(description=_("account"), boolean=True)
    def has_account(self, person: Person) -> bool:
        return person.user_id is not None


@admin.register(Standing)
class StandingAdmin(Named):
    list_title = _("Ratings")
    list_display = ("who", "rating", "rounds", "wins", "liar_rounds", "liar_wins", "leavings")
    search_fields = ("=player",)
    ordering = ("-rating",)
