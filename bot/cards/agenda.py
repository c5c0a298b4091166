"""The agenda of a meeting: one phone screen on the card, the rest of its lists as "more"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from bot.cards.agenda_topics import SHOWN_LINKS, Agenda, Topic, department_of, topics_of
from bot.chat.address import Channel, Person
from bot.chat.card import Button, Card, Line, Section, Style, Urgency
from bot.chat.text import Bold, Text, join, plain, text
from bot.store.directory import StoreInfo
from bot.store.meetings import AttendanceRow, MeetingRow
from bot.trade.when import say_span, say_time
from bot.trade.when_said import say_hour
from bot.workflows.departments import Department
from bot.workflows.meeting import Phase

PHONE_ROW = 44
"""Characters in one row of a phone that is 390 points wide."""
PHONE_ROWS = 22
"""Rows of the list that fit on such a phone with the agenda's head and buttons, with some to spare
for who is there. The list does not shrink while people arrive: what it drops would be nowhere."""
_NAME = 13
"""Characters of a name, which only the platform knows."""

HERE, ADD, ACTION, START, END = (
    f"meeting.{each}" for each in ("here", "add", "action", "start", "end")
)
"""The buttons of an agenda."""


def agenda_card(agenda: Agenda, store: StoreInfo) -> Card:
    """The agenda, within one phone screen: every point has its first entry, and those that come
    first get what room is left."""
    meeting = agenda.meeting
    title = meeting_title(meeting, store)
    lines = [line for laid in _laid_out(agenda, store) for line in laid.lines()]
    return Card(
        title=title,
        summary=f"Agenda: {title}",
        status=_status(agenda, store),
        urgency=Urgency.DONE if agenda.phase is Phase.ENDED else Urgency.CALM,
        lead=() if lines else text("Nothing is waiting, late or due. Well done."),
        sections=(Section("", tuple(Line(words) for words in lines)),) if lines else (),
        buttons=_buttons(agenda),
        footer=_here(meeting.here),
    )


def more_card(agenda: Agenda, store: StoreInfo) -> Card | None:
    """What found no room on the agenda, for its thread. None when everything did."""
    sections = []
    for laid in _laid_out(agenda, store):
        topic = laid.topic
        lines = [Line(text("• ", *entry)) for entry in laid.left]
        if unread := topic.total - len(topic.entries):
            lines.append(Line(text(f"… and {unread:,} more: /baton status lists them")))
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


@dataclass(slots=True)
class _Laid:
    """A point as it lies on the card: how many of its entries have room, or none but the numbers of
    its items."""

    topic: Topic
    shown: int
    as_links: bool = False

    @property
    def left(self) -> tuple[Text, ...]:
        """The entries that the card does not show, or not at full length."""
        topic, shown = self.topic, 0 if self.as_links else self.shown
        whole = topic.whole or topic.entries
        pairs = zip(whole[:shown], topic.entries, strict=False)
        return (*(full for full, short in pairs if full != short), *whole[shown:])

    def lines(self) -> list[Text]:
        """The point's name with its first entry, each further one below it."""
        topic = self.topic
        if self.as_links:
            return [self._numbers()]
        head, *others = topic.entries[: self.shown] or ((),)
        lines = [text(Bold(topic.label), *((": ", *head) if head else ()))]
        lines += [text("• ", *entry) for entry in others]
        lines[-1] = (*lines[-1], *_and_more(topic.total - self.shown))
        return lines

    def _numbers(self) -> Text:
        """The numbers of its first items: as many as one row takes, each leading to its card."""
        topic = self.topic
        links = list(dict.fromkeys(topic.links))[:SHOWN_LINKS]
        while True:
            left = topic.total - sum(link in links for link in topic.links)
            listed = join(", ", [text(link) for link in links])
            line = text(Bold(topic.label), ": ", *listed, *_and_more(left))
            if len(links) == 1 or rows_of(line) == 1:
                return line
            links.pop()

    @property
    def rows(self) -> int:
        """How much of a phone's screen it takes."""
        return sum(rows_of(words) for words in self.lines())


def _and_more(left: int) -> Text:
    return text(f" · and {left:,} more" if left > 0 else "")


def _laid_out(agenda: Agenda, store: StoreInfo) -> list[_Laid]:
    """The points that have something to say. Each has its first entry; where that is too much for a
    phone's screen, the last ones keep the numbers of their items. What room is left goes to those
    that come first."""
    laid = [_Laid(topic, min(1, len(topic.entries))) for topic in topics_of(agenda, store)]
    rows = sum(each.rows for each in laid)
    for each in reversed(laid):
        can_shrink = each.topic.links and not each.topic.has_down
        if rows > PHONE_ROWS and each.rows > 1 and can_shrink:
            rows -= each.rows
            each.as_links = True
            rows += each.rows
    _fill(laid, PHONE_ROWS - rows)
    return laid


def _fill(laid: Sequence[_Laid], room: int) -> None:
    """Gives each point another entry in turn, while there is room."""
    growing = [each for each in laid if not each.as_links]
    while growing:
        for each in list(growing):
            before = each.rows
            each.shown += 1
            more = each.rows - before
            if each.shown > len(each.topic.entries) or more > room:
                each.shown -= 1
                growing.remove(each)
            else:
                room -= more


def rows_of(words: Text) -> int:
    """Rows that a line takes on a phone, broken between words."""
    said = plain(words, lambda _: "x" * _NAME)
    return sum(len(wrap(line, PHONE_ROW)) for line in said.splitlines())


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
