"""What can stand in the way of what a person wants, each in words for that person."""

from __future__ import annotations

from bot.chat.address import Person
from bot.chat.text import ItemLink, Text, text


class Problem(Exception):
    """Something the person can understand and act on. `words` is what he reads."""

    def __init__(self, *words: object) -> None:
        self.words: Text = text(*words)  # type: ignore[arg-type]  # Spans, given by the subclasses below.
        super().__init__(self.words)


class NotSetUp(Problem):
    """The workspace has no store yet."""

    def __init__(self) -> None:
        super().__init__(
            "Baton does not know your store yet. A manager can type /baton setup to tell it."
        )


class WhichStore(Problem):
    """The person may mean any of several stores."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            "Which store do you mean? Type it again in a channel of that store: ",
            ", ".join(names[:8]),
            ".",
        )


class Outsider(Problem):
    """The person belongs to another workspace, or is a guest of this one."""

    def __init__(self) -> None:
        super().__init__("Only people of this store can do that. Nothing was changed.")


class NoDepartment(Problem):
    """The person is on no roster and typed outside every department's channel."""

    def __init__(self) -> None:
        super().__init__(
            "I cannot tell which department you are in. Type it in your department's channel, "
            "or ask your manager to add you with /baton setup."
        )


class NoChannel(Problem):
    """The receiving department has no channel."""

    def __init__(self, department: str) -> None:
        super().__init__(
            f"{department} has no channel yet, so nobody would see it. "
            "A manager can choose one with /baton setup."
        )


class NoSuchItem(Problem):
    """The item is not there, or belongs to another workspace."""

    def __init__(self) -> None:
        super().__init__("I cannot find that item. Type /baton find and a word of it.")


class NotAllowed(Problem):
    """The step is there, but not for this person."""


class AlreadyTaken(Problem):
    """Somebody else was first."""

    def __init__(self, item: ItemLink, owner: Person) -> None:
        super().__init__(owner, " already has ", item, ". Nothing was changed.")


class AlreadySo(Problem):
    """What the person wants is already the case."""


class NoLongerPossible(Problem):
    """The button is older than the item: the step cannot be taken in today's state."""


class Duplicate(Problem):
    """The same thing was already asked or flagged, and is still open or still has the credit."""


class NoMeeting(Problem):
    """The store has no meeting that is coming."""

    def __init__(self) -> None:
        super().__init__("No meeting is coming. A manager can set one up with /meeting setup.")


class NoSuchMeeting(Problem):
    """The meeting is not there, or belongs to another workspace."""

    def __init__(self) -> None:
        super().__init__("That agenda is not posted yet. /meeting shows the one that is coming.")


class MeetingOver(Problem):
    """The meeting was ended, and its minutes are locked."""

    def __init__(self, name: str, when: str) -> None:
        super().__init__(
            f"{name} ended {when}, and its minutes are locked. Nothing was changed. "
            "/meeting add puts it on the next agenda."
        )


class NotRunning(Problem):
    """No meeting is going on that this could belong to."""


class ManagersOnly(Problem):
    """Only a manager may do it."""

    def __init__(self, managers: tuple[Person, ...]) -> None:
        names: list[object] = []
        for manager in managers[:5]:
            names += [", " if names else "", manager]
        super().__init__("Only a manager of this store can do that. Ask ", *names, ".")
