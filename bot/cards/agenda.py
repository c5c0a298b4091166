"""The agenda of a meeting: one phone screen on the card, the rest of its lists as "more"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.cards.agenda_topics import Agenda, Topic, department_of, topics_of
from bot.chat.address import Channel, Person
from bot.chat.card import Button, Card, Line, Section, Style, Urgency
from bot.chat.text import Bold, Text, join, text
from bot.store.directory import StoreInfo
from bot.store.meetings import AttendanceRow, MeetingRow
from bot.trade.when import say_span, say_time
from bot.trade.when_said import say_hour
from bot.workflows.departments import Department
from bot.workflows.meeting import Phase

MOST_LINES = 13
"""Lines of the card's list. With its head and buttons that is a phone's screen."""

HERE, ADD, ACTION, START, END = (
    f"meeting.{each}" for each in ("here", "add", "action", "start", "end")
)
"""The buttons of an agenda."""


def agenda_card(agenda: Agenda, store: StoreInfo) -> Card:
    """The agenda, within one phone screen: every point has its first entry, and those that come
    first get what room is left."""
    meeting = agenda.meeting
    title = meeting_title(meeting, store)
    lines = [line for topic, shown in _laid_out(agenda, store) for line in _drawn(topic, shown)]
    return Card(
        title=title,
        summary=f"Agenda: {title}",
        status=_status(agenda, store),
        urgency=Urgency.DONE if agenda.phase is Phase.ENDED else Urgency.CALM,
        lead=() if lines else text("Nothing is waiting, late or due. Well done."),
        sections=(Section("", tuple(lines)),) if lines else (),
        buttons=_buttons(agenda),
        footer=_here(meeting.here),
    )


def more_card(agenda: Agenda, store: StoreInfo) -> Card | None:
    """What found no room on the agenda, for its thread. None when everything did."""
    sections = []
    for topic, shown in _laid_out(agenda, store):
        lines = [Line(text("• ", *entry)) for entry in topic.entries[shown:]]
        if left := topic.total - max(shown, len(topic.entries)):
            lines.append(Line(text(f"… and {left:,} more: /baton status lists them")))
        if lines:
            sections.append(Section(topic.label, tuple(lines)))
    title = f"More on {meeting_title(agenda.meeting, store)}"
    return Card(title=title, summary=title, sections=tuple(sections)) if sections else None


def moved_agenda(meeting: MeetingRow, store: StoreInfo, where: Channel | None) -> Card:
    """What stays where an agenda was before it was posted anew."""
    title = meeting_title(meeting, store)
    return Card(
        title=title,
        summary=f"{title}: posted anew.",
        urgency=Urgency.STOPPED,
        status=text("Its agenda was posted anew", *((" in ", where) if where else ()), "."),
    )


def meeting_title(meeting: MeetingRow, store: StoreInfo) -> str:
    """A meeting with its time: "Shift huddle · Thu Nov 26, 7:30 AM"."""
    return f"{meeting.series.name} · {say_time(meeting.starts_at, store.zone)}"


def _laid_out(agenda: Agenda, store: StoreInfo) -> list[tuple[Topic, int]]:
    """The points that have something to say, each with how many of its entries the card shows."""
    topics = topics_of(agenda, store)
    shown = [min(1, len(topic.entries)) for topic in topics]
    room = MOST_LINES - len(topics)
    while room > 0:
        longer = [
            index for index, topic in enumerate(topics) if 0 < shown[index] < len(topic.entries)
        ]
        if not longer:
            break
        for index in longer[:room]:
            shown[index] += 1
        room -= len(longer)
    return list(zip(topics, shown, strict=True))


def _drawn(topic: Topic, shown: int) -> Iterable[Line]:
    """The point's name with its first entry, each further one below it."""
    head, *others = topic.entries[:shown] or ((),)
    lines = [text(Bold(topic.label), *((": ", *head) if head else ()))]
    lines += [text("• ", *entry) for entry in others]
    if left := topic.total - shown:
        lines[-1] = (*lines[-1], f" · and {left:,} more")
    return [Line(words) for words in lines]


def _status(agenda: Agenda, store: StoreInfo) -> Text:
    """How far it is once it runs, who leads, and who visits."""
    meeting = agenda.meeting
    people = []
    if agenda.host:
        people.append(text("Host ", agenda.host))
    if agenda.guest:
        people.append(text("Guest of the day ", agenda.guest, *_home(agenda.guest, store)))
    spans = [_how_far(agenda, store), join(" · ", people)]
    if meeting.late_minutes:
        spans.append(text(f"⏰ This agenda came {say_span(meeting.late_minutes)} late."))
    return join("\n", spans)


def _how_far(agenda: Agenda, store: StoreInfo) -> Text:
    meeting = agenda.meeting

    def hour(at: object) -> str:
        return say_hour(at.astimezone(store.zone))  # type: ignore[attr-defined]

    if meeting.ended_at:
        return text(Bold("Over"), f" at {hour(meeting.ended_at)}. The minutes are in the thread.")
    if meeting.started_at:
        return text(Bold("Running"), f" since {hour(meeting.started_at)}")
    if agenda.phase is Phase.RUNNING:
        return text(Bold("Running"), f" since {hour(meeting.starts_at)}")
    return ()


def _home(person: Person, store: StoreInfo) -> Text:
    actor = store.actor(person, None)
    mine = sorted(actor.departments or actor.manages, key=list(Department).index)
    return text(f" ({', '.join(each.label for each in mine)})") if mine else ()


def _here(here: Sequence[AttendanceRow]) -> Text:
    """Who is there, those of other departments with theirs."""
    if not here:
        return ()
    people = [
        text(each.person, *(department_of(each.department) if each.visited else ()))
        for each in sorted(here, key=lambda each: (each.at, each.person))
    ]
    return text(f"Here ({len(people)}): ", *join(", ", people))


def _buttons(agenda: Agenda) -> tuple[Button, ...]:
    meeting = agenda.meeting
    if agenda.phase is Phase.ENDED:
        return ()
    buttons = [
        Button(HERE, "I'm here", meeting.id, Style.PRIMARY),
        Button(ADD, "Add a topic", meeting.id),
        Button(ACTION, "Give an action", meeting.id),
    ]
    if agenda.phase is Phase.COMING:
        buttons.append(Button(START, "Start", meeting.id))
    else:
        confirm = "The minutes go into the thread and are locked."
        buttons.append(Button(END, "End", meeting.id, confirm=confirm))
    return tuple(buttons)
